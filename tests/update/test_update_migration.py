from __future__ import annotations

import pytest

from appliance.domain.errors import NoWayBack
from appliance.update.migration import check_way_back


@pytest.mark.parametrize(("writes", "reads_up_to"), [(4, 4), (4, 5), (1, 4)])
def test_a_version_whose_data_this_one_can_read_may_come(writes: int, reads_up_to: int) -> None:
    check_way_back(writes=writes, reads_up_to=reads_up_to)


def test_a_version_whose_data_this_one_cannot_read_is_refused_and_the_way_out_is_said() -> None:
    with pytest.raises(NoWayBack) as refused:
        check_way_back(writes=5, reads_up_to=4)
    assert "versie 5" in str(refused.value)
    assert "tussenversie" in refused.value.next_step
