"""The words of a summary without names, made from the case for whoever asks Veilig Thuis for advice (A5)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core import documents
from core.workdays import local_date, today
from dossiers import initials
from meldcode.children import age_on
from meldcode.identifying import Identifying, identifying
from meldcode.models import AnonymousSummary, CaseSignal, Consultation, TalkWith
from meldcode.reading import CaseFile
from schools.models import Pupil
from writing.masking import mask_initials

# Up to and including which group (D: groep 1-8) a child is in which part of the school.
_BANDS = ((2, "lower"), (5, "middle"), (8, "upper"))
_MOST_SIGNALS = 12


def written(file: CaseFile, who: Identifying) -> str:
    """Return the summary of a case: who it is about without a name, what is seen, and the question.

    In Dutch, as Veilig Thuis reads it. Nothing in it is in `who`.
    """
    with override("nl"):
        parts = [
            _about(file),
            _since(file),
            _signals(file, CaseSignal.Speaks.FOR, _("What we see:"), who),
            _signals(file, CaseSignal.Speaks.AGAINST, _("What speaks against it:"), who),
            _done(file),
            _("Our question:\nWhat do you advise us to do now, and how do we keep the child safe?"),
        ]
        return who.masked("\n\n".join(part for part in parts if part))


def context_for(summary: AnonymousSummary) -> dict[str, Any]:
    """Return the context of the PDF. Raises NotAllowed when by now a name of the school stands in it."""
    if identifying(summary.case).hits(summary.text):
        raise documents.NotAllowed("a name came to the school since")
    return {"summary": summary}


def band_of(child: Pupil) -> str:
    """Return in which part of the school the child is, as a word; '' when the group is not known."""
    if not child.year_group.isdigit():
        return ""
    code = next((code for last, code in _BANDS if int(child.year_group) <= last), "")
    return {
        "lower": _("the first groups (onderbouw)"),
        "middle": _("the middle groups (middenbouw)"),
        "upper": _("the last groups (bovenbouw)"),
    }.get(code, "")


def ago(day: date) -> str:
    """Return how long ago a day was in round words: an exact date could tell about whom it is."""
    days = (today() - day).days
    if days < 7:
        return _("less than a week ago")
    if days < 60:
        weeks = round(days / 7)
        return ngettext("about %(n)s week ago", "about %(n)s weeks ago", weeks) % {"n": weeks}
    if days < 700:
        months = round(days / 30.4)
        return ngettext("about %(n)s month ago", "about %(n)s months ago", months) % {"n": months}
    years = round(days / 365)
    return ngettext("about %(n)s year ago", "about %(n)s years ago", years) % {"n": years}


def _about(file: CaseFile) -> str:
    lines = [_("About whom:"), *(_child(child) for child in file.children)]
    return "\n".join(lines)


def _child(child: Pupil) -> str:
    age, band = age_on(child, today()), band_of(child)
    if age is None:
        return (
            _("A child in %(band)s of a primary school.") % {"band": band}
            if band
            else _("A child.")
        )
    if not band:
        return _("A child of %(age)s years.") % {"age": age}
    return _("A child of %(age)s years, in %(band)s of a primary school.") % {
        "age": age,
        "band": band,
    }


def _since(file: CaseFile) -> str:
    days = [row.signal.occurred_on for row in file.signals]
    first = min([*days, local_date(file.case.opened_at)])
    return _("Since when:\nThe first worry is of %(ago)s.") % {"ago": ago(first)}


def _signals(file: CaseFile, speaks: str, heading: str, who: Identifying) -> str:
    rows = [row for row in file.signals if row.speaks == speaks][-_MOST_SIGNALS:]
    if not rows:
        return ""
    return "\n".join([heading, *(f"- {_signal(row, who)}" for row in rows)])


def _signal(row: CaseSignal, who: Identifying) -> str:
    """Return the facts alone: no hearsay, no view, and those who were there not even by initials."""
    version = row.signal.current
    facts = who.masked(version.facts)
    try:
        listed = initials.parse(version.others)
    except ValueError:
        listed = []
    facts = mask_initials(facts, listed, somebody=_("somebody else"))
    return f"{ago(row.signal.occurred_on)}: {' '.join(facts.split())}"


def _done(file: CaseFile) -> str:
    return "\n".join([_("What we did:"), *(f"- {line}" for line in _steps(file))])


def _steps(file: CaseFile) -> Iterator[str]:
    asked = sum(item.kind == Consultation.Kind.COLLEAGUE for item in file.consultations)
    if asked:
        yield ngettext(
            "Asked a colleague to think along, %(n)s time.",
            "Asked colleagues to think along, %(n)s times.",
            asked,
        ) % {"n": asked}
    parents = len(file.talks_with_parents)
    if parents:
        yield ngettext(
            "Talked with the parents about this worry, %(n)s time.",
            "Talked with the parents about this worry, %(n)s times.",
            parents,
        ) % {"n": parents}
    elif file.parents_skipped:
        yield _("Not talked with the parents: we expect danger by such a talk.")
    else:
        yield _("Not yet talked with the parents about this worry.")
    if any(talk.partner == TalkWith.CHILD for talk in file.talks):
        yield _("Talked with the child.")
