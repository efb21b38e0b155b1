"""What is there to gather for a case, and what else its dossiers hold that matters (M3, D7). No writes."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from core.workdays import school_year_label
from dossiers.models import FollowUp, ParentContact, Talk, TalkReport
from meldcode.models import Case
from meldcode.reading import CaseFile, of_family, signals_for

SOURCES_SHOWN = 20  # of each kind, the latest; the dossier has them all


@dataclass(frozen=True, slots=True)
class TalkSource:
    """A talk with parents in a dossier, with the report that counts and what was agreed in it."""

    talk: Talk
    report: TalkReport | None
    agreements: Sequence[FollowUp]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the dossiers of the children, and of brothers and sisters, hold beside signals."""

    talks: Sequence[TalkSource]
    contacts: Sequence[ParentContact]
    agreements: Sequence[FollowUp]

    def __bool__(self) -> bool:
        return bool(self.talks or self.contacts or self.agreements)


class Line(NamedTuple):
    """A signal that can be gathered, for counting and choosing: without its texts."""

    pk: uuid.UUID
    occurred_on: date


@dataclass(frozen=True, slots=True)
class Choice:
    """Which signals are shown: of one school year ('' is every year), and only those that are new."""

    year: str = ""
    only_new: bool = False
    seen: frozenset[uuid.UUID] = field(default=frozenset())

    def fits(self, line: Line) -> bool:
        """Return whether a signal is among what was chosen."""
        if self.only_new and line.pk in self.seen:
            return False
        return not self.year or school_year_label(line.occurred_on) == self.year


def lines_of(case: Case, user: Any) -> list[Line]:
    """Return what `user` may gather, the newest first: one query."""
    return [Line(*row) for row in signals_for(case, user).values_list("pk", "occurred_on")]


def seen_in(file: CaseFile) -> frozenset[uuid.UUID]:
    """Return the ids of the signals that were looked at for this case."""
    return frozenset(row.signal_id for row in file.looked_at)


def count_new(file: CaseFile, user: Any) -> int:
    """Return how many signals `user` may gather that nobody looked at for this case yet: one query."""
    return signals_for(file.case, user).exclude(pk__in=seen_in(file)).count()


def years_of(lines: Iterable[Line]) -> list[str]:
    """Return the school years in which there were signals, the last one first."""
    return sorted({school_year_label(line.occurred_on) for line in lines}, reverse=True)


def sources_of(case: Case, user: Any) -> Sources:
    """Return talks, contacts and agreements of the family, the latest of each: five queries."""
    contacts = ParentContact.objects.visible_to(user).filter(
        of_family(case), replaced_by__isnull=True, erased_at__isnull=True
    )
    agreements = FollowUp.objects.visible_to(user).filter(of_family(case), talk__isnull=True)
    talks = Talk.objects.visible_to(user).filter(of_family(case))
    return Sources(
        talks=[_source(talk) for talk in _in_full(talks)[:SOURCES_SHOWN]],
        contacts=list(contacts.select_related("pupil", "author")[:SOURCES_SHOWN]),
        agreements=list(agreements.select_related("pupil").order_by("-due_on")[:SOURCES_SHOWN]),
    )


def reported_talks(case: Case, user: Any) -> list[TalkSource]:
    """Return the talks with parents that were held and reported: each may be the record of step 3 (D8)."""
    held = Talk.objects.visible_to(user).filter(of_family(case), state=Talk.State.HELD)
    found = [_source(talk) for talk in _in_full(held)[:SOURCES_SHOWN]]
    return [one for one in found if one.report is not None and not one.report.erased_at]


def prefilled_talk(case: Case, user: Any, key: str) -> dict[str, Any]:
    """Return what a form of step 3 starts from when it takes over a reported talk; {} without one."""
    talks = reported_talks(case, user) if key else []
    source = next((one for one in talks if str(one.talk.pk) == key), None)
    if source is None or source.report is None:
        return {}
    report = source.report
    agreed = [report.conclusion, *(agreement_line(one) for one in source.agreements)]
    return {
        "happened_on": report.held_on,
        "spoken_with": report.present,
        "told": report.discussed,
        "reaction": report.parents_view,
        "child": report.child_view,
        "agreed": "\n".join(line for line in agreed if line),
    }


def agreement_line(agreement: FollowUp) -> str:
    """Return an agreement in a line: what, and by whom."""
    owner = f" ({agreement.owner})" if agreement.owner else ""
    return f"- {agreement.what}{owner}"


def _in_full(talks: Any) -> Any:
    return talks.select_related("pupil", "author").prefetch_related("reports", "agreements")


def _source(talk: Talk) -> TalkSource:
    return TalkSource(
        talk, max(talk.reports.all(), key=_number, default=None), list(talk.agreements.all())
    )


def _number(report: TalkReport) -> int:
    return report.number
