"""The letter to Veilig Thuis, the plan of the help, and question 5 that comes back by itself (M5, M8)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from core.context import acting_as
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from meldcode import due, events, letter, services
from meldcode.following import After
from meldcode.models import Case, CaseDuty, HelpPlan, ReportLetter
from meldcode.reading import case_file
from meldcode.services.duties import Agreed
from meldcode.services.help import PlanWords
from meldcode.services.letters import LetterWords
from meldcode.services.steps import Pick
from meldcode.workflow import State
from schools.grants import grant
from schools.models import Guardian
from schools.roles import Role
from tests.factories import make_guardian, make_member, make_user
from tests.meldcode import helpers

WORDS = LetterWords("Blauwe plekken sinds mei.", "De moeder weet het.", "Onderzoek dit.")


def write(world: Any, case: Case, *, actor: Any = None, seen: int = 0, **fields: Any) -> Any:
    values = {"key": uuid7(), "words": WORDS} | fields
    return services.write_letter(actor=actor or world.af, case=case, seen=seen, **values)


def plan(world: Any, case: Case, *, seen: int = 0, **fields: Any) -> Any:
    words = PlanWords("Het wijkteam.", "Elke week thuis.", "Rust.", "Twee weken geen ruzie.")
    values = {"key": uuid7(), "words": words} | fields
    return services.plan_help(actor=world.af, case=case, seen=seen, **values)


def open_kinds(case: Case) -> list[str]:
    return sorted(duty.kind for duty in CaseDuty.objects.open().filter(case=case))


# The letter


@pytest.mark.parametrize("state", [State.OPEN, State.CONFIRMED, State.REPORTED])
def test_af_and_manager_write_the_letter_and_each_version_stays(world, state: State) -> None:
    case = helpers.case_in(world, state)
    first = write(world, case)
    write(world, case, actor=world.manager, seen=1, words=LetterWords("a", "b", "c"))
    assert [(one.number, one.author) for one in ReportLetter.objects.order_by("number")] == [
        (1, world.af),
        (2, world.manager),
    ]
    first.refresh_from_db()
    assert first.worry == WORDS.worry
    assert Event.objects.filter(action=events.LETTER_WRITTEN).count() == 2


def test_the_same_letter_form_twice_is_one_version_and_a_late_one_is_a_conflict(world) -> None:
    case, key = helpers.case_in(world, State.CONFIRMED), uuid7()
    assert write(world, case, key=key) == write(world, case, key=key)
    with pytest.raises(Conflict):
        write(world, case)
    assert ReportLetter.objects.count() == 1


@pytest.mark.parametrize("field", ["worry", "told", "request"])
def test_a_letter_has_all_its_words(world, field: str) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    texts = {"worry": "a", "told": "b", "request": "c"} | {field: "  "}
    with pytest.raises(Refused) as refused:
        write(world, case, words=LetterWords(**texts))
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["teacher", "bestuur", "other_af", "outsider"])
def test_nobody_else_writes_the_letter(world, who: str) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    with pytest.raises(PermissionDenied):
        write(world, case, actor=world.user(who))


def test_the_deputy_of_the_manager_writes_the_letter_and_files_the_report(world) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    grant(
        actor=world.manager, user=world.other_manager, permission="take_manager_place", obj=case,
        reason="Valt in.", expires_on=today(),
    )  # fmt: skip
    write(world, case, actor=world.other_manager)
    report = services.file_report(
        actor=world.other_manager, decision=helpers.decision_of(case), key=uuid7(),
        filing=helpers.filing(),
    )  # fmt: skip
    assert report.author == world.other_manager


def test_no_letter_is_written_in_a_closed_case(world) -> None:
    case = helpers.case_in(world, State.CLOSED)
    with pytest.raises(IllegalTransition):
        write(world, case)


def test_the_letter_starts_from_the_case_and_then_from_its_last_version(world) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    start = letter.prefilled(case_file(case))
    assert start["worry"] == "Blauwe plekken."
    assert "Gesprek met" in start["told"]
    write(world, case)
    assert letter.prefilled(case_file(case))["worry"] == WORDS.worry


def test_the_letter_keeps_fact_hearsay_and_view_apart_and_names_no_teacher(world) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher, "Een rode striem.")
    case = helpers.case_in(world, State.CONFIRMED)
    services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("against")})
    make_guardian(world.pupil, make_user(name="Ma van Dijk"), phone="0612345678")
    context = letter.context_for(Case.objects.get(pk=case.pk))
    [child] = context["children"]
    assert child.pupil == world.pupil
    assert child.group == "Groep 5a"
    assert "0612345678" in {one.phone for one in child.guardians}
    assert [row.signal for row in context["speaking_against"]] == [signal]
    assert context["speaking_for"] == []
    assert context["contacts"][-1] == ("AF HGKM", str(world.af))


def test_the_letter_of_a_deputy_from_elsewhere_names_parents_and_group(world) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    guardian = make_guardian(world.pupil, make_user(name="Ma van Dijk"))
    with acting_as(world.other_manager):
        assert not Guardian.objects.filter(pk=guardian.pk).exists()
    grant(
        actor=world.manager, user=world.other_manager, permission="take_manager_place", obj=case,
        reason="Valt in.", expires_on=today(),
    )  # fmt: skip
    with acting_as(world.other_manager):
        [child] = letter.context_for(Case.objects.get(pk=case.pk))["children"]
    assert guardian in child.guardians
    assert child.group == "Groep 5a"


# Help


def test_a_plan_has_its_checks_as_dates_and_never_moves_the_day_of_question_5(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    term = CaseDuty.objects.get(kind="help_term")
    checks = [Agreed("Bel.", helpers.days(10), "De AF"), Agreed("Kijk.", helpers.days(20))]
    plan(world, case, checks=checks)
    made = CaseDuty.objects.filter(kind="help_check")
    assert [(duty.what, duty.who, duty.due_on) for duty in made] == [
        ("Bel.", "De AF", helpers.days(10)),
        ("Kijk.", "", helpers.days(20)),
    ]
    assert made[0].remind_on == helpers.days(3)
    assert CaseDuty.objects.get(kind="help_term").due_on == term.due_on == helpers.days(30)


def test_a_second_version_keeps_the_first_and_adds_its_checks(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    plan(world, case, checks=[Agreed("Bel.", helpers.days(10))])
    plan(world, case, seen=1, checks=[Agreed("Kijk.", helpers.days(12))])
    with pytest.raises(Conflict):
        plan(world, case, seen=1)
    after = After(case_file(case))
    assert after.plan is not None
    assert after.plan.number == 2
    assert len(after.earlier_plans) == 1
    assert [kept.duty.what for kept in after.checks] == ["Bel.", "Kijk."]


def test_the_same_plan_twice_is_one_with_its_checks_once(world) -> None:
    case, key = helpers.case_in(world, State.HELP_RUNNING), uuid7()
    for _ in range(2):
        plan(world, case, key=key, checks=[Agreed("Bel.", helpers.days(10))])
    assert HelpPlan.objects.count() == 1
    assert CaseDuty.objects.filter(kind="help_check").count() == 1


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (Agreed("Bel.", helpers.days(-1)), "voorbij"),
        (Agreed("Bel.", helpers.days(31)), "resultaat"),
        (Agreed(" ", helpers.days(3)), "afgesproken"),
    ],
)
def test_an_impossible_check_is_refused_and_saves_nothing(world, check: Agreed, says: str) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    with pytest.raises(Refused, match=says):
        plan(world, case, checks=[check])


@pytest.mark.parametrize("state", [State.OPEN, State.MONITORING, State.REPORTED, State.CLOSED])
def test_without_help_there_is_no_plan(world, state: State) -> None:
    with pytest.raises(IllegalTransition):
        plan(world, helpers.case_in(world, state))


def test_only_the_af_plans_help(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    for who in ("teacher", "manager", "other_af", "bestuur"):
        with pytest.raises(PermissionDenied):
            services.plan_help(
                actor=world.user(who), case=case, key=uuid7(), seen=0,
                words=PlanWords("a", "b", "c", "d"),
            )  # fmt: skip


def test_question_5_waits_in_vandaag_with_a_link_to_it_and_escalates(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    kinds = [item.kind for item in due.due_items(world.af)]
    assert "meldcode.help_term" not in kinds
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        services.remind_duties()
        [item] = [i for i in due.due_items(world.af) if i.kind == "meldcode.help_term"]
        assert item.url == reverse("meldcode:weigh", args=[case.pk])
        assert not [i for i in due.due_items(world.manager) if i.kind == "meldcode.help_term"]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        services.remind_duties()
        [item] = [i for i in due.due_items(world.manager) if i.kind == "meldcode.help_term"]
        assert item.url == reverse("meldcode:case", args=[case.pk])
        helpers.answer(world, case, "resultaat", "nee")
        # Answered, but not decided: the date stays until two people decided on it.
        assert "help_term" in open_kinds(case)
        case.refresh_from_db()
        assert case.state == State.OPEN
        assert any(i.kind == "meldcode.step" for i in due.due_items(world.af))
    for notice in ("meldcode.reminder", "meldcode.escalation"):
        assert OutboxMessage.objects.filter(payload__notice=notice).count() == 1


def test_a_new_decision_takes_the_place_of_the_help_with_its_term_and_checks(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    plan(world, case, checks=[Agreed("Bel.", helpers.days(10))])
    old = CaseDuty.objects.get(kind="help_term")
    services.weigh_again(actor=world.af, case=case)
    helpers.answer(world, case, "resultaat", "nee")
    new = helpers.proposal(help=True, help_until=helpers.days(60))
    services.confirm_decision(actor=world.manager, decision=helpers.propose(world, case, new))
    old.refresh_from_db()
    assert old.done_by == world.manager
    [term] = CaseDuty.objects.open().filter(case=case, kind="help_term")
    assert term.due_on == helpers.days(60)
    after = After(case_file(Case.objects.get(pk=case.pk)))
    assert after.plan_lacks
    assert [kept.ended for kept in after.checks] == [True]
    plan(world, case, seen=1, checks=[Agreed("Kijk.", helpers.days(40))])
    assert not After(case_file(case)).plan_lacks


def test_a_deputy_of_the_af_plans_help(world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    make_member(world.outsider, world.other_school, Role.AF_HGKM)
    grant(
        actor=world.manager, user=world.outsider, permission="take_af_place", obj=case,
        reason="Valt in.", expires_on=today(),
    )  # fmt: skip
    made = services.plan_help(
        actor=world.outsider, case=case, key=uuid7(), seen=0, words=PlanWords("a", "b", "c", "d")
    )
    assert made.author == world.outsider
