"""Agreements, aftercare, looking back, closing and opening again; reporting again (M8–M11)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from meldcode import due, events, services
from meldcode.following import After, left_open
from meldcode.models import Case, CaseDuty, Closure, Evaluation, Feedback, MonitoringNote, Report
from meldcode.reading import case_file
from meldcode.services.aftercare import LookBack
from meldcode.services.duties import Agreed
from meldcode.standing import standing_of
from meldcode.workflow import State
from tests.meldcode import helpers

BELL = Agreed("Bel de huisarts.", helpers.days(5), "De AF")
TALK = Agreed("Praat met de ouders.", helpers.days(9), "De leerkracht")


def heard(world: Any, **fields: Any) -> Case:
    """A case on whose report Veilig Thuis decided."""
    case = helpers.case_in(world, State.REPORTED)
    helpers.feedback(world, Report.objects.get(case=case), **fields)
    return Case.objects.get(pk=case.pk)


def aftercare(world: Any, case: Case, *rows: Agreed, **fields: Any) -> list[CaseDuty]:
    values = {"key": uuid7(), "rows": rows or (BELL, TALK)} | fields
    return services.agree_aftercare(actor=world.af, case=case, **values)


def do(world: Any, duty: CaseDuty, **fields: Any) -> MonitoringNote:
    values = {"key": uuid7(), "happened_on": helpers.days(0), "findings": "Gedaan."} | fields
    return services.do_agreed(actor=world.af, duty=duty, **values)


def look_back(**fields: Any) -> LookBack:
    values = {"happened_on": helpers.days(0), "spoken_with": "Moeder", "went_well": "Het bellen."}
    return LookBack(**(values | fields))


# What Veilig Thuis told


def test_what_veilig_thuis_told_becomes_dates_that_wait_for_the_af(world) -> None:
    case = heard(
        world, parties="De huisarts en het wijkteam.", conditions="Oma slaapt er.",
        monitor_until=helpers.days(500), agreements=(BELL, TALK),
    )  # fmt: skip
    duties = CaseDuty.objects.filter(kind="agreement")
    assert [(d.what, d.who, d.due_on) for d in duties] == [
        (BELL.what, BELL.who, BELL.due_on),
        (TALK.what, TALK.who, TALK.due_on),
    ]
    assert {d.feedback for d in duties} == {Feedback.objects.get()}
    waiting = {i.url for i in due.due_items(world.af) if i.kind == "meldcode.agreement"}
    assert waiting == {f"/meldcode/{case.pk}/afspraken/{duties[0].pk}/"}
    after = After(case_file(case))
    assert after.watched_until == helpers.days(500)
    [reported] = after.reports
    assert [kept.duty.what for kept in reported.heard[0].agreements] == [BELL.what, TALK.what]


def test_later_word_adds_to_what_was_agreed(world) -> None:
    case = heard(world, agreements=(BELL,))
    helpers.feedback(world, Report.objects.get(), content="Later.", agreements=(TALK,))
    services.add_agreements(
        actor=world.af, feedback=Feedback.objects.earliest("created_at"), key=uuid7(), rows=[BELL]
    )
    assert CaseDuty.objects.open().filter(case=case, kind="agreement").count() == 3


def test_the_same_agreements_twice_are_added_once(world) -> None:
    heard(world)
    key, word = uuid7(), Feedback.objects.get()
    for _ in range(2):
        services.add_agreements(actor=world.af, feedback=word, key=key, rows=[BELL, TALK])
    assert CaseDuty.objects.filter(kind="agreement").count() == 2
    assert Event.objects.filter(action=events.AGREEMENTS_ADDED).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"monitor_until": helpers.days(3)}, "monitor_until"),
        ({"agreements": (Agreed("Bel.", helpers.days(-1)),)}, None),
        ({"agreements": (Agreed("", helpers.days(1)),)}, None),
    ],
)
def test_impossible_agreements_are_refused_and_nothing_is_kept(world, fields, field) -> None:
    case = helpers.case_in(world, State.REPORTED)
    with transaction.atomic(), pytest.raises(Refused) as refused, transaction.atomic():
        helpers.feedback(world, Report.objects.get(), **fields)
    assert refused.value.field == field
    case.refresh_from_db()
    assert (case.state, Feedback.objects.count()) == (State.REPORTED, 0)


# Reporting again


def test_a_case_is_reported_again_after_veilig_thuis_decided(world) -> None:
    case = heard(world)
    services.weigh_again(actor=world.af, case=case)
    helpers.weigh(world, case, helpers.REPORTING)
    decision = services.confirm_decision(actor=world.manager, decision=helpers.propose(world, case))
    second = helpers.file_report(world, decision)
    case.refresh_from_db()
    assert case.state == State.REPORTED
    assert Report.objects.filter(case=case).count() == 2
    [duty] = CaseDuty.objects.open().filter(kind="veilig_thuis_decision")
    assert duty.report == second
    helpers.feedback(world, second, route="advice")
    case.refresh_from_db()
    assert case.state == State.MONITORING
    assert OutboxMessage.objects.filter(payload__notice="meldcode.filed").count() == 2


def test_a_second_report_while_the_first_waits_keeps_the_case_waiting_for_both(world) -> None:
    case = helpers.case_in(world, State.REPORTED)
    first = Report.objects.get()
    services.weigh_again(actor=world.af, case=case)
    helpers.weigh(world, case, helpers.REPORTING)
    decision = services.confirm_decision(actor=world.manager, decision=helpers.propose(world, case))
    second = helpers.file_report(world, decision)
    helpers.feedback(world, first)
    case.refresh_from_db()
    assert case.state == State.REPORTED
    assert case_file(case).report_to_hear == second
    helpers.feedback(world, second)
    case.refresh_from_db()
    assert case.state == State.MONITORING


# Done as agreed


def test_an_agreement_is_done_once_on_its_day_with_what_was_found(world) -> None:
    case = heard(world, agreements=(BELL,))
    duty = CaseDuty.objects.get(kind="agreement")
    key = uuid7()
    note = do(world, duty, key=key)
    assert do(world, duty, key=key) == note
    with pytest.raises(IllegalTransition):
        do(world, duty)
    duty.refresh_from_db()
    assert (duty.done_on, duty.done_by) == (helpers.days(0), world.af)
    assert MonitoringNote.objects.get().duty == duty
    after = After(case_file(case))
    assert after.reports[0].heard[0].agreements[0].note == note
    assert after.looked == []
    assert Event.objects.filter(action=events.AGREEMENT_DONE).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"findings": " "}, "findings"), ({"happened_on": helpers.days(1)}, "happened_on")],
)
def test_what_was_done_has_words_and_a_day_that_has_been(world, fields: dict, field: str) -> None:
    heard(world, agreements=(BELL,))
    with pytest.raises(Refused) as refused:
        do(world, CaseDuty.objects.get(kind="agreement"), **fields)
    assert refused.value.field == field
    assert CaseDuty.objects.open().filter(kind="agreement").exists()


def test_a_date_of_another_kind_is_not_done_this_way(world) -> None:
    heard(world)
    with pytest.raises(IllegalTransition):
        do(world, CaseDuty.objects.get(kind="monitoring"))


@pytest.mark.parametrize("who", ["teacher", "manager", "other_af", "bestuur", "outsider"])
def test_only_the_af_records_what_was_done_and_agrees(world, who: str) -> None:
    case, actor = heard(world, agreements=(BELL,)), world.user(who)
    duty = CaseDuty.objects.get(kind="agreement")
    word = Feedback.objects.get()
    for refused in (
        lambda: services.do_agreed(
            actor=actor, duty=duty, key=uuid7(), happened_on=helpers.days(0), findings="x"
        ),
        lambda: services.agree_aftercare(actor=actor, case=case, key=uuid7(), rows=[BELL]),
        lambda: services.add_agreements(actor=actor, feedback=word, key=uuid7(), rows=[BELL]),
        lambda: services.evaluate(actor=actor, case=case, key=uuid7(), look_back=look_back()),
        lambda: services.close_case(actor=actor, case=case, reason="x", missing_ground="y"),
    ):
        with pytest.raises(PermissionDenied):
            refused()


# Aftercare and looking back


def test_aftercare_is_asked_when_the_help_worked_and_has_dates(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    assert not After(case_file(case)).asks_aftercare
    helpers.answer(world, case, "resultaat", "ja")
    assert After(case_file(case)).asks_aftercare
    key = uuid7()
    for _ in range(2):
        aftercare(world, case, key=key)
    assert [d.due_on for d in CaseDuty.objects.filter(kind="aftercare")] == [
        BELL.due_on,
        TALK.due_on,
    ]
    assert not After(case_file(case)).asks_aftercare
    with pytest.raises(Refused):
        services.agree_aftercare(actor=world.af, case=case, key=uuid7(), rows=())


def test_one_looks_back_with_those_involved(world) -> None:
    case, key = helpers.case_in(world, State.MONITORING), uuid7()
    for _ in range(2):
        services.evaluate(actor=world.af, case=case, key=key, look_back=look_back())
    assert Evaluation.objects.get().went_well == "Het bellen."
    for fields in ({"went_well": ""}, {"spoken_with": " "}, {"happened_on": helpers.days(1)}):
        with pytest.raises(Refused):
            services.evaluate(actor=world.af, case=case, key=uuid7(), look_back=look_back(**fields))


# Closing


def test_closing_while_something_is_missing_needs_a_ground(world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    assert left_open(case_file(case))
    with pytest.raises(Refused) as refused:
        helpers.close(world, case, missing_ground=" ")
    assert refused.value.field == "missing_ground"
    helpers.close(world, case, missing_ground="De ouders wilden niet.")
    assert Closure.objects.get().missing_ground == "De ouders wilden niet."


def test_a_complete_case_closes_without_a_ground(world) -> None:
    helpers.make_signal(world.pupil, world.teacher)
    case = complete(world)
    assert left_open(case_file(case)) == []
    helpers.close(world, case, missing_ground="")
    assert Closure.objects.get().missing_ground == ""


def complete(world: Any) -> Case:
    """A watched case in which nothing is missing."""
    signal = helpers.make_signal(world.pupil, world.teacher)
    case = helpers.open_case(world)
    services.gather_signals(
        actor=world.af, case=case, picks={signal.pk: services.steps.Pick("against")}
    )
    helpers.take_steps(world, case)
    [made] = [helpers.consult(world, case, kind="veilig_thuis", file_number="123")]
    services.record_advice_followed(
        actor=world.af, consultation=made, key=uuid7(), followed="yes", what="Gedaan."
    )
    helpers.weigh(world, case, helpers.NOTHING)
    decision = helpers.propose(world, case, helpers.watching())
    services.confirm_decision(actor=world.manager, decision=decision)
    services.evaluate(actor=world.af, case=case, key=uuid7(), look_back=look_back())
    texts = {"subject": "a", "description": "b", "involved": "c"}
    services.save_rapportage(actor=world.af, case=case, key=uuid7(), texts=texts)
    return Case.objects.get(pk=case.pk)


def test_what_is_agreed_and_open_is_named_and_ends_with_the_case(world) -> None:
    case = heard(world, agreements=(BELL,))
    aftercare(world, case, TALK)
    named = " ".join(left_open(case_file(case)))
    assert BELL.what in named
    assert TALK.what in named
    helpers.close(world, case)
    assert not CaseDuty.objects.open().filter(case=case).exists()
    ended = CaseDuty.objects.filter(case=case, kind__in=["agreement", "aftercare"])
    assert {(d.done_on, d.done_by) for d in ended} == {(helpers.days(0), world.af)}
    assert all(kept.ended for kept in After(case_file(case)).aftercare)


def test_closing_says_why_it_is_refused_while_a_report_waits(world) -> None:
    case = helpers.case_in(world, State.REPORTED)
    with pytest.raises(Refused):
        helpers.close(world, case)
    case.refresh_from_db()
    assert case.state == State.REPORTED


def test_an_acute_report_on_which_nobody_decided_keeps_a_case_open(world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    Report.objects.create(
        case=case, school=case.school, author=world.af, acute=True, grounds="Gevaar.",
        filed_at=case.opened_at, parents_told_on=helpers.days(0), child_told="young",
    )  # fmt: skip
    with pytest.raises(Refused, match="acute"):
        helpers.close(world, case)


def test_opened_again_it_has_all_its_history_and_a_new_round(world) -> None:
    case = heard(world, agreements=(BELL,))
    do(world, CaseDuty.objects.get(kind="agreement"))
    helpers.close(world, case)
    services.reopen_case(actor=world.af, case=case, reason="Nieuwe zorg.")
    case.refresh_from_db()
    file = case_file(case)
    assert case.state == State.OPEN
    assert (len(file.reports), len(file.notes), len(file.closures)) == (1, 1, 2)
    assert standing_of(case).round.number == 2
    assert any(item.kind == "meldcode.step" for item in due.due_items(world.af))


def test_in_a_closed_case_nothing_is_agreed_or_done(world) -> None:
    case = heard(world, agreements=(BELL,))
    duty = CaseDuty.objects.get(kind="agreement")
    helpers.close(world, case)
    for refused in (
        lambda: aftercare(world, case),
        lambda: do(world, duty),
        lambda: services.evaluate(actor=world.af, case=case, key=uuid7(), look_back=look_back()),
    ):
        with pytest.raises(IllegalTransition):
            refused()


def test_postgres_keeps_what_was_agreed_as_it_was(world) -> None:
    heard(world, agreements=(BELL,))
    duty = CaseDuty.objects.get(kind="agreement")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseDuty.objects.create(
            case=duty.case, school=duty.school, kind="aftercare", due_on=duty.due_on
        )
