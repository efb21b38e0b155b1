"""The supervisor, with real processes."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from schoolsafety.supervise import Program, Stopped, Supervisor

ROOT = Path(__file__).resolve().parents[2]
WAIT = "import signal; print('up', flush=True); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAIT


class Lines(io.StringIO):
    """Output in which a test can wait for a word."""

    def wait_for(self, word: str, times: int = 1) -> None:
        while self.getvalue().count(word) < times:
            time.sleep(0.01)


def python(name: str, script: str) -> Program:
    return Program(name, [sys.executable, "-c", script])


def supervisor(out: Lines, *programs: Program, grace: float = 60) -> Supervisor:
    return Supervisor(programs, env=os.environ, cwd=ROOT, out=out, grace=grace)


def send(out: Lines, *signals: signal.Signals, after: int) -> None:
    """Send signals to this process once `after` programs are up."""

    def wait() -> None:
        out.wait_for("up", after)
        for number in signals:
            os.kill(os.getpid(), number)
            time.sleep(0.1)

    threading.Thread(target=wait, daemon=True).start()


def gone(pid: int) -> bool:
    """Whether a process runs no more (nobody may reap it here, so a zombie counts as gone)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_program_that_stops_is_named_and_the_others_are_stopped() -> None:
    out = Lines()
    other = supervisor(out, python("web", WAIT), python("worker", "raise SystemExit(3)"))
    stopped = other.run()
    assert stopped == Stopped("worker", 3)
    assert str(stopped) == "worker stopped (exit code 3)"


def test_a_program_that_was_killed_is_named_with_the_signal() -> None:
    killed = supervisor(
        Lines(), python("web", WAIT), python("worker", "import os; os.kill(os.getpid(), 9)")
    ).run()
    assert str(killed) == "worker stopped (SIGKILL)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all(number: signal.Signals) -> None:
    out = Lines()
    send(out, number, after=2)
    assert supervisor(out, python("web", WAIT), python("worker", WAIT)).run() is None


def test_a_signal_during_the_start_loses_no_program() -> None:
    started = [python(name, WAIT) for name in ("web", "worker", "beat")]
    both = supervisor(Lines(), *started)
    assert both.run(lambda: os.kill(os.getpid(), signal.SIGTERM)) is None


def test_a_second_signal_kills_what_does_not_listen() -> None:
    out = Lines()
    send(out, signal.SIGINT, signal.SIGINT, after=2)
    assert supervisor(out, python("web", WAIT), python("worker", DEAF)).run() is None


def test_a_program_that_does_not_stop_is_killed_after_a_while() -> None:
    out = Lines()
    send(out, signal.SIGTERM, after=1)
    assert supervisor(out, python("worker", DEAF), grace=0.2).run() is None


def test_children_of_a_killed_program_do_not_outlive_it() -> None:
    out = Lines()
    script = (
        "import subprocess, sys, os;"
        f"child = subprocess.Popen([sys.executable, '-c', {WAIT!r}]);"
        "print('child', child.pid, flush=True); sys.stdin.read(); os.kill(os.getpid(), 9)"
    )
    supervisor(out, python("worker", script)).run()
    pid = int(out.getvalue().split("child ")[1].split()[0])
    while not gone(pid):
        time.sleep(0.01)


def test_lines_carry_the_name_of_their_program() -> None:
    out = Lines()
    send(out, signal.SIGTERM, after=2)
    supervisor(out, python("web", WAIT), python("worker", WAIT)).run()
    assert sorted(out.getvalue().splitlines()) == ["web    | up", "worker | up"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_programs_stop_when_the_supervisor_itself_is_killed() -> None:
    script = (
        "import os; from pathlib import Path; from schoolsafety.supervise import *;"
        f"child = Program('web', [sys.executable, '-c', {WAIT!r}]);"
        "s = Supervisor([child], env=os.environ, cwd=Path('.'));"
        "s.run(lambda: print(s._running['web'].pid, flush=True))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        pid = int(parent.stdout.readline())
        assert "up" in parent.stdout.readline()
        parent.kill()
        parent.wait()
    while not gone(pid):
        time.sleep(0.01)
