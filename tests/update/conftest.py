from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.update.web import Web, serving
from tests.update.world import World


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, web: Web) -> World:
    return World(tmp_path, web)
