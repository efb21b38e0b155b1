"""Two years on the clock: every date of every case is reminded of once and escalated once, none is missed (T).

The run goes from 2 August 2027 to 10 August 2029: 29 February, Easter, King's Day, Ascension, Whitsun,
two Christmases, four changes of summer time, and a beat that stood still for the whole of the leap day.
The tasks read days and no hours. So each third day has a tick in the morning; where a date of some row
begins or has passed there is one just before midnight, one just after it and one in the morning; and in
the nights in which the clock is changed there is one each quarter of an hour.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils.module_loading import import_string

from audit.models import Event
from core.duties import Duty
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import AMSTERDAM
from dossiers.models import HandOver
from meldcode import events, services
from meldcode.models import Bundle, Case, CaseDuty, CaseQuestion, DeputyRequest, Report
from meldcode.services.duties import Agreed
from meldcode.services.help import PlanWords
from meldcode.workflow import State
from schoolsafety.celery import app
from tests.factories import make_pupil
from tests.meldcode import helpers

FIRST, LAST = date(2027, 8, 2), date(2029, 8, 10)
OUTAGE = (
    datetime(2028, 2, 29, 0, 0, tzinfo=AMSTERDAM),
    datetime(2028, 3, 1, 0, 0, tzinfo=AMSTERDAM),
)
CLOCK_CHANGES = (date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29), date(2029, 3, 25))
DAY = timedelta(days=1)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM)


def ticks(dates: set[date]) -> Iterator[datetime]:
    """Yield the moments at which beat wakes the tasks, in order, in UTC.

    `dates` may grow meanwhile: at each of them it is watched how the day begins.
    """
    day = FIRST
    while day <= LAST:
        moments = [at(day, 9)] if day.toordinal() % 3 == 0 else []
        if day in dates:
            moments = [at(day, 0, 10), at(day, 9)]
        if day + DAY in dates:
            moments.append(at(day, 23, 50))
        if day in CLOCK_CHANGES:
            night = at(day, 0).astimezone(UTC)
            moments = [night + timedelta(minutes=15 * n) for n in range(20)] + moments[-1:]
        yield from (m.astimezone(UTC) for m in moments if not OUTAGE[0] <= m < OUTAGE[1])
        day += DAY


def clock_tasks() -> list[Callable[[], Any]]:
    """Return the tasks of beat's schedule that are about cases and what is handed over to one."""
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    mine = sorted(n for n in names if n.startswith("meldcode.tasks.") or n == HAND_OVERS)
    assert "meldcode.tasks.remind_duties" in mine
    assert HAND_OVERS in mine
    return [import_string(name) for name in mine]


HAND_OVERS = "dossiers.tasks.remind_follow_ups"


def tables() -> list[type[Duty]]:
    """Return every table of duties in the Meldcode, also one that is made tomorrow."""
    return [m for m in apps.get_app_config("meldcode").get_models() if issubclass(m, Duty)]


def rows() -> dict[Any, Duty]:
    return {row.pk: row for table in tables() for row in table._default_manager.all()}


@dataclass
class Run:
    """What happens on which day, and when each date was seen first and seen done."""

    world: Any
    plan: dict[date, list[Callable[[], Any]]] = field(default_factory=dict)
    born: dict[Any, datetime] = field(default_factory=dict)
    ended: dict[Any, datetime] = field(default_factory=dict)
    ticked: list[datetime] = field(default_factory=list)
    dates: set[date] = field(default_factory=set)

    def on(self, day: date, act: Callable[[], Any]) -> None:
        self.plan.setdefault(day, []).append(act)

    def go(self) -> None:
        tasks, waiting = clock_tasks(), sorted(self.plan)
        self.dates |= {day + DAY for day in waiting}
        for moment in ticks(self.dates):
            while waiting and at(waiting[0]) <= moment:
                self._act(waiting.pop(0))
            with time_machine.travel(moment, tick=False):
                did = sum(task() for task in tasks)
            self.ticked.append(moment)
            if did:
                self._see(moment)

    def _act(self, day: date) -> None:
        with time_machine.travel(at(day)):
            for act in self.plan[day]:
                act()
        self._see(at(day))

    def _see(self, moment: datetime) -> None:
        for key, row in rows().items():
            self.born.setdefault(key, moment)
            if row.done_on is None:
                self.dates |= {row.remind_on or row.due_on, row.due_on + DAY}
            else:
                self.ended.setdefault(key, moment)

    def first_tick(self, key: Any, day: date, *, after: bool = False) -> datetime | None:
        """Return the tick on which something of this day (or after it) was due, if it was still open."""
        start = at(day + DAY if after else day, 0)
        for moment in self.ticked:
            if moment >= start and moment >= self.born[key]:
                ended = self.ended.get(key)
                return moment if ended is None or moment < ended else None
        return None


