"""The Rapportage Meldcode (M11): what the case fills in by itself, and the document's context."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.workdays import today
from meldcode.models import Case, Consultation
from meldcode.reading import CaseFile, case_file, latest_rapportage
from meldcode.texts import OUTCOMES

FIELDS = (
    "subject",
    "description",
    "involved",
    "unrest",
    "activities",
    "informing",
    "bottlenecks",
    "remarks",
)


def prefilled(file: CaseFile) -> dict[str, Any]:
    """Return what the form starts from: the latest version, else what the case holds already."""
    latest = latest_rapportage(file.case)
    if latest is not None:
        return {name: getattr(latest, name) for name in FIELDS}
    return {
        "subject": str(file.case.get_cause_display()),
        "description": file.analysis.signals if file.analysis else file.case.reason,
        "involved": ", ".join(child.full_name for child in file.children),
        "activities": "\n".join(activities(file)),
        "informing": "\n".join(told(file)),
    }


def activities(file: CaseFile) -> list[str]:
    """Return what was done and how often, counted from the case."""
    signals, consulted, talks = len(file.signals), len(file.consultations), len(file.talks)
    return [
        ngettext("%(n)s signal gathered", "%(n)s signals gathered", signals) % {"n": signals},
        ngettext("%(n)s consultation", "%(n)s consultations", consulted) % {"n": consulted},
        ngettext("%(n)s talk with the parents", "%(n)s talks with the parents", talks)
        % {"n": talks},
    ]


def told(file: CaseFile) -> list[str]:
    """Return when the parents were informed, or that a talk was skipped with a reason."""
    days = [_("Talk with the parents on %s.") % _day(talk.happened_on) for talk in file.talks]
    skipped = [_("No talk with the parents: the reason is in the case.")] if file.skips else []
    reported = [
        _("Told about the report on %s.") % _day(report.parents_told_on)
        for report in file.reports
        if report.parents_told_on
    ]
    return days + skipped + reported


def _day(day: Any) -> str:
    return date_format(day, "j F Y")


def context_for(case: Case) -> dict[str, Any]:
    """Return the context of the PDF. Professionals are not named, but the contact is."""
    file, latest = case_file(case), latest_rapportage(case)
    external = [c for c in file.consultations if c.kind != Consultation.Kind.COLLEAGUE]
    return {
        "case": case,
        "file": file,
        "rapportage": latest,
        "texts": {name: getattr(latest, name) for name in FIELDS} if latest else prefilled(file),
        "external": external,
        "counted": activities(file),
        "outcome": OUTCOMES[file.standing.outcome],
        "day": today(),
    }
