"""Makers of talks with parents, through the services."""

from datetime import timedelta
from typing import Any

from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Talk, TalkReport, TalkSignature
from dossiers.services.talk_reports import Agreement, ReportText
from dossiers.services.talks import TalkPlan
from schools.models import Guardian
from tests.factories import make_guardian, make_user


def parent_of(world: Any) -> Guardian:
    """The parent of the small world."""
    return world.parent.guardianships.get()


def other_parent(world: Any, **fields: Any) -> Guardian:
    """A second parent of the same child, with an account."""
    user = make_user(name="Karel Anders")
    return make_guardian(world.pupil, user, **fields)


def make_plan(pupil: Any, **fields: Any) -> TalkPlan:
    values: dict[str, Any] = {
        "kind": "regular",
        "planned_on": today() + timedelta(days=3),
        "goal": "Samen kijken hoe het gaat.",
        "guardians": tuple(pupil.guardians.order_by("pk")[:1]),
    }
    return TalkPlan(**(values | fields))


def make_talk(actor: Any, pupil: Any, **fields: Any) -> Talk:
    key = fields.pop("key", uuid7())
    return services.plan_talk(actor=actor, pupil=pupil, key=key, plan=make_plan(pupil, **fields))


def invited(world: Any, **fields: Any) -> tuple[Talk, Guardian]:
    """A planned talk of which every parent has a letter, with the first of them."""
    talk = make_talk(world.teacher, world.pupil, **fields)
    people = list(talk.guardians.all())
    services.invite(actor=world.teacher, talk=talk, guardians=people)
    talk.refresh_from_db()
    return talk, parent_of(world)


def make_text(**fields: Any) -> ReportText:
    values: dict[str, Any] = {
        "held_on": today(),
        "present": "moeder en de leerkracht",
        "discussed": "Hoe het thuis en op school gaat.",
    }
    return ReportText(**(values | fields))


def make_agreement(assignee: Any, **fields: Any) -> Agreement:
    values: dict[str, Any] = {
        "what": "Noor gaat op tijd naar bed.",
        "owner": "moeder",
        "measure": "Noor is fit in de ochtend.",
        "due_on": today() + timedelta(days=14),
        "assignee": assignee,
    }
    return Agreement(**(values | fields))


def record(world: Any, talk: Talk, **fields: Any) -> TalkReport:
    actor = fields.pop("actor", world.teacher)
    text = fields.pop("text", None) or make_text()
    values: dict[str, Any] = {"key": uuid7(), "agreements": [make_agreement(actor)]}
    return services.record_report(actor=actor, talk=talk, text=text, **(values | fields))


def held(world: Any, **plan: Any) -> tuple[Talk, TalkReport]:
    """A talk of today with its report and one agreement."""
    talk = make_talk(world.teacher, world.pupil, **({"planned_on": today()} | plan))
    report = record(world, talk)
    talk.refresh_from_db()
    return talk, report


def record_on_paper(world: Any, talk: Talk, **fields: Any) -> TalkSignature:
    """What the parent of the small world signed on paper."""
    values: dict[str, Any] = {
        "actor": world.teacher,
        "key": uuid7(),
        "number": 1,
        "guardian": parent_of(world),
        "answer": "agreed",
        "signed_on": today(),
    }
    return services.record_paper(talk=talk, **(values | fields))


def given(world: Any, **plan: Any) -> tuple[Talk, TalkReport, Guardian]:
    """A held talk of which the parent has the report."""
    talk, report = held(world, **plan)
    guardian = parent_of(world)
    services.send_report(actor=world.teacher, talk=talk, number=1, guardians=[guardian])
    return talk, report, guardian
