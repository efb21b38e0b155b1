"""Makers for the dossier's tests: each writes through the services, as the app does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import (
    FollowUp,
    HandOver,
    LookFinding,
    ParentContact,
    Signal,
    SignalVersion,
)
from dossiers.services import SignalText


def make_signal(actor: Any, pupil: Any, *, days_ago: int = 0, **text: Any) -> Signal:
    text.setdefault("facts", "Kwam zonder jas en zonder eten.")
    kinds = text.pop("kinds", ["care"])
    return services.log_signal(
        actor=actor,
        pupil=pupil,
        key=text.pop("key", uuid7()),
        occurred_on=today() - timedelta(days=days_ago),
        kinds=kinds,
        text=SignalText(**text),
    )


def make_contact(actor: Any, pupil: Any, **fields: Any) -> ParentContact:
    values: dict[str, Any] = {
        "key": uuid7(),
        "happened_on": today(),
        "channel": "phone",
        "spoken_with": "moeder",
        "about": "De jas.",
    }
    return services.log_contact(actor=actor, pupil=pupil, **(values | fields))


def make_follow_up(actor: Any, pupil: Any, **fields: Any) -> FollowUp:
    values: dict[str, Any] = {
        "key": uuid7(),
        "due_on": today() + timedelta(days=14),
        "what": "Komt het kind met een jas?",
        "assignee": actor,
    }
    return services.set_follow_up(actor=actor, pupil=pupil, **(values | fields))


def make_hand_over(actor: Any, pupil: Any, **fields: Any) -> HandOver:
    values: dict[str, Any] = {"key": uuid7(), "reason": "Gesprekken helpen niet."}
    return services.hand_over(actor=actor, pupil=pupil, **(values | fields))


def open_dossier(actor: Any, pupil: Any, purpose: str = "signal") -> Any:
    return services.open_with_purpose(actor=actor, pupil=pupil, key=uuid7(), purpose=purpose)


def make_finding(world: Any, user: Any, kind: str = "many", **fields: Any) -> LookFinding:
    """Something that stands out, as the clock lays it down."""
    now = timezone.now()
    values = {"day": today(), "amount": 20, "first_at": now, "last_at": now} | fields
    return LookFinding.objects.create(school=world.school, user=user, kind=kind, **values)


STEP_1 = {
    "occurred_at": "",
    "place": "Klas",
    "facts": "Kwam drie dagen zonder eten.",
}
STEP_2 = {"kinds": ["care", "behaviour"]}
FURTHER = {
    "child_words": "Ik heb geen brood.",
    "hearsay": "Er is ruzie thuis.",
    "hearsay_source": "tante",
    "hearsay_consent": "on",
    "interpretation": "Ik maak me zorgen.",
    "diagnosis": "ADHD",
    "diagnosis_by": "dr. B., kinderarts, maart",
    "diagnosis_qualification": "big",
    "others": "M., S.v.D.",
    "action": "Eten gegeven.",
    "agreement": "Morgen weer kijken.",
    "agreement_otherwise": "Dan bel ik.",
    "parents_informed": "yes",
    "parents_informed_on": "2026-01-08",
    "parents_informed_how": "Gebeld, moeder schrok.",
    "parents_not_informed_reason": "",
}


def steps() -> dict[int, dict[str, Any]]:
    """The two pages of a quick signal, filled in."""
    return {1: {**STEP_1, "occurred_on": today().isoformat()}, 2: STEP_2}


def full() -> dict[str, Any]:
    """Everything that a signal can hold, as a form sends it."""
    return {**steps()[1], **STEP_2, **FURTHER}


def complete(signal: Signal, actor: Any, number: int = 1, **text: Any) -> SignalVersion:
    """Add to a signal what was left empty."""
    return services.complete_signal(
        actor=actor, signal=signal, key=uuid7(), number=number, text=SignalText(facts="", **text)
    )


def correct(signal: Signal, actor: Any, number: int = 1, **changes: Any) -> SignalVersion:
    """Correct some fields of a signal; `when` as a SignalWhen."""
    when = changes.pop("when", None)
    text = replace(SignalText.of(signal.versions.get(number=number)), **changes)
    return services.correct_signal(
        actor=actor, signal=signal, key=uuid7(), number=number, reason="Omdat", text=text, when=when
    )