def report(run: Run, day: date, *, heard: date | None = None, **fields: Any) -> None:
    """A case that is reported on a day; Veilig Thuis decides on another, or never."""
    world, pupil = run.world, make_pupil(run.world.school, run.world.group)
    made: dict[str, Case] = {}

    def start() -> None:
        made["case"] = helpers.case_in(world, State.REPORTED, pupil)

    def hear() -> None:
        filed = Report.objects.get(case=made["case"])
        helpers.feedback(world, filed, received_on=heard, **fields)

    run.on(day, start)
    if heard:
        run.on(heard, hear)


def help_runs(run: Run, day: date, *, weeks: int, answered: date | None = None) -> None:
    """Help with a plan and two checks, of which one is done; at its term question 5 waits."""
    world, pupil = run.world, make_pupil(run.world.school, run.world.group)
    made: dict[str, Case] = {}

    def start() -> None:
        case = made["case"] = helpers.case_in(world, State.HELP_RUNNING, pupil)
        words = PlanWords("Het wijkteam.", "Elke week thuis.", "Rust.", "Geen ruzie.")
        checks = [Agreed("Bel het gezin.", helpers.days(10)), Agreed("Kijk mee.", helpers.days(20))]
        services.plan_help(
            actor=world.af, case=case, key=uuid7(), seen=0, words=words, checks=checks
        )

    def check() -> None:
        duty = CaseDuty.objects.filter(case=made["case"], kind="help_check").earliest("due_on")
        services.do_agreed(
            actor=world.af, duty=duty, key=uuid7(), happened_on=helpers.days(0), findings="Goed."
        )

    def answer() -> None:
        case = Case.objects.get(pk=made["case"].pk)
        helpers.answer(world, case, "resultaat", "ja")
        rows = [Agreed("Bel de ouders.", helpers.days(60)), Agreed("Praat.", helpers.days(90))]
        services.agree_aftercare(actor=world.af, case=case, key=uuid7(), rows=rows)
        decision = helpers.propose(world, case, helpers.watching(monitor_on=helpers.days(45)))
        services.confirm_decision(actor=world.manager, decision=decision)

    run.on(day, start)
    run.on(day + timedelta(days=8), check)
    if answered:
        run.on(answered, answer)


def watched(run: Run, day: date, *, looks: int, closes: bool) -> None:
    """A case that is watched: every fifty days somebody looks again; then it is closed, or forgotten."""
    world, pupil = run.world, make_pupil(run.world.school, run.world.group)
    made: dict[str, Case] = {}

    def start() -> None:
        made["case"] = helpers.case_in(world, State.MONITORING, pupil)

    def look() -> None:
        services.record_monitoring(
            actor=world.af, case=made["case"], key=uuid7(), happened_on=helpers.days(0),
            findings="Rustig.", next_on=helpers.days(50),
        )  # fmt: skip

    run.on(day, start)
    for number in range(1, looks + 1):
        run.on(day + timedelta(days=50 * number), look)
    if closes:
        run.on(day + timedelta(days=50 * looks + 10), lambda: helpers.close(world, made["case"]))


def disputed(run: Run, day: date) -> None:
    """AF HGKM and manager disagree: the board is asked for a deputy, whose choice has a date."""
    pupil = make_pupil(run.world.school, run.world.group)
    run.on(day, lambda: helpers.case_in(run.world, State.DISPUTED, pupil))


