"""Random sequences of steps by several people against the real database (M1, M5, M7–M10, R1).

A small, fixed number of them in the suite; `make soak` walks as many as you like (SOAK_SEQUENCES), in
one process a core, and writes what it walked to SOAK_OUT.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.meldcode.walk import Tally, Walk, build

SOAK = int(os.environ.get("SOAK_SEQUENCES", "0"))
PARTS = max(1, int(os.environ.get("SOAK_PROCESSES", "1")))
STEPS = 12
UNTIMED: Any = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "stateful_step_count": STEPS,
}

pytestmark = pytest.mark.committed


def walk(count: int, number: int = 0, path: Path | None = None, **more: Any) -> Tally:
    """Walk so many sequences from a case in every situation; `number` seeds chance. Returns the tally."""
    cast, cases = build()
    tally = Tally(path=path)
    machine: Any = type("Machine", (Walk,), {"cast": cast, "cases": cases, "tally": tally})
    run_state_machine_as_test(
        seed(number)(machine), settings=settings(max_examples=count, **UNTIMED | more)
    )
    tally.write()
    return tally


def test_whatever_is_done_in_whatever_order_what_must_hold_holds() -> None:
    tally = walk(40, derandomize=True)
    assert tally.sequences >= 40
    assert tally.by("done") > tally.by("not now")
    assert tally.by("not yours")


@pytest.mark.skipif(not SOAK, reason="make soak")
@pytest.mark.parametrize("part", range(PARTS))
def test_soak(part: int) -> None:
    out = Path(os.environ.get("SOAK_OUT", "var/soak"))
    out.mkdir(parents=True, exist_ok=True)
    number = int(os.environ.get("SOAK_SEED", "1")) * 1000 + part
    phases = [Phase.generate, Phase.shrink]
    walk(-(-SOAK // PARTS), number, out / f"part{part}.json", phases=phases)
