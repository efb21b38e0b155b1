"""Not reporting, departing from the weighing, deciding on an acute report, and the dates of it (M6–M10)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import IllegalTransition, Refused
from meldcode import services
from meldcode.models import Case, CaseDuty, Decision
from meldcode.reading import acute_report_of, case_file
from meldcode.sentences import full_sentences
from meldcode.workflow import State
from schools.grants import grant
from tests.factories import make_user
from tests.meldcode import acute, helpers

DATES = ("acute_decision", "help_term", "monitoring", "settlement", "veilig_thuis_decision")
WHY = "Veilig Thuis raadde het af, omdat het wijkteam er al mee bezig is."


def weighed(world: Any, answers: dict[str, str] | None = None) -> Case:
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.weigh(world, case, answers or helpers.REPORTING)
    return case


def kinds(case: Case) -> list[str]:
    """The open dates that decisions and reports set; the days of a next move are tested elsewhere."""
    found = CaseDuty.objects.filter(case=case, kind__in=DATES).open()
    return sorted(found.values_list("kind", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "Er is na het gesprek geen vermoeden meer, en het kind is veilig.",
        "'Mama helpt mij nu', zei ze. De striemen komen van het vallen bij gym.",
        "Op 3 mei sprak ik met Veilig Thuis; zij zien nu geen gevaar voor hem!",
        "Élke dag is er nu iemand van het wijkteam bij het gezin thuis…",
        "3 mei: wij spraken met beide ouders, en zij lieten de oefeningen zien.",
    ],
)
def test_a_reason_in_full_sentences_is_taken(text: str) -> None:
    assert full_sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n.v.t.",
        "Geen vermoeden.",
        "geen vermoeden meer na het gesprek met de ouders en het kind zelf.",
        "Er is na het gesprek geen vermoeden meer en het kind is veilig",
        "Nee nee nee nee nee nee nee nee nee nee nee nee nee.",
        "1. 2. 3. 4. 5. 6. 7. 8. 9. 10. 11.",
        ". . . . . . . . . . .",
    ],
)
def test_loose_words_are_no_full_sentences(text: str) -> None:
    assert not full_sentences(text)


def test_not_reporting_takes_full_sentences_and_reporting_does_not(world) -> None:
    case = weighed(world, helpers.NOTHING)
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case, helpers.watching(report_reason="Geen vermoeden."))
    assert refused.value.field == "report_reason"
    assert "10" in str(refused.value)
    assert helpers.propose(world, case, helpers.watching()).report is False
    other = helpers.open_case(world, world.second_pupil)
    helpers.take_steps(world, other)
    helpers.weigh(world, other, helpers.REPORTING)
    assert helpers.propose(world, other, helpers.proposal(report_reason="Onveilig.")).report


@pytest.mark.parametrize("ground", ["", " \n"])
def test_a_departure_takes_the_ground_of_both(world, ground: str) -> None:
    case = weighed(world)
    decision = helpers.propose(world, case, helpers.watching(deviation_ground=WHY))
    with pytest.raises(Refused) as refused:
        services.confirm_decision(actor=world.manager, decision=decision, ground=ground)
    assert refused.value.field == "confirm_ground"
    with pytest.raises(IntegrityError, match="both_grounds"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state="confirmed", confirmed_by=world.manager, confirmed_at=timezone.now()
        )
    confirmed = services.confirm_decision(actor=world.manager, decision=decision, ground=WHY)
    assert (confirmed.deviation_ground, confirmed.confirm_ground) == (WHY, WHY)
    case.refresh_from_db()
    assert case.state == State.MONITORING


def test_a_faithful_proposal_takes_no_second_ground(world) -> None:
    decision = helpers.propose(world, weighed(world))
    assert services.confirm_decision(actor=world.manager, decision=decision, ground="x") == decision
    decision.refresh_from_db()
    assert decision.confirm_ground == ""


@pytest.mark.parametrize(
    "column",
    [{"report_reason": ""}, {"help_reason": ""}, {"monitor_on": None}, {"confirmed_by": None}],
)
def test_the_database_keeps_reasons_a_date_and_two_names_of_not_reporting(
    world, column: dict
) -> None:
    case = weighed(world, helpers.NOTHING)
    decision = helpers.propose(world, case, helpers.watching())
    row = Decision.objects.get(pk=decision.pk)
    row.pk, row._state.adding, row.state = None, True, "confirmed"
    row.confirmed_by, row.confirmed_at = world.manager, timezone.now()
    for name, value in column.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_who_takes_the_places_by_a_grant_proposes_and_confirms(world) -> None:
    case = weighed(world)
    people = {}
    for code in ("take_af_place", "take_manager_place"):
        people[code] = make_user()
        grant(
            actor=world.bestuur, user=people[code], permission=code, obj=case,
            reason="Neemt de plaats in.", expires_on=helpers.days(9),
        )  # fmt: skip
    af, manager = people["take_af_place"], people["take_manager_place"]
    decision = services.propose_decision(
        actor=af, case=case, key=helpers.uuid7(), seen=2, proposal=helpers.proposal()
    )
    assert services.confirm_decision(actor=manager, decision=decision).author == af


# The acute report: decided on together afterwards (M7, M8).


def acute_case(world: Any) -> Case:
    return acute.report_now(world).case


def test_after_an_acute_report_it_is_decided_on_without_waiting_for_step_three(world) -> None:
    case = acute_case(world)
    plan = helpers.proposal(steps_ground="Het was acuut.")
    decision = helpers.propose(world, case, plan)
    services.confirm_decision(actor=world.manager, decision=decision)
    case.refresh_from_db()
    decision.refresh_from_db()
    assert case.state == State.REPORTED
    assert decision.covers is not None
    assert decision.covers.acute
    assert kinds(case) == [CaseDuty.Kind.VEILIG_THUIS_DECISION]
    assert acute_report_of(case) is None
    assert case_file(case).acute_report is None


def test_what_was_reported_is_not_decided_away(world) -> None:
    case = acute_case(world)
    plan = helpers.watching(deviation_ground=WHY, steps_ground="Het was acuut.")
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case, plan)
    assert refused.value.field == "report"
    for question in ("vermoeden", "veiligheid"):
        with pytest.raises(Refused) as refused:
            helpers.answer(world, case, question, "nee")
        assert refused.value.field == "answer"
    assert helpers.answer(world, case, "veiligheid", "twijfel").answer == "twijfel"


def test_veilig_thuis_decided_before_the_two_did(world) -> None:
    report = acute.report_now(world)
    case = report.case
    helpers.feedback(world, report, monitor_on=helpers.days(20))
    plan = {"steps_ground": "Het was acuut."}
    with pytest.raises(Refused) as refused:
        helpers.propose(world, case, helpers.proposal(**plan))
    assert refused.value.field == "monitor_on"
    decision = helpers.propose(world, case, helpers.proposal(monitor_on=helpers.days(9), **plan))
    services.confirm_decision(actor=world.manager, decision=decision)
    case.refresh_from_db()
    assert case.state == State.MONITORING
    assert kinds(case) == [CaseDuty.Kind.MONITORING]
    assert CaseDuty.objects.open().get(kind="monitoring").due_on == helpers.days(9)


@pytest.mark.parametrize("help_too", [True, False])
def test_veilig_thuis_decides_while_the_proposal_waits(world, help_too: bool) -> None:
    report = acute.report_now(world)
    case = report.case
    plan = {"steps_ground": "Het was acuut.", "help": help_too, "help_until": helpers.days(30)}
    decision = helpers.propose(world, case, helpers.proposal(**plan))
    helpers.feedback(world, report, monitor_on=helpers.days(20))
    services.confirm_decision(actor=world.manager, decision=decision)
    case.refresh_from_db()
    assert case.state == (State.HELP_RUNNING if help_too else State.MONITORING)
    wanted = [CaseDuty.Kind.HELP_TERM] if help_too else []
    assert kinds(case) == [*wanted, CaseDuty.Kind.MONITORING]


def test_a_case_that_is_monitored_is_never_without_a_date(world) -> None:
    report = acute.report_now(world)
    case = report.case
    decision = helpers.propose(world, case, helpers.proposal(steps_ground="Het was acuut."))
    helpers.feedback(world, report)
    CaseDuty.objects.filter(case=case, kind="monitoring").update(
        done_on=helpers.days(0), done_by=world.af
    )
    services.confirm_decision(actor=world.manager, decision=decision)
    assert kinds(case) == [CaseDuty.Kind.MONITORING]


def test_a_second_acute_report_is_decided_on_with_the_first(world) -> None:
    case = acute_case(world)
    decision = helpers.propose(world, case, helpers.proposal(steps_ground="Het was acuut."))
    services.confirm_decision(actor=world.manager, decision=decision)
    again = acute.report_now(world, case=case)
    assert acute_report_of(case) == again == case_file(case).acute_report
    decision = helpers.propose(world, case, helpers.proposal(steps_ground="Het was acuut."))
    services.confirm_decision(actor=world.manager, decision=decision)
    decision.refresh_from_db()
    assert decision.covers == again
    assert acute_report_of(case) is None


def test_a_report_decided_on_keeps_the_day_to_look_again(world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    services.weigh_again(actor=world.af, case=case)
    helpers.weigh(world, case, helpers.REPORTING)
    services.confirm_decision(actor=world.manager, decision=helpers.propose(world, case))
    assert kinds(case) == [CaseDuty.Kind.MONITORING]


def test_a_decision_that_does_not_wait_is_not_confirmed(world) -> None:
    decision = helpers.decision_of(helpers.case_in(world, State.HELP_RUNNING))
    with pytest.raises(IllegalTransition):
        services.return_decision(actor=world.manager, decision=decision, reason="x")
