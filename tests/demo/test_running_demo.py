"""The demo as a person runs it: real processes, three addresses, and nothing left behind."""

from __future__ import annotations

import os
import signal
import urllib.request
from pathlib import Path

from tests.demo.processes import descendants, wait_gone
from tests.demo.started import PATIENCE_S, started_demo


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the demo's own http
        return answer.read().decode()


def test_it_tells_three_addresses_that_answer_and_ctrl_c_leaves_nothing(tmp_path: Path):
    with started_demo(None, temporary=tmp_path) as demo:
        assert "Een dag duurt hier 10 seconden; minuten zijn gewone minuten." in demo.said
        assert "Deze tablet koppelen?" in read(demo.address("Tablet van de cliënt"))
        assert "Inloggen voor medewerkers" in read(demo.address("Klantmanager"))
        assert "De box aan de muur" in read(demo.address("De box aan de muur"))
        children = descendants(demo.process.pid)
        assert len(children) >= 3
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(PATIENCE_S) == 0
        assert demo.process.stdout.read().endswith(
            "\nGestopt. Bij het stoppen blijft niets van de demo over.\n"
        )
        wait_gone(children)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_demo_takes_its_programs_along_and_a_second_one_goes_on(tmp_path: Path):
    data = tmp_path / "demo"
    with started_demo(data) as demo:
        password, children = demo.password, descendants(demo.process.pid)
        demo.process.kill()
        demo.process.wait()
        wait_gone(children)
    with started_demo(data) as demo:
        assert demo.password == password


def test_a_program_that_dies_ends_the_demo_with_its_last_words(tmp_path: Path):
    with started_demo(tmp_path / "demo") as demo:
        (console,) = (
            child
            for child in descendants(demo.process.pid)
            if b"console\0--socket" in Path(f"/proc/{child}/cmdline").read_bytes()
        )
        os.kill(console, signal.SIGKILL)
        assert demo.process.wait(PATIENCE_S) == 1
        said = demo.process.stdout.read()
    assert "Een programma van de box is gestopt." in said
    assert "console stopte vanzelf (signaal 9)" in said
    assert "Het hele logboek staat in de map logs." in said


def test_a_folder_deeper_than_the_name_of_a_socket_may_be_serves_as_well(tmp_path: Path):
    data = tmp_path.joinpath(*["een-map-met-een-lange-naam"] * 5)
    with started_demo(data) as demo:
        assert "Deze tablet koppelen?" in read(demo.address("Tablet van de cliënt"))
        assert "De box aan de muur" in read(demo.address("De box aan de muur"))
