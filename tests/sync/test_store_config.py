"""rclone's configuration from the settings, and what a store may not be told."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

from appliance.domain.errors import SettingsError
from appliance.settings.model import Store
from appliance.sync.config import rclone_config

SFTP = {"host": "sftp.example.nl", "user": "box", "host_keys": "ssh-ed25519 AAAA"}


def config(store: Store, **secrets: str) -> ConfigParser:
    text = rclone_config(store, secrets=secrets, scratch=Path("/dev/shm/x"), obscure=lambda text: text[::-1])
    parser = ConfigParser(interpolation=None)
    parser.read_string(text)
    return parser


def faults(store: Store, **secrets: str) -> str:
    with pytest.raises(SettingsError) as caught:
        config(store, **secrets)
    return " ".join(caught.value.faults)


def test_whatever_people_called_the_store_stands_behind_an_alias() -> None:
    parser = config(Store(kind="sftp", path="map $(x)", options=SFTP))
    assert dict(parser["store"]) == {"type": "alias", "remote": "backing:map $(x)"}
    assert dict(parser["scratch"]) == {"type": "alias", "remote": "/dev/shm/x"}
    assert parser["backing"]["host"] == "sftp.example.nl"


def test_a_local_folder_is_a_store_too() -> None:
    assert config(Store(path="/mnt/opslag"))["store"]["remote"] == "/mnt/opslag"


def test_a_password_is_written_in_the_coding_that_rclone_wants() -> None:
    backing = config(Store(kind="sftp", options=SFTP), **{"pass": "geheim"})["backing"]
    assert backing["pass"] == "mieheg"


def test_an_s3_key_is_written_as_it_is() -> None:
    backing = config(Store(kind="s3", path="bucket"), secret_access_key="geheim")["backing"]
    assert backing["secret_access_key"] == "geheim"


def test_a_box_never_makes_a_bucket_and_leaves_no_trash_on_nextcloud() -> None:
    assert config(Store(kind="s3", path="bucket"))["backing"]["no_check_bucket"] == "true"
    webdav = Store(kind="webdav", options={"url": "https://cloud.example.nl/dav"})
    assert config(webdav)["backing"]["headers"] == "X-NC-Skip-Trashbin,true"


@pytest.mark.parametrize(
    ("store", "word"),
    [
        (Store(path="opslag"), "het hele pad"),
        (Store(path=""), "het hele pad"),
        (Store(path="/mnt\n[store]"), "tekens"),
        (Store(path="/mnt/%(home)s"), "tekens"),
        (Store(path="/mnt "), "tekens"),
        (Store(kind="s3", path=""), "bucket"),
        (Store(kind="smb", path="/"), "gedeelde map"),
        (Store(kind="sftp", options={"host": "h"}), "host_keys"),
        (Store(kind="sftp", options=SFTP | {"pass": "x"}), "geheim"),
        (Store(kind="sftp", options=SFTP | {"user": "a\nssh = reboot"}), "tekens"),
        (Store(kind="sftp", options=SFTP | {"user": '"a'}), "tekens"),
        (Store(kind="sftp", options=SFTP | {"ssh": "reboot"}), "programma"),
        (Store(kind="sftp", options=SFTP | {"server_command": "reboot"}), "programma"),
        (Store(kind="sftp", options=SFTP | {"type": "local"}), "programma"),
        (Store(kind="sftp", options=SFTP | {"a b": "x"}), "tekens"),
        (Store(kind="webdav", options={"url": "http://cloud.example.nl"}), "https"),
        (Store(kind="webdav", options={"url": "https://u:p@cloud.example.nl"}), "geheim"),
        (Store(kind="webdav"), "https"),
        (Store(kind="s3", path="b", options={"endpoint": "http://s3.example.nl"}), "https"),
    ],
    ids=str,
)
def test_it_refuses(store: Store, word: str) -> None:
    assert word in faults(store)


def test_it_names_every_fault_at_once() -> None:
    text = faults(Store(kind="s3", path="", options={"endpoint": "http://x.nl", "ssh": "x"}))
    assert all(word in text for word in ("bucket", "https", "programma"))


def test_a_secret_cannot_bring_a_section_of_its_own() -> None:
    assert "tekens" in faults(Store(kind="s3", path="b"), secret_access_key="x\n[store]\ntype = local")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost/", "http://[::1]/"])
def test_on_the_box_itself_http_will_do(url: str) -> None:
    assert config(Store(kind="webdav", options={"url": url}))["backing"]["url"] == url
