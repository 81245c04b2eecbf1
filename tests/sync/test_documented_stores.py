"""Every block of settings in docs/beheer/stores.md is accepted as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from appliance.domain.timetable import speed_steps
from appliance.settings.loader import loads
from appliance.settings.model import Store
from appliance.settings.writer import dumps
from appliance.sync.config import bandwidth, rclone_config, untested
from tests.sync.boxes import settings_of

PAGE = (Path(__file__).parents[2] / "docs" / "beheer" / "stores.md").read_text()
BLOCKS = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)]
STORES = [Store(**block["store"]) for block in BLOCKS if "store" in block]


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.kind)
def test_a_documented_store_is_accepted(store: Store, tmp_path: Path) -> None:
    assert loads(dumps(settings_of(tmp_path, store))).store == store
    text = rclone_config(store, secrets={}, scratch=tmp_path, obscure=str)
    assert all(f"{key} = {value}" in text for key, value in store.options.items())


def test_every_kind_is_documented() -> None:
    assert {store.kind for store in STORES} == {
        *("local", "sftp", "webdav", "smb", "s3", "onedrive", "azureblob")
    }


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.kind)
def test_what_nobody_tried_is_called_so_on_the_page_and_by_the_program(store: Store) -> None:
    told = f"`{store.kind}`" in PAGE and re.search(rf"`{store.kind}`[^|]*\|[^|]*\| niet getest", PAGE)
    assert bool(untested(store)) is (bool(told) and store.kind != "webdav")


def test_the_documented_hours_and_limits_are_accepted(tmp_path: Path) -> None:
    sync = next(block["sync"] for block in BLOCKS if "sync" in block)
    text = dumps(settings_of(tmp_path, Store(path="/mnt")))
    lines = [f"{key} = {list(value)!r}".replace("'", '"') for key, value in sync.items()]
    before, _, after = text.partition("[sync]")
    loaded = loads(before + "\n".join(["[sync]", *lines, ""]) + after[after.index("\n[") :])
    assert bandwidth(speed_steps(loaded.sync.limits_kbps)) == "07:00,625000B 19:00,off"


def test_the_page_says_what_every_trouble_of_the_store_says() -> None:
    from appliance.domain.errors import StoreError, error_classes

    for error in error_classes().values():
        if issubclass(error, StoreError) and error.code not in ("store", "store-unfit"):
            assert error.sentence.partition(" (")[0].rstrip(".") in PAGE, error.code
