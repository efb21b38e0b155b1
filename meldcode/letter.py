"""The letter to Veilig Thuis (M8): what the form starts from, and the document's context.

The letter names the child, its parents and the contact at school. Who gave which signal stays inside
the school: a teacher keeps the parents' trust (M8).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.workdays import today
from meldcode.models import Case, CaseSignal
from meldcode.reading import CaseFile, case_file
from meldcode.texts import OUTCOMES
from schools.models import Guardian, Placement, Pupil
from schools.querysets import on_day

FIELDS = ("worry", "told", "request")


def prefilled(file: CaseFile) -> dict[str, str]:
    """Return what the form starts from: the latest version, else what the case holds already."""
    latest = next(iter(file.letters), None)
    if latest is not None:
        return {name: getattr(latest, name) for name in FIELDS}
    return {
        "worry": file.analysis.signals if file.analysis else file.case.reason,
        "told": "\n".join(told(file)),
        "request": _("We ask Veilig Thuis to look into it, and to tell us who does what."),
    }


def told(file: CaseFile) -> list[str]:
    """Return when parents and child were told, as far as the case knows; the latest first."""
    reported = [
        _("Told about the report on %(day)s.") % {"day": _day(report.parents_told_on)}
        for report in file.reports
        if report.parents_told_on
    ]
    talks = [
        _("Talk with %(whom)s on %(day)s.")
        % {"whom": talk.get_partner_display(), "day": _day(talk.happened_on)}
        for talk in file.talks
    ]
    skipped = [
        _("No talk with %(whom)s: %(why)s")
        % {"whom": skip.get_partner_display(), "why": skip.reason}
        for skip in file.skips
    ]
    return reported + talks + skipped


def _day(day: Any) -> str:
    return str(date_format(day, "j F Y"))


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the case with its group and the parents or carers whom the school knows."""

    pupil: Pupil
    group: str
    guardians: list[Guardian]


def children(pupils: Iterable[Pupil]) -> list[Child]:
    """Return the children in their order, with what the school knows of them today; three queries."""
    order = [pupil.pk for pupil in pupils]
    placed = Placement.objects.filter(on_day(today())).select_related("group")
    kept = Guardian.objects.running()
    found = (
        Pupil.objects.filter(pk__in=order)
        .select_related("school")
        .prefetch_related(
            Prefetch("placements", placed, to_attr="today_in"),
            Prefetch("guardians", kept, to_attr="now"),
        )
    )
    made = [
        Child(pupil, ", ".join(place.group.name for place in pupil.today_in), pupil.now)
        for pupil in found
    ]
    return sorted(made, key=lambda child: order.index(child.pupil.pk))


def context_for(case: Case) -> dict[str, Any]:
    """Return the context of the PDF. What is filed stands in it, else that it is not filed yet."""
    file = case_file(case)
    decided = file.decided
    return {
        "case": case,
        "file": file,
        "day": today(),
        "texts": prefilled(file),
        "letter": next(iter(file.letters), None),
        "children": children(file.children),
        "contacts": _contacts(file),
        "speaking_for": _speaking(file, CaseSignal.Speaks.FOR),
        "speaking_against": _speaking(file, CaseSignal.Speaks.AGAINST),
        "outcome": OUTCOMES[file.standing.outcome],
        "decided": decided if decided and decided.report else None,
        "report": next(iter(file.reports), None),
    }


def _speaking(file: CaseFile, speaks: str) -> list[CaseSignal]:
    return [row for row in file.signals if row.speaks == speaks]


def _contacts(file: CaseFile) -> list[tuple[str, str]]:
    """Return whom Veilig Thuis can call: who filed the report, or confirmed it, and the AF HGKM."""
    report, decided = next(iter(file.reports), None), file.decided
    manager = report.author if report else decided.confirmed_by if decided else None
    found = [(_("Manager sociale veiligheid"), str(manager))] if manager else []
    return [*found, (_("AF HGKM"), str(file.case.opened_by))]
