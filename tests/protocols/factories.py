"""Runs for tests."""

from datetime import datetime
from typing import Any

from core.context import acting_as
from core.ids import uuid7
from protocols import services
from protocols.models import Protocol, Run, RunStep

TITLE = "Geheime aanleiding"


def protocol(code: str = "opvang-voorval") -> Protocol:
    return Protocol.objects.current().get(code=code)


def make_run(world: Any, code: str = "opvang-voorval", *, actor: Any = None, **fields: Any) -> Run:
    actor = actor or world.af
    fields.setdefault("title", TITLE)
    fields.setdefault("school", world.school)
    with acting_as(actor):
        return services.start_run(actor=actor, key=uuid7(), protocol=protocol(code), **fields)


def step(run: Run, code: str, round: int = 1) -> RunStep:
    return RunStep.objects.get(run=run, code=code, round=round)


def finish_steps(run: Run, actor: Any) -> Run:
    """Tick off every step; one that repeats for the last time."""
    with acting_as(actor):
        for item in run.steps.filter(done_on=None):
            services.complete_step(actor=actor, step=item, last=True)
    run.refresh_from_db()
    return run


def moment(text: str) -> datetime:
    from core.workdays import AMSTERDAM

    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
