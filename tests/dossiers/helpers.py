"""Makers for the dossier's tests: each writes through the services, as the app does."""

from datetime import timedelta
from typing import Any

from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import FollowUp, HandOver, ParentContact, Signal
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


STEP_1 = {
    "occurred_at": "",
    "place": "Klas",
    "kinds": ["care", "behaviour"],
    "facts": "Kwam drie dagen zonder eten.",
}
STEP_2 = {
    "hearsay": "Er is ruzie thuis.",
    "hearsay_source": "tante",
    "hearsay_consent": "on",
}
STEP_3 = {"interpretation": "Ik maak me zorgen.", "others": "M., S.v.D."}
STEP_4 = {"action": "Eten gegeven.", "agreement": "Morgen weer kijken.", "agreement_otherwise": ""}


def steps() -> dict[int, dict[str, Any]]:
    return {1: {**STEP_1, "occurred_on": today().isoformat()}, 2: STEP_2, 3: STEP_3, 4: STEP_4}
