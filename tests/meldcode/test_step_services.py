"""Steps 1 to 3 leave a record, and nothing of it is overwritten (M1, M3, M4, D6)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.models import Event
from core.errors import Conflict, Refused
from core.ids import uuid7
from meldcode import services
from meldcode.models import Analysis, CaseSignal, Consultation, ParentTalk, TalkSkipped
from meldcode.reading import gathered, signals_for, steps_taken
from meldcode.services.steps import Pick
from tests.meldcode import helpers


def gather(world, case, **picks) -> int:
    return services.gather_signals(actor=world.af, case=case, picks=picks)


def test_signals_are_gathered_for_and_against_and_nothing_is_written_twice(world) -> None:
    case = helpers.open_case(world)
    seen = helpers.make_signal(world.pupil, world.teacher)
    other = helpers.make_signal(world.pupil, world.teacher, "Vrolijk en uitgerust.")
    picks = {seen.pk: Pick("for", "Past erbij."), other.pk: Pick("against")}
    assert services.gather_signals(actor=world.af, case=case, picks=picks) == 2
    assert services.gather_signals(actor=world.af, case=case, picks=picks) == 0
    assert {row.signal_id: row.speaks for row in gathered(case)} == {
        seen.pk: "for",
        other.pk: "against",
    }
    assert Event.objects.filter(action="meldcode.signals_gathered").count() == 1


def test_a_choice_that_changes_keeps_the_earlier_row(world) -> None:
    case = helpers.open_case(world)
    signal = helpers.make_signal(world.pupil, world.teacher)
    for speaks in ("not_used", "for", "against", "not_used"):
        services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick(speaks)})
    rows = CaseSignal.objects.filter(case=case).order_by("number")
    assert [row.speaks for row in rows] == ["not_used", "for", "against", "not_used"]
    assert gathered(case) == []


def test_signals_of_brothers_and_sisters_can_be_gathered_too(world) -> None:
    case = helpers.open_case(world)
    sibling = helpers.make_signal(world.second_pupil, world.colleague)
    with pytest.raises(Refused):
        services.gather_signals(actor=world.af, case=case, picks={sibling.pk: Pick("for")})
    world.pupil.siblings.add(world.second_pupil)
    assert services.gather_signals(actor=world.af, case=case, picks={sibling.pk: Pick("for")}) == 1


def test_signals_of_another_school_are_never_offered(world) -> None:
    case = helpers.open_case(world)
    world.pupil.siblings.add(world.foreign_pupil)
    foreign = helpers.make_signal(world.foreign_pupil, world.other_teacher)
    assert foreign not in signals_for(case, world.af)


def test_the_analysis_has_versions_and_a_stale_form_is_told(world) -> None:
    case = helpers.open_case(world)
    first = helpers.analyse(world, case)
    with pytest.raises(Conflict):
        helpers.analyse(world, case, seen=0)
    second = helpers.analyse(world, case, seen=1, frequency="Elke week.")
    assert (first.number, second.number) == (1, 2)
    again = services.record_analysis(
        actor=world.af, case=case, key=second.pk, seen=1, answers={"signals": "x"}
    )
    assert again == second
    assert Analysis.objects.count() == 2


def test_the_first_question_of_the_analysis_is_needed(world) -> None:
    with pytest.raises(Refused) as refused:
        helpers.analyse(world, helpers.open_case(world), signals=" ")
    assert refused.value.field == "signals"


def test_anonymous_advice_of_veilig_thuis_needs_its_file_number(world) -> None:
    case = helpers.open_case(world)
    with pytest.raises(Refused) as refused:
        helpers.consult(world, case, kind="veilig_thuis", anonymous=True)
    assert refused.value.field == "file_number"
    helpers.consult(world, case, kind="veilig_thuis", anonymous=True, file_number="VT-1")
    helpers.consult(world, case, kind="veilig_thuis", anonymous=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.create(
            case=case, school=case.school, author=world.af, kind="veilig_thuis", anonymous=True,
            happened_on=helpers.days(0), spoken_with="x", asked="x", advice="x",
        )  # fmt: skip


def test_another_expert_is_told_whom_it_is_about_only_with_consent(world) -> None:
    case = helpers.open_case(world)
    with pytest.raises(Refused) as refused:
        helpers.consult(world, case, kind="other", anonymous=False)
    assert refused.value.field == "consent"
    made = helpers.consult(world, case, kind="other", anonymous=False, consent="Ja, voor de GGD.")
    assert made.consent == "Ja, voor de GGD."


def test_a_colleague_knows_whom_it_is_about(world) -> None:
    assert not helpers.consult(world, helpers.open_case(world), anonymous=True).anonymous


def test_the_talk_is_recorded_once_however_often_the_form_is_sent(world) -> None:
    case = helpers.open_case(world)
    key = uuid7()
    assert helpers.talk(world, case, key=key) == helpers.talk(world, case, key=key)
    assert ParentTalk.objects.count() == 1
    assert Event.objects.filter(action="meldcode.talk_recorded").count() == 1


@pytest.mark.parametrize("empty", ["danger", "reason"])
def test_the_talk_is_skipped_only_with_the_danger_named_and_a_reason(world, empty: str) -> None:
    case = helpers.open_case(world)
    texts = {"danger": "Vader dreigde.", "reason": "Advies Veilig Thuis."}
    with pytest.raises(Refused) as refused:
        services.skip_parent_talk(actor=world.af, case=case, key=uuid7(), **texts | {empty: " "})
    assert refused.value.field == empty
    services.skip_parent_talk(actor=world.af, case=case, key=uuid7(), **texts)
    assert steps_taken(case).talk
    with pytest.raises(IntegrityError), transaction.atomic():
        TalkSkipped.objects.create(
            case=case, school=case.school, author=world.af, **texts | {empty: ""}
        )


@pytest.mark.parametrize("who", ["teacher", "manager", "other_af", "bestuur"])
def test_others_than_the_af_hgkm_record_no_steps(world, who: str) -> None:
    case = helpers.open_case(world)
    actor = world.user(who)
    with pytest.raises(PermissionDenied):
        services.gather_signals(actor=actor, case=case, picks={})
    with pytest.raises(PermissionDenied):
        services.skip_parent_talk(actor=actor, case=case, key=uuid7(), danger="x", reason="x")


@pytest.mark.parametrize(
    "table",
    ["analysis", "casesignal", "weighinganswer", "parenttalk", "talkskipped", "consultation",
     "report", "feedback", "monitoringnote", "closure", "casepupil", "rapportage"],
)  # fmt: skip
@pytest.mark.parametrize(
    "statement", ["update meldcode_{} set author_id = author_id", "delete from meldcode_{}"]
)
def test_deliberation_cannot_be_changed_or_deleted(world, table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "update meldcode_decision set report = false",
        "update meldcode_decision set author_id = 1",
        "update meldcode_case set reason = 'x'",
        "update meldcode_caseduty set due_on = '2099-01-01'",
        "delete from meldcode_decision",
        "delete from meldcode_case",
        "delete from meldcode_caseduty",
    ],
)
def test_of_a_decision_case_or_duty_only_its_state_can_change(world, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
