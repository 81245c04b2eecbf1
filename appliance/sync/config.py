"""rclone's configuration text from the settings. Everything people chose about the store ends here.

Paths, hosts and options go into this text and never onto a command line: rclone is only ever told
``store:<id>/<name>`` and ``scratch:<name>``, because ``store`` and ``scratch`` are aliases. This room
never reads or writes a file. Faults come all at once, in Dutch, as SettingsError.
Source: https://rclone.org/docs/#config-file, https://rclone.org/alias/.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from appliance.domain.errors import SettingsError
from appliance.domain.timetable import SpeedStep
from appliance.settings.model import Store

# What we decide for every store of a kind; the settings may add to it and override it.
DEFAULTS: dict[str, dict[str, str]] = {
    "local": {},
    # We compare hashes ourselves, so the server need not run a shell; nobody asks when a part was made.
    "sftp": {"shell_type": "none", "disable_hashcheck": "true", "set_modtime": "false"},
    # Nextcloud keeps deleted files in a bin unless told not to; other servers ignore the header.
    "webdav": {"vendor": "other", "headers": "X-NC-Skip-Trashbin,true"},
    "smb": {},
    # A box never makes a bucket. Without no_head_object rclone takes every folder for a file, and says
    # that it is missing, when the store refuses or is away. no_head: a part is read back anyway.
    "s3": {"provider": "Other", "no_check_bucket": "true", "no_head_object": "true", "no_head": "true"},
    # Without hard_delete a file goes to the bin of OneDrive or SharePoint.
    "onedrive": {"hard_delete": "true", "client_credentials": "true", "no_versions": "true"},
    "azureblob": {"no_check_container": "true", "delete_snapshots": "include"},
}
_NOBODY_TRIED = "Deze soort opslag heeft nog niemand voor ons geprobeerd."
SECRETS = frozenset(
    {
        *("pass", "key_pem", "key_file_pass", "bearer_token"),
        *("secret_access_key", "session_token"),
        *("client_secret", "token"),
        *("key", "sas_url"),
    }
)
OBSCURED = frozenset({"pass", "key_file_pass"})  # rclone wants these in its own reversible coding
_URLS = {"webdav": "url", "s3": "endpoint", "azureblob": "endpoint"}
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def rclone_config(
    store: Store, *, secrets: Mapping[str, str], scratch: Path, obscure: Callable[[str], str]
) -> str:
    """Return the text of rclone.conf with the remotes ``store`` and ``scratch``; it holds the secrets."""
    faults = tuple(_faults(store, secrets))
    if faults:
        raise SettingsError(faults)
    options = DEFAULTS[store.kind] | store.options
    options |= {key: obscure(value) if key in OBSCURED else value for key, value in secrets.items()}
    where = store.path if store.kind == "local" else f"backing:{store.path}"
    sections = {
        "backing": {"type": store.kind} | options,
        "store": {"type": "alias", "remote": where},
        "scratch": {"type": "alias", "remote": str(scratch)},
    }
    for number, folder in enumerate(folders_above(store)):
        address = folder if store.kind == "local" else f"backing:{folder}"
        sections[f"above{number}"] = {"type": "alias", "remote": address}
    return "\n".join(_section(name, values) for name, values in sections.items())


def untested(store: Store) -> str:
    """Return the Dutch warning for a kind that our tests have no server for; else ""."""
    if store.kind in ("onedrive", "azureblob") or store.options.get("vendor") in ("nextcloud", "sharepoint"):
        return _NOBODY_TRIED
    return ""


def folders_above(store: Store, *, is_mount: Callable[[str], bool] = os.path.ismount) -> tuple[str, ...]:
    """Return the store's folder and those above it, up to the top of the share; for S3 its own only."""
    path = PurePosixPath(store.path)
    if store.kind in ("s3", "azureblob"):
        return (store.path,)
    if store.kind == "local":
        top = next((each for each in (path, *path.parents) if is_mount(str(each))), path)
        if str(top) == "/":  # the box's own disk: nothing keeps what is deleted there
            return (str(path),)
        return tuple(str(each) for each in (path, *path.parents) if top in (each, *each.parents))
    above = [str(each) for each in (path, *path.parents) if str(each) not in ("/", ".")]
    # A relative path on SFTP and WebDAV begins in a folder that has no name.
    return (*above, "") if store.kind in ("sftp", "webdav") and not path.is_absolute() else tuple(above)


def bandwidth(steps: Sequence[SpeedStep]) -> str:
    """Return rclone's timetable for each direction, which it follows while it works; "" without limits.

    In bytes, since rclone's smallest other unit is 1,024 of them. Source: https://rclone.org/docs/#bwlimit.
    """
    return " ".join(
        f"{step.begin:%H:%M},{f'{step.limit_kbps * 125}B' if step.limit_kbps else 'off'}" for step in steps
    )


def _section(name: str, values: Mapping[str, str]) -> str:
    return "".join([f"[{name}]\n", *(f"{key} = {value}\n" for key, value in values.items())])


def _faults(store: Store, secrets: Mapping[str, str]) -> Iterator[str]:
    yield from _path_faults(store)
    for key in sorted(store.options):
        if key in SECRETS:
            yield f"store.options.{key}: dit is geheim. Het hoort in store.toml bij de geheimen."
    for key, value in sorted((store.options | dict(secrets)).items()):
        # A newline would start a section of its own; a quote or %( has a meaning in rclone's file.
        if (
            not _KEY.fullmatch(key)
            or not value.isprintable()
            or value[:1] in ('"', "'", "`")
            or "%(" in value
        ):
            yield f"store.options.{key}: deze tekens kunnen hier niet."
        if key in ("type", "ssh") or key.endswith("_command"):
            yield f"store.options.{key}: een instelling mag geen programma starten."
    yield from _transport_faults(store)


def _path_faults(store: Store) -> Iterator[str]:
    if not store.path.isprintable() or "%(" in store.path or store.path != store.path.strip():
        yield "store.path: deze tekens kunnen hier niet."
    if store.kind == "local" and not store.path.startswith("/"):
        yield "store.path: geef bij een lokale map het hele pad, dat met / begint."
    if store.kind in ("s3", "smb", "azureblob") and not store.path.strip("/"):
        yield "store.path: noem de bucket, de container of de gedeelde map."


def _transport_faults(store: Store) -> Iterator[str]:
    """Refuse a connection that others can read or take over: the password travels over it."""
    if store.kind == "sftp" and not {"host_keys", "known_hosts_file"} & store.options.keys():
        yield "store.options.host_keys: zonder de sleutel van de server weet de box niet of die echt is."
    key = _URLS.get(store.kind)
    url = store.options.get(key, "") if key else ""
    parts = urlsplit(url)
    if parts.password is not None:
        yield f"store.options.{key}: het wachtwoord is geheim. Het hoort in store.toml bij de geheimen."
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        yield f"store.options.{key}: gebruik https."
    if store.kind == "webdav" and parts.scheme not in ("http", "https"):
        yield "store.options.url: geef het adres, dat met https:// begint."


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
