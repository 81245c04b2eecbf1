"""One box on the workbench for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recorder.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    box = Bench(tmp_path)
    yield box
    box.shut_down()
