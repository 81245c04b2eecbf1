"""The console's command line."""

from __future__ import annotations

import io
import json
import stat

import pytest

from appliance.control import public_key_of
from console.__main__ import main
from console.security.accounts import Accounts
from console.security.passwords import PasswordHasher
from console.security.record_file import RecordFile
from console.texts import catalogue


def test_init_makes_the_token_key_once_and_prints_its_public_half(tmp_path, capsys):
    state = tmp_path / "console"
    assert main(["init", "--state", str(state)]) == 0
    printed = capsys.readouterr().out.strip()
    key = state / "token.key"
    assert public_key_of(key.read_text().strip()) == printed
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    main(["init", "--state", str(state)])
    assert capsys.readouterr().out.strip() == printed


def test_texts_prints_the_lines_of_the_lock_and_says_which_nobody_confirmed(capsys):
    assert main(["texts"]) == 0
    printed = capsys.readouterr().out.splitlines()
    pinned = (catalogue.FOLDER / "texts.lock").read_text().splitlines()
    assert [" ".join(line.split()[:4]) for line in printed] == pinned
    unconfirmed = [line.split()[1] for line in printed if line.endswith(" niet-bevestigd")]
    assert unconfirmed == list(catalogue.LANGUAGES[1:])


def test_account_reads_the_password_from_standard_input(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("een lang wachtwoord\n"))
    assert main(["account", "--state", str(tmp_path), "--name", "Jo", "--role", "beheer"]) == 0
    accounts = Accounts(RecordFile(tmp_path / "accounts.json"), PasswordHasher())
    assert accounts.log_in("jo", "een lang wachtwoord") is not None


def test_account_says_in_dutch_what_is_wrong(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    assert main(["account", "--state", str(tmp_path), "--name", "Jo", "--role", "beheer"]) == 2
    assert "wachtwoord" in capsys.readouterr().err


def test_pair_prints_an_address_and_keeps_only_its_hash(tmp_path, capsys):
    assert main(["pair", "--state", str(tmp_path)]) == 0
    address = capsys.readouterr().out.strip()
    assert address.startswith("/tablet/koppel/")
    kept = json.loads((tmp_path / "tablets.json").read_text())
    assert len(kept["pairing"]) == 1
    assert address.rsplit("/", 1)[1] not in json.dumps(kept)


def test_serving_without_a_key_says_what_to_do(tmp_path, capsys):
    code = main(["--socket", "x.sock", "--state", str(tmp_path), "--listen", "127.0.0.1:0"])
    assert code == 2
    assert "Doe eerst: init." in capsys.readouterr().err


def test_serving_needs_its_three_places(capsys):
    with pytest.raises(SystemExit):
        main(["--listen", "127.0.0.1:0"])
    assert "--socket" in capsys.readouterr().err


def test_it_refuses_to_serve_on_a_network(tmp_path, capsys):
    code = main(["--socket", "x.sock", "--state", str(tmp_path), "--listen", "0.0.0.0:80"])
    assert code == 2
    assert "127.0.0.1" in capsys.readouterr().err
