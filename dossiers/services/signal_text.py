"""What one version of a signal says, and what it may not say: asked by the forms and by the services.

Fact, hearsay and interpretation stay apart (D2); nothing of a third party without source and consent, no
diagnosis without who made it (D4); others by initials (D1).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refused
from core.workdays import today
from dossiers import initials
from dossiers.models import Signal, SignalVersion

Problem = tuple[str, str]
"""The name of a field, and why it can't be kept so."""


@dataclass(frozen=True, slots=True)
class SignalText:
    """The texts of a version."""

    facts: str
    place: str = ""
    child_words: str = ""
    hearsay: str = ""
    hearsay_source: str = ""
    hearsay_consent: bool = False
    interpretation: str = ""
    diagnosis: str = ""
    diagnosis_by: str = ""
    diagnosis_qualification: str = ""
    others: str = ""
    action: str = ""
    agreement: str = ""
    agreement_otherwise: str = ""
    parents_informed: str = ""
    parents_informed_on: date | None = None
    parents_informed_how: str = ""
    parents_not_informed_reason: str = ""

    @classmethod
    def of(cls, version: SignalVersion) -> "SignalText":
        """Return what a version says."""
        return cls(**{field.name: getattr(version, field.name) for field in fields(cls)})

    def tidy(self) -> "SignalText":
        """Return it as it is kept: without spaces around it, and without what belongs to an empty field."""
        values = _stripped(self)
        if not values["hearsay"]:
            values |= {"hearsay_source": "", "hearsay_consent": False}
        if not values["diagnosis"]:
            values |= {"diagnosis_by": "", "diagnosis_qualification": ""}
        if values["parents_informed"] != SignalVersion.Informed.YES:
            values |= {"parents_informed_on": None, "parents_informed_how": ""}
        if values["parents_informed"] != SignalVersion.Informed.NO:
            values["parents_not_informed_reason"] = ""
        with suppress(ValueError):  # `problems` says so by the field
            values["others"] = initials.tidy(values["others"])
        return SignalText(**values)


def _stripped(text: SignalText) -> dict[str, Any]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(text).items()
    }


@dataclass(frozen=True, slots=True)
class SignalWhen:
    """When it was, and of which kinds (D5)."""

    occurred_on: date
    kinds: tuple[str, ...]
    occurred_at: time | None = None

    @classmethod
    def of(cls, version: SignalVersion) -> "SignalWhen":
        """Return that of a version."""
        return cls(version.occurred_on, tuple(version.kinds), version.occurred_at)


def checked(text: SignalText, when: SignalWhen) -> SignalText:
    """Return the text as it is kept. Raises Refused with the first problem, by its field."""
    for field, message in (*problems_of_when(when), *problems(text)):
        raise Refused(message, field=field)
    return text.tidy()


def problems_of_when(when: SignalWhen) -> Iterator[Problem]:
    """Yield what is wrong with day and kinds."""
    if when.occurred_on > today():
        yield "occurred_on", _("This date is in the future. Choose today or earlier.")
    if not when.kinds or not set(when.kinds) <= set(Signal.Kind.values):
        yield "kinds", _("Choose at least one kind of signal.")


def problems(text: SignalText) -> Iterator[Problem]:
    """Yield each field that can't be kept so, with the reason (D1, D2, D4)."""
    if not text.facts.strip():
        yield "facts", _("Write what you saw yourself.")
    yield from _hearsay(text)
    yield from _diagnosis(text)
    try:
        initials.tidy(text.others)
    except ValueError:
        yield "others", str(initials.WRONG)
    if text.agreement_otherwise.strip() and not text.agreement.strip():
        yield "agreement", _("First write what was agreed.")
    yield from _parents(text)


def _hearsay(text: SignalText) -> Iterator[Problem]:
    if text.hearsay.strip():
        if not text.hearsay_source.strip():
            yield (
                "hearsay_source",
                _("Say from whom you heard it. What has no source does not belong in a dossier."),
            )
        if not text.hearsay_consent:
            yield (
                "hearsay_consent",
                _(
                    "You may only record what somebody told you if that person agrees. "
                    "Do they not agree? Then leave 'What I heard' empty."
                ),
            )
    elif text.hearsay_source.strip():
        yield "hearsay", _("Write what this person told, or leave the name empty.")


def _diagnosis(text: SignalText) -> Iterator[Problem]:
    if text.diagnosis.strip():
        if not text.diagnosis_by.strip():
            yield (
                "diagnosis_by",
                _("Say which professional made it. A diagnosis of the school itself is none."),
            )
        if text.diagnosis_qualification not in SignalVersion.Qualification.values:
            yield "diagnosis_qualification", _("Say why this professional may make it.")
    elif text.diagnosis_by.strip() or text.diagnosis_qualification:
        yield "diagnosis", _("Write the diagnosis, or leave all three fields empty.")


def _parents(text: SignalText) -> Iterator[Problem]:
    informed = SignalVersion.Informed
    if text.parents_informed not in ("", *informed.values):
        yield "parents_informed", _("Choose whether the parents were told.")
    if text.parents_informed == informed.YES:
        if text.parents_informed_on is None:
            yield "parents_informed_on", _("Say on which day you told the parents.")
        elif text.parents_informed_on > today():
            yield (
                "parents_informed_on",
                _("This date is in the future. Choose today or earlier."),
            )
    if text.parents_informed == informed.NO and not text.parents_not_informed_reason.strip():
        yield (
            "parents_not_informed_reason",
            _("Say why the parents were not told. The AF HGKM reads it."),
        )


BELONGS_TO = {
    "hearsay_source": "hearsay",
    "hearsay_consent": "hearsay",
    "diagnosis_by": "diagnosis",
    "diagnosis_qualification": "diagnosis",
    "parents_informed_on": "parents_informed",
    "parents_not_informed_reason": "parents_informed",
}
"""A field that says something of another one: it is written, and changed, together with it."""


def still_empty(version: SignalVersion) -> list[str]:
    """Return the names of the texts that may still be added: empty, and not a part of one that is not."""
    names = [field.name for field in fields(SignalText)]
    if version.parents_informed == SignalVersion.Informed.NO:
        names.remove("parents_informed_how")
    return [
        name
        for name in names
        if not getattr(version, name) and not getattr(version, BELONGS_TO.get(name, name))
    ]


def added(version: SignalVersion, text: SignalText) -> SignalText:
    """Return what a version says with `text` added in the fields that are still empty (D1).

    Raises Refused by the field if something that is there already would change: that is a correction.
    """
    open_to = still_empty(version)
    now, new = SignalText.of(version), {}
    for name, value in _stripped(text).items():
        if not value or value == getattr(now, name):
            continue
        if name not in open_to:
            raise Refused(
                _("This is filled in already. Correct the signal to change it."), field=name
            )
        new[name] = value
    return replace(now, **new)


def changed_fields(version: SignalVersion, text: SignalText, when: SignalWhen) -> list[str]:
    """Return the names of what differs from a version."""
    values: dict[str, Any] = asdict(text) | {
        "occurred_on": when.occurred_on,
        "occurred_at": when.occurred_at,
        "kinds": sorted(when.kinds),
    }
    now = {name: getattr(version, name) for name in values} | {"kinds": sorted(version.kinds)}
    return [name for name, value in values.items() if now[name] != value]
