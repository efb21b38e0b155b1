"""Counting for all schools at once, and the yearly round of the board (B3)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core.actors import SYSTEM
from core.errors import Refused
from core.models import OutboxMessage
from core.workdays import AMSTERDAM, today
from meldcode.models import Decision
from monitoring import services, tasks
from monitoring.measures import CODES
from monitoring.models import Figure, MonitoringRound
from schools.models import SchoolYear
from schools.roles import Role
from tests.factories import make_member, make_pupil, make_school, make_school_year, make_user
from tests.monitoring.makers import (
    make_case,
    make_deadlines,
    make_decision,
    make_incident,
    make_report,
    make_run,
    make_signals,
)


def value(school, code: str, year=None) -> int:
    year = year or make_school_year()
    return Figure.objects.get(school=school, school_year=year, measure=code).value


def mails() -> list[tuple[str, int]]:
    rows = OutboxMessage.objects.filter(kind="mail", key__contains="monitoring")
    return sorted((row.payload["notice"], row.payload["user"]) for row in rows)


def test_each_figure_counts_what_its_definition_says(world) -> None:
    make_signals(world.pupil, world.teacher, 3)
    make_signals(world.second_pupil, world.teacher, 1)
    case = make_case(world.pupil, world.af)
    make_report(make_decision(case, world.manager, report=True), world.manager)
    other = make_case(world.second_pupil, world.af)
    make_decision(other, world.manager, report=False, complete=False)
    make_incident(world.school, world.teacher, "threat")
    make_incident(world.school, world.teacher, "bullying")
    make_incident(world.school, world.teacher, accident=True)
    run = make_run(world.school, world.af)
    make_deadlines(world.pupil, world.af, run=run, case=case)
    services.refresh_figures(actor=SYSTEM)
    expected = {
        "signals": 4,
        "signal-pupils": 2,
        "cases": 2,
        "reports": 1,
        "not-reported": 1,
        "steps-missing": 1,
        "incidents": 2,
        "incidents-threat": 1,
        "incidents-bullying": 1,
        "incidents-violence": 0,
        "accidents": 1,
        "runs": 1,
        "deadlines-kept": 4,
        "deadlines-missed": 8,
    }
    assert {code: value(world.school, code) for code in expected} == expected
    assert {value(world.other_school, code) for code in CODES} == {0}


def test_departures_from_the_weighing_and_disagreements_are_counted(world) -> None:
    first = make_decision(make_case(world.pupil, world.af), world.manager, report=False)
    make_decision(make_case(world.second_pupil, world.af), world.manager, report=True, departs=True)
    Decision.objects.create(
        school=world.school, case=first.case, author=world.manager, round=first.round,
        counter_to=first, answers_up_to=1, outcome=first.outcome, report=True, report_reason="r",
        help=False, help_reason="h", follows_weighing=True, steps_complete=True, state="set_aside",
    )  # fmt: skip
    services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "departures") == 1
    assert value(world.school, "disagreements") == 1
    assert value(world.other_school, "departures") == 0


def test_the_last_evening_of_july_belongs_to_the_old_year(world) -> None:
    before = datetime(2026, 7, 31, 23, 50, tzinfo=AMSTERDAM)
    with time_machine.travel(before, tick=False):
        old = make_school_year()
        make_signals(world.pupil, world.teacher)
    with time_machine.travel(before + timedelta(minutes=20), tick=False):
        new = make_school_year()
        make_signals(world.pupil, world.teacher, 2)
        services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "signals", old) == 1
    assert value(world.school, "signals", new) == 2


def test_an_older_year_keeps_what_was_counted_then(world) -> None:
    with time_machine.travel(datetime(2024, 10, 1, 12, tzinfo=AMSTERDAM)):
        year = make_school_year()
        make_signals(world.pupil, world.teacher)
        services.refresh_figures(actor=SYSTEM)
        Figure.objects.filter(school=world.school, measure="signals").update(value=7)
    services.refresh_figures(actor=SYSTEM)
    assert value(world.school, "signals", year) == 7


def test_counting_takes_as_many_queries_for_more_schools(world) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            services.refresh_figures(actor=SYSTEM)
        return len(captured)

    count()
    before = count()
    for _ in range(3):
        school = make_school(world.board)
        make_signals(make_pupil(school), world.teacher, 2)
        make_incident(school, world.teacher)
    assert count() == before


def test_counting_twice_leaves_one_figure_each(world) -> None:
    make_signals(world.pupil, world.teacher)
    first = tasks.refresh_figures()
    assert tasks.refresh_figures() == first
    year = make_school_year()
    assert Figure.objects.filter(school=world.school, school_year=year).count() == len(CODES)
    assert value(world.school, "signals") == 1


def test_each_school_gets_one_round_a_year_and_the_board_one_mail(world) -> None:
    assistant = make_user()
    make_member(assistant, world.school, Role.BESTUURSONDERSTEUNER)
    tasks.open_yearly_monitoring()
    tasks.open_yearly_monitoring()
    rounds = MonitoringRound.objects.filter(school__board=world.board)
    assert {round_.school_id for round_ in rounds} == {world.school.pk, world.other_school.pk}
    assert rounds.count() == 2
    opened = ("monitoring.opened",)
    assert mails() == sorted([(*opened, world.bestuur.pk), (*opened, assistant.pk)])
    assert Event.objects.filter(action="monitoring.round_opened").count() == 2


def test_the_dates_of_a_round_lie_after_its_school_year_and_in_order(world) -> None:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=AMSTERDAM)):
        tasks.open_yearly_monitoring()
    round_ = MonitoringRound.objects.filter(school=world.school).get()
    assert round_.school_year.name == "2026-2027"
    assert round_.remind_on == date(2027, 9, 1)
    assert round_.gather_by == date(2027, 9, 15)
    assert round_.discuss_by == date(2027, 10, 15)
    assert round_.due_on == date(2027, 10, 31)


def test_reminder_and_escalation_go_out_once_and_to_whom_they_concern(world) -> None:
    assistant = make_user()
    make_member(assistant, world.school, Role.BESTUURSONDERSTEUNER)
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=AMSTERDAM)):
        tasks.open_yearly_monitoring()
    with time_machine.travel(datetime(2027, 8, 31, 9, tzinfo=AMSTERDAM)):
        services.remind_rounds(actor=SYSTEM)
        assert "monitoring.reminder" not in {notice for notice, _user in mails()}
    for day in (1, 2):
        with time_machine.travel(datetime(2027, 9, day, 9, tzinfo=AMSTERDAM)):
            services.remind_rounds(actor=SYSTEM)
    told = [user for notice, user in mails() if notice == "monitoring.reminder"]
    assert sorted(told) == sorted([world.bestuur.pk, assistant.pk])
    for day in (1, 5):
        with time_machine.travel(datetime(2027, 11, day, 9, tzinfo=AMSTERDAM)):
            services.remind_rounds(actor=SYSTEM)
    late = [user for notice, user in mails() if notice == "monitoring.escalation"]
    assert late == [world.bestuur.pk]


def make_round(world) -> MonitoringRound:
    services.open_rounds(actor=SYSTEM)
    return MonitoringRound.objects.get(school=world.school)


def conclude(world, round_, text: str = "Meer signalen dan vorig jaar."):
    return services.conclude_round(
        actor=world.bestuur, round_id=round_.pk, conclusion=text, measures="Scholing."
    )


def test_a_round_is_concluded_only_after_its_school_year(world) -> None:
    round_ = make_round(world)
    with pytest.raises(Refused):
        conclude(world, round_)
    with time_machine.travel(datetime.combine(round_.remind_on, datetime.min.time(), AMSTERDAM)):
        done = conclude(world, round_)
        assert done.done_on == today()
        assert done.done_by_id == world.bestuur.pk
    assert Event.objects.filter(action="monitoring.round_concluded").count() == 1


def test_the_same_conclusion_twice_is_one_and_another_is_refused(world) -> None:
    round_ = make_round(world)
    MonitoringRound.objects.filter(pk=round_.pk).update(remind_on=today())
    conclude(world, round_)
    conclude(world, round_)
    with pytest.raises(Refused):
        conclude(world, round_, "Anders.")
    round_.refresh_from_db()
    assert round_.conclusion == "Meer signalen dan vorig jaar."
    assert Event.objects.filter(action="monitoring.round_concluded").count() == 1


def test_a_new_school_gets_its_round_later_in_the_year(world) -> None:
    make_round(world)
    school = make_school(world.board)
    assert services.open_rounds(actor=SYSTEM) == 1
    assert MonitoringRound.objects.filter(school=school).count() == 1


def test_the_school_year_is_made_when_no_import_did(world) -> None:
    with time_machine.travel(datetime(2031, 9, 1, 9, tzinfo=AMSTERDAM)):
        services.refresh_figures(actor=SYSTEM)
    assert SchoolYear.objects.filter(name="2031-2032").count() == 1
