"""The Rapportage Meldcode (M11): what the case fills in by itself, and the document's context.

Line by line of M11: date and contact come from the version that was saved; subject, description, social
unrest, those involved, bottlenecks and remarks are written by hand; activities, whether a report was
made, who was informed and whom outside the school was asked are filled from the case, so that they can
be checked and put right.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.workdays import local_date, today
from meldcode.models import Case, CaseDuty, Consultation, Decision, Report, TalkWith
from meldcode.reading import CaseFile, case_file
from meldcode.texts import OUTCOMES

FIELDS: Final = (
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
    latest = next(iter(file.rapportages), None)
    if latest is not None:
        return {name: getattr(latest, name) for name in FIELDS}
    return {
        "subject": str(file.case.get_cause_display()),
        "description": file.analysis.signals if file.analysis else file.case.reason,
        "involved": ", ".join(child.full_name for child in file.children),
        "activities": "\n".join(activities(file)),
        "informing": "\n".join(told(file)),
        "bottlenecks": "\n".join(row.better for row in file.evaluations if row.better),
    }


def activities(file: CaseFile) -> list[str]:
    """Return what was done and how often, counted from the case. What was not done is left out."""
    signals, talks = len(file.signals), len(file.talks_with_parents)
    children = sum(talk.partner == TalkWith.CHILD for talk in file.talks)
    consulted, plans = len(file.consultations), len({plan.decision_id for plan in file.plans})
    checks = sum(d.kind == CaseDuty.Kind.HELP_CHECK and not d.is_open for d in file.duties)
    counted = [
        (signals, ngettext("%(n)s signal gathered", "%(n)s signals gathered", signals)),
        (consulted, ngettext("%(n)s consultation", "%(n)s consultations", consulted)),
        (talks, ngettext("%(n)s talk with the parents", "%(n)s talks with the parents", talks)),
        (children, ngettext("%(n)s talk with the child", "%(n)s talks with the child", children)),
        (
            len(file.reports),
            ngettext(
                "%(n)s report to Veilig Thuis", "%(n)s reports to Veilig Thuis", len(file.reports)
            ),
        ),
        (plans, ngettext("help organised %(n)s time", "help organised %(n)s times", plans)),
        (
            checks,
            ngettext("%(n)s interim check of the help", "%(n)s interim checks of the help", checks),
        ),
        (
            len(file.notes),
            ngettext("looked again %(n)s time", "looked again %(n)s times", len(file.notes)),
        ),
    ]
    return [words % {"n": number} for number, words in counted if number]


def told(file: CaseFile) -> list[str]:
    """Return when parents and child were spoken with and told, or that it was not done for a reason."""
    lines = [_talked(talk.partner) % _day(talk.happened_on) for talk in reversed(file.talks)]
    if file.parents_skipped:
        lines.append(_("No talk with the parents: the reason is in the case."))
    return lines + [line for report in reversed(file.reports) for line in _told_of(report)]


def _talked(partner: str) -> str:
    if partner == TalkWith.CHILD:
        return _("Talk with the child on %s.")
    return _("Talk with the parents on %s.")


def _told_of(report: Report) -> Iterable[str]:
    if report.parents_told_on:
        yield _("Told about the report on %s.") % _day(report.parents_told_on)
    else:
        yield _("Parents not told of the report of %s: the reason is in the case.") % _day(
            local_date(report.filed_at)
        )


def _day(day: Any) -> str:
    return date_format(day, "j F Y")


def external(file: CaseFile) -> list[Consultation]:
    """Return who outside the school was asked, the first one first."""
    inside = Consultation.Kind.COLLEAGUE
    return [row for row in reversed(file.consultations) if row.kind != inside]


def context_of(file: CaseFile) -> dict[str, Any]:
    """Return what the Rapportage of a case shows. Professionals are not named, but the contact is."""
    latest = next(iter(file.rapportages), None)
    return {
        "case": file.case,
        "file": file,
        "rapportage": latest,
        "contact": latest.author if latest else file.case.opened_by,
        "day": local_date(latest.created_at) if latest else today(),
        "texts": prefilled(file),
        "external": external(file),
        "counted": activities(file),
        "outcome": OUTCOMES[file.standing.outcome],
        "decided": [
            decision
            for decision in reversed(file.decisions)
            if decision.state == Decision.State.CONFIRMED
        ],
    }


def context_for(case: Case) -> dict[str, Any]:
    """Return the context of the PDF of one case."""
    return context_of(case_file(case))
