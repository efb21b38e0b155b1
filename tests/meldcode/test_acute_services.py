"""Report at once (M7, M8): from every state, alone, and what has to follow stays on the list."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import add_workdays, today
from meldcode import services
from meldcode.models import Case, CaseDuty, Closure, Decision, DeputyRequest, Report, WeighingRound
from meldcode.services.cases import KeptOut
from meldcode.standing import standing_of
from meldcode.weighing import Outcome, Question
from meldcode.workflow import State
from tests.meldcode import helpers
from tests.meldcode.acute import report_now

YES = {Question.VERMOEDEN: "ja", Question.VEILIGHEID: "ja"}


def kinds(case: Case) -> list[str]:
    return sorted(CaseDuty.objects.open().filter(case=case).values_list("kind", flat=True))


@pytest.mark.parametrize("who", ["af", "manager"])
def test_without_a_case_one_opens_by_it(world: Any, who: str) -> None:
    report = report_now(world, who=who)
    case = report.case
    assert (case.state, case.origin, case.cause) == ("open", Case.Origin.ACUTE, "acute")
    assert (report.acute, report.decision, report.author) == (True, None, world.user(who))
    assert case.opened_by == world.user(who)
    assert standing_of(case).answers == YES
    assert standing_of(case).outcome is Outcome.MELDEN_DIRECT
    assert all("striemen" in row.reason for row in case.weighinganswer_set.all())


def test_the_dates_arise_five_working_days_and_one(world: Any) -> None:
    case = report_now(world).case
    assert kinds(case) == ["acute_decision", "veilig_thuis_decision"]
    heard = CaseDuty.objects.get(kind="veilig_thuis_decision")
    together = CaseDuty.objects.get(kind="acute_decision")
    assert (heard.due_on, heard.remind_on) == (add_workdays(today(), 5), add_workdays(today(), 3))
    assert (together.due_on, together.remind_on) == (add_workdays(today(), 1),) * 2


def test_the_other_of_the_two_gets_a_mail_and_the_board_hears_it_once(world: Any) -> None:
    report = report_now(world)
    told = OutboxMessage.objects.filter(payload__notice="meldcode.reported_now")
    assert {message.payload["user"] for message in told} == {world.manager.pk}
    assert Event.objects.filter(action="meldcode.board_told").count() == 1
    texts = str(list(OutboxMessage.objects.values_list("payload", flat=True)))
    assert world.pupil.call_name not in texts
    event = Event.objects.get(action="meldcode.reported_now")
    assert (event.actor_id, event.pupil_id) == (world.af.pk, world.pupil.pk)
    assert report.grounds not in str(event.detail)


def test_the_same_form_again_is_one_report(world: Any) -> None:
    key = uuid7()
    assert report_now(world, key=key) == report_now(world, key=key)
    assert (Report.objects.count(), Case.objects.count()) == (1, 1)


def test_who_comes_second_is_told_by_whom_and_nothing_is_made(world: Any) -> None:
    report_now(world)
    with pytest.raises(IllegalTransition, match=str(world.af)):
        report_now(world, who="manager")
    assert Report.objects.count() == 1


@pytest.mark.parametrize("state", [s for s in State if s is not State.CONFIRMED])
def test_from_every_state_the_case_is_open_and_reported(world: Any, state: State) -> None:
    case = helpers.case_in(world, state)
    rounds = WeighingRound.objects.filter(case=case).count()
    report = report_now(world, case=case)
    case.refresh_from_db()
    assert report.case == case
    assert case.state == State.OPEN
    standing = standing_of(case)
    assert standing.answers == YES
    decided = state in {State.REPORTED, State.HELP_RUNNING, State.MONITORING, State.CLOSED}
    assert WeighingRound.objects.filter(case=case).count() == rounds + decided
    assert not Decision.objects.filter(case=case, state="proposed").exists()
    assert {"acute_decision", "veilig_thuis_decision"} <= set(kinds(case))
    assert "settlement" not in kinds(case)


def test_a_report_that_was_decided_on_is_filed_and_not_made_twice(world: Any) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    with pytest.raises(IllegalTransition):
        report_now(world, case=case)
    case.refresh_from_db()
    assert case.state == State.CONFIRMED


def test_a_waiting_proposal_goes_back_with_the_reason_and_its_author_hears_it(world: Any) -> None:
    case = helpers.case_in(world, State.PROPOSED)
    report_now(world, who="manager", case=case)
    decision = Decision.objects.get(case=case)
    assert (decision.state, decision.returned_by) == ("returned", world.manager)
    assert decision.return_reason
    assert OutboxMessage.objects.filter(payload__notice="meldcode.returned").exists()


def test_a_disagreement_ends_and_the_board_is_asked_for_nobody(world: Any) -> None:
    case = helpers.case_in(world, State.DISPUTED)
    assert DeputyRequest.objects.open().exists()
    report_now(world, case=case)
    assert Decision.objects.filter(case=case, state="returned").count() == 2
    assert not DeputyRequest.objects.open().exists()


def test_a_no_is_revised_and_doubt_becomes_yes_with_the_earlier_kept(world: Any) -> None:
    case = helpers.open_case(world)
    helpers.weigh(world, case, {"vermoeden": "ja", "veiligheid": "twijfel"})
    report_now(world)
    standing = standing_of(case)
    assert standing.answers == YES
    assert len(standing.rows) == 3  # question 1 was 'ja' already


def test_a_no_to_the_suspicion_is_revised(world: Any) -> None:
    case = helpers.open_case(world)
    helpers.weigh(world, case, {"vermoeden": "nee"})
    report_now(world)
    assert standing_of(case).answers == YES


def test_a_closed_case_is_opened_again_with_its_history(world: Any) -> None:
    case = helpers.case_in(world, State.CLOSED)
    report = report_now(world)
    assert report.case == case
    assert Closure.objects.filter(case=case).first().kind == Closure.Kind.REOPENED  # type: ignore[union-attr]
    assert Case.objects.count() == 1


def test_a_second_child_of_a_running_case_is_reported_in_that_case(world: Any) -> None:
    case = helpers.open_case(world)
    services.add_pupil(actor=world.af, case=case, pupil=world.second_pupil)
    assert report_now(world, world.second_pupil).case == case


def test_structural_and_disclosure_are_kept_as_they_were_chosen(world: Any) -> None:
    told = report_now(world, urgency="disclosure")
    assert (told.urgency, told.case.cause) == ("disclosure", "disclosure")
    lasting = report_now(world, world.second_pupil, urgency="structural")
    assert lasting.urgency == "structural"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"urgency": "soon"}, "urgency"),
        ({"grounds": " "}, "grounds"),
        ({"spoken_with": ""}, "spoken_with"),
        ({"filed_at": timezone.now() + timedelta(days=1)}, "called_time"),
        ({"not_told_reason": ""}, "not_told_reason"),
        ({"anonymous": True, "parents_told_on": today(), "not_told_reason": ""}, "not_told_reason"),
        ({"parents_told_on": today() + timedelta(days=1)}, "parents_told_on"),
        ({"child_told": "perhaps"}, "child_told"),
    ],
)
def test_what_is_missing_is_said_by_the_field_and_nothing_is_made(
    world: Any, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        report_now(world, **fields)
    assert refusal.value.field == field
    assert not Report.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["teacher", "bestuur", "beheerder", "parent", "other_af"])
def test_others_report_nothing(world: Any, who: str) -> None:
    with pytest.raises(PermissionDenied):
        report_now(world, who=who)
    assert not Case.objects.exists()


def test_two_people_decide_afterwards_and_the_decision_covers_the_report(world: Any) -> None:
    report = report_now(world)
    decision = helpers.propose(
        world, report.case, helpers.proposal(steps_ground="Het kon niet wachten.")
    )
    services.confirm_decision(actor=world.manager, decision=decision)
    decision.refresh_from_db()
    report.case.refresh_from_db()
    assert decision.covers == report
    assert report.case.state == State.REPORTED
    assert kinds(report.case) == ["veilig_thuis_decision"]
    again = report_now(world, who="manager", case=report.case)
    assert Report.objects.filter(case=report.case).count() == 2
    assert again.case.state == State.OPEN


def test_who_is_kept_out_gets_a_refusal_that_tells_of_no_case(world: Any) -> None:
    helpers.open_case(
        world, kept_out=KeptOut((world.manager,), "accused", "De zorg gaat over de manager.")
    )
    with acting_as(world.manager), pytest.raises(Refused) as refusal:
        report_now(world, who="manager")
    text = str(refusal.value).lower()
    assert "zaak" not in text.replace("oorzaak", "")
    assert "case" not in text
    assert not Report.objects.exists()
