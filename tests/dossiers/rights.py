"""Makers of what parents say, ask and agree to, through the services as the app does it."""

from datetime import timedelta
from typing import Any

from core.ids import uuid7
from core.workdays import today
from dossiers.models import Consent, InformationGiven, ParentRequest, ParentStatement
from dossiers.services import answers, consents, information, requests, statements
from dossiers.services.consents import ConsentText
from dossiers.services.disclosures import disclose_signal
from dossiers.services.information import Told
from dossiers.services.parents import About
from schools.models import Guardian

TEXT = ConsentText(
    purpose="Een plan voor het lezen",
    what="De toetsen van dit jaar",
    giver="de leerkracht",
    receiver="Praktijk De Leesboom",
)


def parent_of(pupil: Any) -> Guardian:
    found: Guardian = Guardian.objects.filter(pupil=pupil).first()
    return found


def about(entry: Any) -> About:
    return About({"Signal": "signal", "ParentContact": "contact"}[type(entry).__name__], entry.pk)


def opened(world: Any, signal: Any) -> Any:
    """Open a signal to the parents and return it."""
    last = signal.versions.order_by("-number")[0]
    disclose_signal(actor=world.af, signal=signal, number=last.number)
    return signal


def make_view(parent: Any, pupil: Any, **fields: Any) -> ParentStatement:
    values: dict[str, Any] = {"key": uuid7(), "text": "Ik zie het anders."}
    return statements.add_view(actor=parent, pupil=pupil, **(values | fields))


def take_in_view(actor: Any, pupil: Any, **fields: Any) -> ParentStatement:
    values: dict[str, Any] = {
        "key": uuid7(),
        "text": "Op papier: het was anders.",
        "way": "paper",
        "guardian": parent_of(pupil),
    }
    return statements.take_in_view(actor=actor, pupil=pupil, **(values | fields))


def file_request(parent: Any, pupil: Any, **fields: Any) -> ParentRequest:
    values: dict[str, Any] = {"key": uuid7(), "kind": "correct", "text": "De dag klopt niet."}
    return requests.file_request(actor=parent, pupil=pupil, **(values | fields))


def take_in_request(actor: Any, pupil: Any, *, days_ago: int = 0, **fields: Any) -> ParentRequest:
    values: dict[str, Any] = {
        "key": uuid7(),
        "kind": "correct",
        "way": "letter",
        "received_on": today() - timedelta(days=days_ago),
        "text": "Per brief: de dag klopt niet.",
        "guardian": parent_of(pupil),
    }
    return requests.take_in_request(actor=actor, pupil=pupil, **(values | fields))


def answer(actor: Any, request: ParentRequest, **fields: Any) -> ParentRequest:
    values: dict[str, Any] = {"key": uuid7(), "outcome": "granted", "answer": "We passen het aan."}
    return answers.answer_request(actor=actor, request=request, **(values | fields))


def refuse(actor: Any, request: ParentRequest, **fields: Any) -> ParentRequest:
    refused = {"outcome": "refused", "answer": "Nee.", "grounds": "De tekst klopt."}
    return answer(actor, request, **(refused | fields))


def give_consent(actor: Any, pupil: Any, **fields: Any) -> Consent:
    values: dict[str, Any] = {
        "key": uuid7(),
        "text": TEXT,
        "agreed_by": [parent_of(pupil)],
        "agreed_on": today(),
        "way": "paper",
        "due_on": today() + timedelta(days=60),
    }
    return consents.give_consent(actor=actor, pupil=pupil, **(values | fields))


def give_information(actor: Any, pupil: Any, **fields: Any) -> InformationGiven:
    told: dict[str, Any] = {
        "given_on": today(),
        "asked_by": "een onderzoeker",
        "manner": "spoken",
        "what": "Wat we zagen.",
        "consent": False,
        "no_consent_reason": "Vragen is niet veilig.",
    }
    given_by = fields.pop("given_by", actor)
    key = fields.pop("key", uuid7())
    return information.record_information(
        actor=actor, pupil=pupil, key=key, given_by=given_by, told=Told(**(told | fields))
    )
