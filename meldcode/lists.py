"""Rows of the case list and of the search for a child, each in a constant number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.db.models import Prefetch, Q

from dossiers.models import HandOver
from meldcode.models import Case, CaseDuty
from meldcode.next_steps import STEPS, NextStep, next_of
from meldcode.reading import steps_taken
from meldcode.workflow import State
from schools.kept_out import pupils_led_by
from schools.models import Pupil
from schools.scope import schools_with

FOUND_LIMIT = 25


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list: what is next, and the nearest date."""

    case: Case
    next: NextStep
    due_on: date | None

    @property
    def at_once(self) -> bool:
        """Whether somebody has to decide or report now: the law gives no day for it (M8)."""
        return self.case.state in {State.PROPOSED, State.CONFIRMED}


class CaseRows(Sequence[CaseRow]):
    """The rows of a queryset, made only for the slice that a page shows."""

    def __init__(self, cases: Any) -> None:
        self.cases = cases

    def __len__(self) -> int:
        count: int = self.cases.count()
        return count

    @overload
    def __getitem__(self, index: int) -> CaseRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CaseRow]: ...
    def __getitem__(self, index: int | slice) -> CaseRow | Sequence[CaseRow]:
        if isinstance(index, int):
            return _row(self.cases[index])
        return [_row(case) for case in self.cases[index]]

    def __iter__(self) -> Iterator[CaseRow]:
        return (_row(case) for case in self.cases)


def case_rows(user: Any, *, closed: bool = False) -> CaseRows:
    """Return the cases that exist for `user`, running or closed, the latest first."""
    cases = Case.objects.visible_to(user)
    cases = cases.filter(state=State.CLOSED) if closed else cases.open()
    return CaseRows(
        cases.select_related("pupil", "school", "opened_by")
        .with_steps()
        .prefetch_related(Prefetch("duties", CaseDuty.objects.open(), to_attr="waiting"))
        .order_by("-opened_at")
    )


def _row(case: Any) -> CaseRow:
    due_on = min((duty.due_on for duty in case.waiting), default=None)
    return CaseRow(case, STEPS[next_of(case, steps_taken(case))], due_on)


def waiting_hand_overs(user: Any) -> list[HandOver]:
    """Return the hand-overs that `user` may take over, the acute ones first."""
    schools = schools_with(user, "meldcode.open_case")
    mine = Q(school__in=schools) | Q(pupil__in=pupils_led_by(user))
    found = HandOver.objects.visible_to(user).waiting().filter(mine)
    return list(found.select_related("pupil", "author").order_by("-acute", "created_at"))


def find_pupils(user: Any, text: str) -> list[Pupil]:
    """Return the children whose name fits, at schools where `user` may open a case; none without text."""
    if not text.strip():
        return []
    schools = schools_with(user, "meldcode.open_case")
    found = Pupil.objects.visible_to(user).filter(school__in=schools).search(text)
    return list(found.select_related("school")[:FOUND_LIMIT])
