"""Every write of this app: the figures, and the rounds in which the board reads them (B3)."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.context import acting_as
from core.duties import claim_each, each_alone, together
from core.errors import Refused
from core.workdays import school_year_label, school_year_of, today
from monitoring import events, notifications
from monitoring.counting import Period, count_all
from monitoring.measures import CODES
from monitoring.models import Figure, MonitoringRound
from schools.models import School, SchoolYear

# Days after the end of the school year (31 July): the summer holidays, then gather, discuss, conclude.
_BEGIN, _GATHER, _DISCUSS, _CONCLUDE = 32, 46, 76, 92


def current_year(*, actor: Actor) -> SchoolYear:
    """Return the school year of today; `actor` makes it when no import has done so yet."""
    starts_on, ends_on = school_year_of(today())
    year, _made = SchoolYear.objects.get_or_create(
        name=school_year_label(starts_on), defaults={"starts_on": starts_on, "ends_on": ends_on}
    )
    return year


@transaction.atomic
def refresh_figures(*, actor: Actor) -> int:
    """Count this school year and the last one anew, for all schools. Returns how many figures.

    Older years keep what was counted then, also when what they were counted from is gone. Not written
    to the audit log: nobody decides anything here, and it happens every ten minutes. Safe to run
    twice. Needs the SYSTEM context: nobody else sees what is counted.
    """
    this_year = current_year(actor=actor)
    years = SchoolYear.objects.filter(ends_on__gte=this_year.starts_on - timedelta(days=1))
    schools = list(School.objects.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    figures = []
    for year in years.filter(starts_on__lte=today()).order_by("starts_on"):
        counts = count_all(Period(year.starts_on, year.ends_on, today()))
        figures += [
            Figure(
                school_id=school,
                school_year=year,
                measure=code,
                value=counts[school, code],
                computed_at=now,
            )
            for school in schools
            for code in CODES
        ]
    Figure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["school", "school_year", "measure"],
        update_fields=["value", "computed_at"],
        batch_size=2000,
    )
    return len(figures)


def _planned(school_id: int, year: SchoolYear) -> MonitoringRound:
    def after(days: int) -> date:
        return year.ends_on + timedelta(days=days)

    return MonitoringRound(
        school_id=school_id,
        school_year=year,
        remind_on=after(_BEGIN),
        gather_by=after(_GATHER),
        discuss_by=after(_DISCUSS),
        due_on=after(_CONCLUDE),
    )


def open_rounds(*, actor: Actor) -> int:
    """Plan the yearly monitoring of this school year for each school that has none (B3), and tell it.

    `actor` is SYSTEM: the clock plans. Returns how many were planned, each in a transaction of its own;
    a second run plans none. Raises SomeFailed when some could not be.
    """
    with acting_as(actor):
        year = current_year(actor=actor)
        planned = MonitoringRound.objects.filter(school_year=year).values("school")
        missing = School.objects.exclude(pk__in=planned).order_by("pk").values_list("pk", flat=True)
        schools = list(missing)
    return each_alone(schools, lambda pk: _open_round(pk, year, actor), "round of school")


def _open_round(school_id: int, year: SchoolYear, actor: Actor) -> bool:
    """Plan and tell one school's round. Returns False when another run did so meanwhile."""
    SchoolYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    if MonitoringRound.objects.filter(school_year=year, school_id=school_id).exists():
        return False
    round_ = _planned(school_id, year)
    round_.save(force_insert=True)
    record(events.ROUND_OPENED, actor=actor, obj=round_, year=year.name)
    notifications.tell(round_, notifications.OPENED, "monitoring.conclude_round")
    return True


def remind_rounds(*, actor: Actor) -> int:
    """Tell who gathers that a round has begun, and the bestuur when one is late. Each once.

    Returns how many rounds were told about. `actor` is SYSTEM: the clock reminds.
    """
    rounds = MonitoringRound.objects.select_related("school_year")
    begun = rounds.open().filter(remind_on__lte=today(), due_on__gte=today())
    late = rounds.overdue(today())
    return together(
        lambda: claim_each(begun, "reminded_at", _remind),
        lambda: claim_each(late, "escalated_at", _escalate),
    )


def _remind(round_: MonitoringRound) -> None:
    notifications.tell(round_, notifications.REMINDER, "monitoring.conclude_round")


def _escalate(round_: MonitoringRound) -> None:
    notifications.tell(round_, notifications.ESCALATION, "monitoring.oversee_round")


@transaction.atomic
def conclude_round(
    *, actor: Actor, round_id: uuid.UUID, conclusion: str, measures: str
) -> MonitoringRound:
    """Lay down what the figures of a year say and what will be done (B3). The caller checked the right.

    Returns the round. Raises Refused before the school year is over, and when it was concluded already
    in other words; the same words a second time change nothing.
    """
    round_ = MonitoringRound.objects.select_for_update(of=("self",)).get(pk=round_id)
    if not round_.is_open:
        if (round_.conclusion, round_.measures) == (conclusion, measures):
            return round_
        raise Refused(_("This monitoring was concluded already. Nothing was changed."))
    if round_.remind_on is None or today() < round_.remind_on:
        raise Refused(_("The school year is not over yet: its figures still change."))
    round_.conclusion, round_.measures = conclusion, measures
    round_.done_on, round_.done_by_id = today(), actor.pk
    round_.save()
    record(events.ROUND_CONCLUDED, actor=actor, obj=round_)
    return round_