def acute(run: Run, day: date) -> None:
    """AF HGKM reports at once, and the two do not come to a decision on it."""
    pupil = make_pupil(run.world.school, run.world.group)
    run.on(
        day,
        lambda: services.report_now(
            actor=run.world.af, key=uuid7(), pupil=pupil, report=helpers.acute()
        ),
    )


def asked(run: Run, day: date) -> None:
    """A colleague gets a question with a day, and does not answer."""
    world, pupil = run.world, make_pupil(run.world.school, run.world.group)

    def ask() -> None:
        case = helpers.open_case(world, pupil)
        services.ask_colleague(
            actor=world.af, case=case, key=uuid7(), who=world.colleague, question="Wat zie je?",
            due_on=helpers.days(14),
        )  # fmt: skip

    run.on(day, ask)


def handed_over(run: Run, day: date) -> None:
    """A teacher hands a worry over and nobody takes it."""
    pupil = make_pupil(run.world.school, run.world.group)
    run.on(
        day,
        lambda: helpers.make_hand_over(pupil, run.world.teacher),
    )


def lives(run: Run) -> None:
    """Start cases on many days of the two years, the hard ones among them."""
    agreements = (Agreed("De huisarts kijkt mee.", date(2028, 3, 1)),)
    report(run, date(2027, 8, 20), heard=date(2027, 8, 26))
    report(run, date(2027, 12, 24))
    report(run, date(2027, 12, 31), heard=date(2028, 1, 6))
    # Its five days end on the leap day, on which beat stood still.
    report(run, date(2028, 2, 22))
    report(run, date(2028, 2, 1), heard=date(2028, 2, 7), agreements=agreements)
    report(run, date(2028, 3, 24))
    report(run, date(2028, 4, 26), heard=date(2028, 5, 9))
    report(run, date(2028, 6, 2))
    report(run, date(2028, 10, 27))
    report(run, date(2029, 3, 29))
    help_runs(run, date(2027, 9, 27), weeks=4, answered=date(2027, 10, 28))
    help_runs(run, date(2028, 1, 31), weeks=4)
    help_runs(run, date(2029, 3, 1), weeks=4, answered=date(2029, 3, 26))
    watched(run, date(2027, 10, 1), looks=8, closes=True)
    watched(run, date(2028, 5, 24), looks=3, closes=False)
    disputed(run, date(2028, 4, 13))
    acute(run, date(2027, 12, 24))
    acute(run, date(2028, 2, 28))
    asked(run, date(2028, 2, 14))
    asked(run, date(2028, 12, 18))
    handed_over(run, date(2028, 2, 28))


def test_in_two_years_every_date_is_reminded_of_once_and_escalated_once(world) -> None:
    run = Run(world)
    lives(run)
    run.go()
    found = rows()
    assert set(run.born) == set(found)
    kinds = set(CaseDuty.objects.values_list("kind", flat=True))
    assert kinds == set(CaseDuty.Kind.values)
    assert DeputyRequest.objects.exists()
    assert CaseQuestion.objects.exists()

    wrong = []
    for key, row in found.items():
        remind = run.first_tick(key, row.remind_on) if row.remind_on else None
        late = run.first_tick(key, row.due_on, after=True)
        if (row.reminded_at, row.escalated_at) != (remind, late):
            wrong.append((row, row.remind_on, row.due_on, row.reminded_at, row.escalated_at))
    assert not wrong
    _counted(found)


