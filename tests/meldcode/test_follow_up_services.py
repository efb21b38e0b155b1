"""Report, the five working days of Veilig Thuis, feedback, monitoring, and the clock (M8–M10, T)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import AMSTERDAM
from meldcode import services
from meldcode.models import Case, CaseDuty, Feedback, MonitoringNote, Report
from meldcode.tasks import remind_duties
from meldcode.workflow import State
from schools.roles import Role
from tests.factories import make_member
from tests.meldcode import helpers


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=AMSTERDAM)


def mails(notice: str) -> int:
    return OutboxMessage.objects.filter(kind="mail", payload__notice=notice).count()


def test_a_report_gives_veilig_thuis_five_working_days(world) -> None:
    with time_machine.travel(at(2026, 11, 24, 10)):
        case = helpers.case_in(world, State.REPORTED)
        assert case.state == State.REPORTED
        duty = CaseDuty.objects.get(report__isnull=False)
    assert (duty.due_on, duty.remind_on) == (date(2026, 12, 1), date(2026, 11, 27))
    assert mails("meldcode.filed") == 1


def test_the_five_days_skip_christmas_and_new_year(world) -> None:
    # Friday 25 December 2026 and Friday 1 January 2027 are holidays.
    with time_machine.travel(at(2026, 12, 23, 23, 30)):
        helpers.case_in(world, State.REPORTED)
        duty = CaseDuty.objects.get(report__isnull=False)
    # 24, 28, 29, 30, 31 December
    assert (duty.due_on, duty.remind_on) == (date(2026, 12, 31), date(2026, 12, 29))
    with time_machine.travel(at(2026, 12, 28, 9)):
        other = helpers.case_in(world, State.REPORTED, world.second_pupil)
        duty = CaseDuty.objects.get(case=other, report__isnull=False)
    # 29, 30, 31 December, 4, 5 January
    assert duty.due_on == date(2027, 1, 5)


def test_the_days_count_from_the_report_and_not_from_its_recording(world) -> None:
    with time_machine.travel(at(2026, 11, 24, 10)):
        case = helpers.case_in(world, State.CONFIRMED)
        helpers.file_report(world, helpers.decision_of(case), filed_at=at(2026, 11, 20, 23, 59))
        assert CaseDuty.objects.get(report__isnull=False).due_on == date(2026, 11, 27)


def test_the_same_report_form_twice_is_one_report(world) -> None:
    case, key = helpers.case_in(world, State.CONFIRMED), uuid7()
    decision = helpers.decision_of(case)
    assert helpers.file_report(world, decision, key) == helpers.file_report(world, decision, key)
    assert CaseDuty.objects.filter(report__isnull=False).count() == Report.objects.count() == 1
    with pytest.raises(IllegalTransition):
        helpers.file_report(world, decision)


def test_a_report_in_the_future_is_refused(world) -> None:
    decision = helpers.decision_of(helpers.case_in(world, State.CONFIRMED))
    with pytest.raises(Refused) as refused:
        helpers.file_report(world, decision, filed_at=timezone.now() + timedelta(minutes=1))
    assert refused.value.field == "filed_at"


@pytest.mark.parametrize("fields", [{"parents_told_on": None}, {"anonymous": True}])
def test_not_telling_the_parents_needs_a_reason(world, fields: dict) -> None:
    decision = helpers.decision_of(helpers.case_in(world, State.CONFIRMED))
    with pytest.raises(Refused) as refused:
        helpers.file_report(world, decision, **fields)
    assert refused.value.field == "not_told_reason"
    values = {"parents_told_on": helpers.days(0)} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            case=decision.case, school=decision.school, author=world.manager, decision=decision,
            filed_at=timezone.now(), child_told="young", **values,
        )  # fmt: skip
    helpers.file_report(world, decision, not_told_reason="Gevaar voor het kind.", **fields)


@pytest.mark.parametrize("state", [s for s in State if s is not State.CONFIRMED])
def test_a_report_is_filed_only_after_the_confirmation(world, state: State) -> None:
    case = helpers.case_in(world, state)
    if state is State.OPEN:
        helpers.weigh(world, case, helpers.REPORTING)
        helpers.propose(world, case)
    with pytest.raises(IllegalTransition):
        helpers.file_report(world, helpers.decision_of(case))


@pytest.mark.parametrize("who", ["teacher", "af", "other_manager", "bestuur"])
def test_only_the_manager_files(world, who: str) -> None:
    decision = helpers.decision_of(helpers.case_in(world, State.CONFIRMED))
    with pytest.raises(PermissionDenied):
        services.file_report(
            actor=world.user(who), decision=decision, key=uuid7(), filing=helpers.filing()
        )


def test_the_decision_of_veilig_thuis_ends_the_duty_on_the_day_it_came(world) -> None:
    with time_machine.travel(at(2026, 11, 24, 10)):
        case = helpers.case_in(world, State.REPORTED)
    with time_machine.travel(at(2026, 12, 3, 10)):
        helpers.feedback(world, Report.objects.get(), received_on=date(2026, 12, 1))
        duty = CaseDuty.objects.get(kind="veilig_thuis_decision")
    case.refresh_from_db()
    assert (duty.done_on, duty.done_by) == (date(2026, 12, 1), world.af)
    assert duty.done_on <= duty.due_on
    assert case.state == State.MONITORING
    assert CaseDuty.objects.open().get().kind == "monitoring"


def test_help_beside_a_report_goes_on_after_the_decision_of_veilig_thuis(world) -> None:
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    plan = helpers.proposal(help=True, help_until=helpers.days(20))
    decision = services.confirm_decision(
        actor=world.manager, decision=helpers.propose(world, case, plan)
    )
    helpers.feedback(world, helpers.file_report(world, decision))
    case.refresh_from_db()
    assert case.state == State.HELP_RUNNING
    assert {d.kind for d in CaseDuty.objects.open()} == {"help_term", "monitoring"}


def test_later_word_of_veilig_thuis_is_recorded_too(world) -> None:
    helpers.case_in(world, State.REPORTED)
    report = Report.objects.get()
    first = helpers.feedback(world, report)
    helpers.feedback(world, report, content="Het onderzoek is klaar.")
    again = services.record_feedback(
        actor=world.af, report=report, key=first.pk, word=helpers.word()
    )
    assert again == first
    assert Feedback.objects.count() == 2
    assert CaseDuty.objects.open().get().kind == "monitoring"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"received_on": helpers.days(-1)}, "received_on"),
        ({"monitor_on": helpers.days(0)}, "monitor_on"),
        ({"content": " "}, "content"),
    ],
)
def test_impossible_feedback_is_refused(world, fields: dict, field: str) -> None:
    case = helpers.case_in(world, State.REPORTED)
    with pytest.raises(Refused) as refused:
        helpers.feedback(world, Report.objects.get(), **fields)
    assert refused.value.field == field
    case.refresh_from_db()
    assert case.state == State.REPORTED


def test_monitoring_goes_on_from_date_to_date(world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    key = uuid7()
    fields = {"happened_on": helpers.days(0), "findings": "Rustiger.", "next_on": helpers.days(30)}
    for _ in range(2):
        services.record_monitoring(actor=world.af, case=case, key=key, **fields)
    assert MonitoringNote.objects.count() == 1
    assert CaseDuty.objects.open().get().due_on == helpers.days(30)
    with pytest.raises(Refused):
        services.record_monitoring(
            actor=world.af, case=case, key=uuid7(), **fields | {"next_on": helpers.days(0)}
        )


def test_duties_remind_then_escalate_each_once(world) -> None:
    with time_machine.travel(at(2026, 11, 24, 10)):
        helpers.case_in(world, State.REPORTED)
    runs = {}
    for day in range(25, 34):  # 25 November – 3 December, twice a day
        moment = datetime(2026, 11, 24, 8, tzinfo=AMSTERDAM) + timedelta(days=day - 24)
        with time_machine.travel(moment):
            runs[moment.date()] = (remind_duties(), remind_duties())
    sent = {day: count for day, count in runs.items() if count != (0, 0)}
    assert sent == {date(2026, 11, 27): (1, 0), date(2026, 12, 2): (1, 0)}
    assert (mails("meldcode.reminder"), mails("meldcode.escalation")) == (1, 1)
    to = {m.payload["notice"]: m.payload["user"] for m in OutboxMessage.objects.all()}
    assert to["meldcode.reminder"] == world.af.pk
    assert to["meldcode.escalation"] == world.manager.pk
    assert Event.objects.filter(action="meldcode.duty_escalated").count() == 1


def test_a_clock_that_stood_still_catches_up(world) -> None:
    with time_machine.travel(at(2026, 11, 24, 10)):
        helpers.case_in(world, State.REPORTED)
    with time_machine.travel(at(2027, 1, 15, 10)):
        assert (remind_duties(), remind_duties()) == (2, 0)


def test_what_is_done_reminds_nobody(world) -> None:
    with time_machine.travel(at(2026, 11, 24, 10)):
        helpers.case_in(world, State.CLOSED)
    before = OutboxMessage.objects.count()
    with time_machine.travel(at(2027, 6, 1, 10)):
        assert remind_duties() == 0
    assert OutboxMessage.objects.count() == before


def test_every_manager_of_the_school_is_warned(world) -> None:
    make_member(world.colleague, world.school, Role.MANAGER)
    with time_machine.travel(at(2026, 11, 24, 10)):
        helpers.case_in(world, State.REPORTED)
    with time_machine.travel(at(2026, 12, 2, 10)):
        remind_duties()
    assert mails("meldcode.escalation") == 2


def test_mails_and_audit_hold_no_name(world) -> None:
    helpers.case_in(world, State.CLOSED)
    names = ("Noor", "Dijk", str(world.af), "Moeder")
    for message in OutboxMessage.objects.all():
        assert not any(name in f"{message.payload}{message.key}" for name in names)
    for event in Event.objects.all():
        assert not any(name in str(event.detail) for name in names)
    assert Case.objects.get().state == State.CLOSED
