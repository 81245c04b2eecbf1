"""The demo's programs: seen when they die, stopped when they will not, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.cli.demo.supervisor import Program, Supervisor
from appliance.domain.errors import ProgramDied
from tests.demo.processes import is_alive, wait_gone

STAY = "import signal; print('klaar'); signal.pause()"
DEAF = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('klaar')\nwhile True: signal.pause()"
)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(tmp_path) as supervisor:
        yield supervisor


def program(code: str, name: str = "recorder", **changes) -> Program:
    return Program(name, ("-c", code), ready=lambda written: "klaar" in written, **changes)


def test_it_waits_until_a_program_says_it_is_ready(supervisor):
    assert is_alive(supervisor.start(program(STAY)))
    supervisor.check()


def test_a_program_that_dies_at_its_start_is_told_with_its_last_words(supervisor):
    with pytest.raises(ProgramDied, match=r"recorder stopte vanzelf \(code 3\)\n.*geen camera"):
        supervisor.start(program("import sys; print('geen camera'); sys.exit(3)"))


def test_an_old_log_is_not_taken_for_an_answer_of_now(supervisor, tmp_path):
    (tmp_path / "recorder.log").write_text("klaar\n")
    with pytest.raises(ProgramDied, match="code 1"):
        supervisor.start(program("import sys; sys.exit(1)"))


def test_a_program_that_never_gets_ready_is_not_waited_for_forever(supervisor):
    with pytest.raises(ProgramDied, match="na 0 s nog niet klaar"):
        supervisor.start(program("import signal; signal.pause()", patience_s=0.2))


def test_a_program_that_dies_later_is_noticed(supervisor):
    process_id = supervisor.start(program(STAY))
    os.kill(process_id, signal.SIGKILL)
    os.waitid(os.P_PID, process_id, os.WEXITED | os.WNOWAIT)
    with pytest.raises(ProgramDied, match="signaal 9"):
        supervisor.check()


def test_a_program_that_ignores_being_asked_is_ended(supervisor):
    process_id = supervisor.start(program(DEAF, stop_s=0.2))
    supervisor.stop()
    assert not is_alive(process_id)


def test_what_a_program_leaves_behind_is_ended_with_it(supervisor, tmp_path):
    child = "import subprocess, sys, signal; p = subprocess.Popen(['sleep', '1000']); print(p.pid, 'klaar')"
    supervisor.start(program(child + "; signal.pause()"))
    left = int((tmp_path / "recorder.log").read_text().split()[0])
    assert is_alive(left)
    supervisor.stop()
    wait_gone([left])


def test_the_recorder_is_stopped_first(tmp_path):
    told = tmp_path / "order"
    polite = (
        "import signal, sys\n"
        "def stop(*_):\n    open({told!r}, 'a').write({name!r} + ' '); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, stop); print('klaar')\n"
        "while True: signal.pause()"
    )
    with Supervisor(tmp_path) as supervisor:
        for name in ("recorder", "sync", "console"):
            supervisor.start(program(polite.format(told=str(told), name=name), name))
    assert told.read_text().split() == ["recorder", "sync", "console"]


def test_nothing_lives_on_when_the_demo_itself_is_killed(tmp_path):
    demo = (
        "import sys, signal; from pathlib import Path\n"
        "from appliance.cli.demo.supervisor import Program, Supervisor\n"
        f"s = Supervisor(Path({str(tmp_path)!r}))\n"
        f"print(s.start(Program('recorder', ('-c', {DEAF!r}), ready=lambda w: 'klaar' in w)), flush=True)\n"
        "signal.pause()"
    )
    parent = subprocess.Popen((sys.executable, "-c", demo), stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_gone([child])