def _counted(found: dict[Any, Duty]) -> None:
    """Every stamp has its one line in the log and its mail in the outbox, and nothing has two."""
    ours = [row for row in found.values() if not isinstance(row, Bundle)]
    reminded = [row for row in ours if row.reminded_at]
    escalated = [row for row in ours if row.escalated_at]
    assert len(reminded) > 30
    assert len(escalated) > 10
    assert Event.objects.filter(action=events.DUTY_REMINDED).count() == len(reminded)
    assert Event.objects.filter(action=events.DUTY_ESCALATED).count() == len(escalated)
    keys = list(OutboxMessage.objects.filter(kind="mail").values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    mails = {row.pk: sum(str(row.pk) in key for key in keys) for row in ours}
    silent = [row for row in {*reminded, *escalated} if not mails[row.pk]]
    assert not silent
    to_one = {"veilig_thuis_decision", "monitoring", "help_term", "help_check", "agreement"}
    for row in ours:
        if isinstance(row, CaseDuty) and row.kind in to_one:
            assert mails[row.pk] == bool(row.reminded_at) + bool(row.escalated_at), row
    assert HandOver.objects.filter(escalated_at__isnull=False).count() == 1


def test_a_beat_that_stood_still_on_the_leap_day_makes_up_for_it_the_next_day(world) -> None:
    with time_machine.travel(at(date(2028, 2, 21), 15)):
        helpers.case_in(world, State.REPORTED)  # its last day is 28 February
    duty = CaseDuty.objects.get(kind="veilig_thuis_decision")
    assert duty.due_on == date(2028, 2, 28)
    for moment in (at(date(2028, 2, 28), 23, 45), OUTAGE[1]):
        with time_machine.travel(moment, tick=False):
            services.remind_duties()
    duty.refresh_from_db()
    assert duty.escalated_at == OUTAGE[1]


FIVE_DAYS = {
    # filed at (Amsterdam unless it says UTC): the third and the fifth working day after it
    "the Friday before Whitsun": (at(date(2027, 5, 14), 16), (2027, 5, 20), (2027, 5, 24)),
    "24 December": (at(date(2026, 12, 24), 16), (2026, 12, 30), (2027, 1, 4)),
    "31 December": (at(date(2026, 12, 31), 16), (2027, 1, 6), (2027, 1, 8)),
    "one minute to midnight": (at(date(2026, 11, 24), 23, 59), (2026, 11, 27), (2026, 12, 1)),
    "23:59 UTC is the next day in Amsterdam": (
        datetime(2026, 11, 24, 23, 59, tzinfo=UTC), (2026, 11, 30), (2026, 12, 2),
    ),
    "22:30 UTC in summer is the next day too": (
        datetime(2027, 6, 1, 22, 30, tzinfo=UTC), (2027, 6, 7), (2027, 6, 9),
    ),
    "King's Day": (at(date(2027, 4, 27)), (2027, 4, 30), (2027, 5, 4)),
    "the day before King's Day": (at(date(2027, 4, 26)), (2027, 4, 30), (2027, 5, 4)),
    "the day before Ascension": (at(date(2027, 5, 5)), (2027, 5, 11), (2027, 5, 13)),
    "Maundy Thursday": (at(date(2028, 4, 13)), (2028, 4, 19), (2028, 4, 21)),
    "the day before a leap day": (at(date(2028, 2, 28)), (2028, 3, 2), (2028, 3, 6)),
    "a Saturday": (at(date(2026, 11, 28)), (2026, 12, 2), (2026, 12, 4)),
    "the night of summer time": (
        datetime(2028, 3, 26, 1, 0, tzinfo=UTC), (2028, 3, 29), (2028, 3, 31),
    ),
}  # fmt: skip


@pytest.mark.parametrize("filed", FIVE_DAYS)
def test_veilig_thuis_has_five_working_days_from_a_report_on(world, filed: str) -> None:
    moment, reminder, last = FIVE_DAYS[filed]
    with time_machine.travel(moment - timedelta(hours=1)):
        case = helpers.case_in(world, State.CONFIRMED)
    with time_machine.travel(moment + timedelta(minutes=1)):
        helpers.file_report(world, helpers.decision_of(case), filed_at=moment)
    duty = CaseDuty.objects.get(kind="veilig_thuis_decision")
    assert (duty.remind_on, duty.due_on) == (date(*reminder), date(*last))
    days = [date(*reminder), date(*last), date(*last) + DAY]
    sent = []
    for day in days:
        for hour in (0, 23):
            with time_machine.travel(at(day, hour, 30), tick=False):
                services.remind_duties()
        duty.refresh_from_db()
        sent.append((duty.reminded_at is not None, duty.escalated_at is not None))
    assert sent == [(True, False), (True, False), (True, True)]
