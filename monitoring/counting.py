"""Counts per school in a school year, for all schools at once: eleven queries, however many schools.

Runs as SYSTEM only; a person's request may not see these rows (row-level security).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import Cast, Trunc

from core.workdays import AMSTERDAM
from dossiers.models import FollowUp, HandOver, Signal
from incidents.models import Incident
from meldcode.models import PACE, Case, CaseDuty, Decision, Report
from protocols.models import Run, RunStep

Counts = Counter[tuple[int, str]]
"""How many, by school id and code of the measure."""


@dataclass(frozen=True, slots=True)
class Period:
    """A school year, seen on a day: what is open and due before `today` is late."""

    starts_on: date
    ends_on: date
    today: date

    def moments(self, field: str) -> Q:
        """Return the condition that a moment lies in the period (Europe/Amsterdam)."""
        begin = datetime.combine(self.starts_on, time.min, AMSTERDAM)
        end = datetime.combine(self.ends_on + timedelta(days=1), time.min, AMSTERDAM)
        return Q(**{f"{field}__gte": begin, f"{field}__lt": end})

    def days(self, field: str) -> Q:
        """Return the condition that a day lies in the period."""
        return Q(**{f"{field}__range": (self.starts_on, self.ends_on)})


def _per_school(rows: QuerySet[Any], **counts: Count) -> Counts:
    """Count `rows` per school; a keyword is a measure's code with _ for -."""
    found: Counts = Counter()
    for row in rows.order_by().values("school_id").annotate(**counts):
        for name in counts:
            found[row["school_id"], name.replace("_", "-")] += row[name]
    return found


def _signals(period: Period) -> Counts:
    rows = Signal.objects.filter(period.moments("created_at"))
    return _per_school(rows, signals=Count("pk"), signal_pupils=Count("pupil", distinct=True))


def _cases(period: Period) -> Counts:
    return _per_school(Case.objects.filter(period.moments("opened_at")), cases=Count("pk"))


def _reports(period: Period) -> Counts:
    return _per_school(Report.objects.filter(period.moments("filed_at")), reports=Count("pk"))


def _decisions(period: Period) -> Counts:
    rows = Decision.objects.filter(period.moments("confirmed_at"), state=Decision.State.CONFIRMED)
    return _per_school(
        rows,
        not_reported=Count("pk", filter=Q(report=False)),
        steps_missing=Count("pk", filter=Q(steps_complete=False)),
        departures=Count("pk", filter=Q(follows_weighing=False)),
    )


def _disagreements(period: Period) -> Counts:
    rows = Decision.objects.filter(period.moments("created_at"), counter_to__isnull=False)
    return _per_school(rows, disagreements=Count("pk"))


def _incidents(period: Period) -> Counts:
    rows = Incident.objects.filter(period.days("occurred_on")).order_by()
    found: Counts = Counter()
    for row in rows.values("school_id", "accident", "kind").annotate(number=Count("pk")):
        if row["accident"]:
            found[row["school_id"], "accidents"] += row["number"]
        else:
            found[row["school_id"], "incidents"] += row["number"]
            found[row["school_id"], f"incidents-{row['kind']}"] += row["number"]
    return found


def _runs(period: Period) -> Counts:
    return _per_school(Run.objects.filter(period.moments("started_at")), runs=Count("pk"))


def _deadlines(rows: QuerySet[Any], period: Period, due: str, done: str) -> Counts:
    late = Q(**{f"{done}__gt": F(due)}) | Q(**{f"{done}__isnull": True, f"{due}__lt": period.today})
    return _per_school(
        rows.filter(period.days(due)),
        deadlines_kept=Count("pk", filter=Q(**{f"{done}__lte": F(due)})),
        deadlines_missed=Count("pk", filter=late),
    )


def _hand_overs(period: Period) -> Counts:
    day = Cast(Trunc("taken_at", "day", tzinfo=AMSTERDAM), DateField())
    rows = HandOver.objects.annotate(taken_on=day)
    return _deadlines(rows, period, "escalate_on", "taken_on")


_SOURCES: Final[Iterable[Callable[[Period], Counts]]] = (
    _signals,
    _cases,
    _reports,
    _decisions,
    _disagreements,
    _incidents,
    _runs,
    _hand_overs,
    lambda period: _deadlines(FollowUp.objects.all(), period, "due_on", "done_on"),
    # What the law or an agreement sets; not the product's own days for a next move.
    lambda period: _deadlines(CaseDuty.objects.exclude(kind__in=PACE), period, "due_on", "done_on"),
    lambda period: _deadlines(RunStep.objects.all(), period, "due_on", "done_on"),
)


def count_all(period: Period) -> Counts:
    """Return every count of every school in `period`; what is not in it is zero."""
    found: Counts = Counter()
    for source in _SOURCES:
        found.update(source(period))
    return found
