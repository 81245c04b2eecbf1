"""Who may speak to the server, and how many at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.control import ControlClient
from appliance.control.server import Limits
from appliance.domain.errors import WrongPeer
from tests.control.raw import PATIENCE_S, Dial, Serve, answer, echo, is_served, put, until

NOBODY = 65534


def test_a_process_of_another_user_is_told_so_and_closed(serve: Serve, dial: Dial) -> None:
    serve(echo, uid=os.getuid() + 1)
    connected = dial()
    assert answer(connected)["error"] == "wrong-peer"
    assert answer(connected) == {}


def test_the_client_says_it_too(serve: Serve, path: Path) -> None:
    serve(echo, uid=os.getuid() + 1)
    client = ControlClient(path, timeout_s=PATIENCE_S)
    with pytest.raises(WrongPeer):
        client.ask("status")


OTHER_USER = """
import os, socket, sys
connected = socket.socket(socket.AF_UNIX)
os.chdir(sys.argv[1])
if os.getuid() == 0:
    os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
connected.connect("console.sock")
sys.stdout.write(connected.makefile().readline())
"""


def test_the_kernel_tells_a_real_process_of_another_user_apart(serve: Serve, path: Path) -> None:
    # Root can become somebody else and is itself the expected user; anybody else is the somebody else.
    serve(echo, uid=0)
    path.parent.chmod(0o711)
    path.chmod(0o666)  # so that not the mode of the file but the server is what refuses
    said = subprocess.run(
        [sys.executable, "-c", OTHER_USER, str(path.parent), str(NOBODY)],
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert json.loads(said.stdout)["error"] == "wrong-peer"


def test_strangers_take_no_place_from_the_roles_own_program(serve: Serve, dial: Dial) -> None:
    serve(echo, uid=os.getuid() + 1, limits=Limits(connections=1))
    strangers = [dial() for _ in range(3)]
    assert [answer(stranger)["error"] for stranger in strangers] == ["wrong-peer"] * 3


def test_the_ninth_connection_is_refused_politely_and_the_eight_go_on(serve: Serve, dial: Dial) -> None:
    serve(echo)
    eight = [dial() for _ in range(8)]
    assert all(put(connected, b'{"verb":"health"}')["ok"] for connected in eight)
    ninth = dial()
    refused = answer(ninth)
    assert (refused["error"], refused["sentence"]) == ("recorder-busy", "De box heeft het even druk.")
    assert answer(ninth) == {}
    assert all(put(connected, b'{"verb":"health"}')["ok"] for connected in eight)


def test_a_place_comes_free_when_a_connection_ends(serve: Serve, dial: Dial) -> None:
    serve(echo, limits=Limits(connections=1))
    first = dial()
    assert put(first, b'{"verb":"health"}')["ok"]
    assert answer(dial())["error"] == "recorder-busy"
    first.close()
    until(lambda: is_served(dial()))
