"""Where a private half may not be written: anywhere a box reads.

Withdrawal means something only while no box holds what opens a recording. The folders of the settings at hand
are refused, whatever name, link or ``..`` leads there; so are those of a box that was installed on this very
machine.
"""

from __future__ import annotations

from pathlib import Path

from appliance.domain.errors import KeyFileUnusable
from appliance.settings.model import Paths


def refuse_on_a_box(out: Path, paths: Paths | None) -> None:
    """Return only when ``out`` lies outside every folder of a box. Raises: KeyFileUnusable."""
    wanted = out.absolute().resolve()
    for box in (Paths(), paths or Paths()):
        for folder in (box.data, box.run):
            if wanted.is_relative_to(folder.resolve()):
                raise KeyFileUnusable(
                    f"{out} ligt in {folder}, een map van een box. Bewaar de geheime helft op een stick, "
                    "buiten elke box"
                )
