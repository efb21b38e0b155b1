"""A question to a colleague: all that a teacher ever sees of a case (R1, M12)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Event
from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from meldcode import events, services
from meldcode.models import Case, CaseQuestion
from meldcode.services.people_clock import remind_people, watch_places
from meldcode.services.questions import people_to_ask
from meldcode.workflow import State
from tests.factories import login
from tests.meldcode import helpers

SOON = timedelta(days=3)


@pytest.fixture
def case(world) -> Case:
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    return helpers.open_case(world, hand_over=hand_over)


def ask(world, case: Case, **fields) -> CaseQuestion:
    values = {
        "who": world.teacher,
        "question": "Wat zag je bij het omkleden?",
        "due_on": today() + SOON,
        "key": uuid7(),
    }
    with acting_as(world.af):
        return services.ask_colleague(actor=world.af, case=case, **(values | fields))


def answer(world, question: CaseQuestion, text: str = "Twee plekken.", who=None) -> CaseQuestion:
    actor = who or world.teacher
    with acting_as(actor):
        return services.answer_colleague(actor=actor, question=question, answer=text)


def mailed(notice: str) -> list[int]:
    rows = OutboxMessage.objects.filter(payload__notice=f"meldcode.{notice}")
    return [row.payload["user"] for row in rows]


def test_who_handed_over_stands_first_among_whom_can_be_asked(world, case) -> None:
    people = people_to_ask(case, world.af)
    assert people[0] == world.teacher
    assert set(people) == {world.teacher, world.colleague, world.manager}


def test_a_question_is_mailed_without_names_and_answered_by_who_was_asked(world, case) -> None:
    question = ask(world, case)
    assert mailed("asked") == [world.teacher.pk]
    answer(world, question)
    question.refresh_from_db()
    assert (question.answer, question.done_by) == ("Twee plekken.", world.teacher)
    assert mailed("answered") == [world.af.pk]
    event = Event.objects.get(action=events.COLLEAGUE_ANSWERED)
    assert (event.actor_id, event.object_id) == (world.teacher.pk, str(case.pk))
    assert world.pupil.last_name not in str(list(OutboxMessage.objects.values("payload")))


def test_the_same_question_twice_is_one_and_the_same_answer_twice_is_one(world, case) -> None:
    key = uuid7()
    assert ask(world, case, key=key) == ask(world, case, key=key)
    question = CaseQuestion.objects.get()
    answer(world, question)
    answer(world, question)
    assert Event.objects.filter(action=events.COLLEAGUE_ANSWERED).count() == 1
    with pytest.raises(IllegalTransition):
        answer(world, question, "Toch drie.")


@pytest.mark.parametrize("who", ["af", "manager", "colleague", "bestuur", "outsider"])
def test_nobody_else_answers_it(world, case, who: str) -> None:
    question = ask(world, case)
    with pytest.raises(PermissionDenied):
        answer(world, question, who=world.user(who))


@pytest.mark.parametrize("who", ["manager", "teacher", "other_af", "bestuur"])
def test_only_the_af_asks(world, case, who: str) -> None:
    with pytest.raises(PermissionDenied):
        services.ask_colleague(
            actor=world.user(who), case=case, key=uuid7(), who=world.colleague,
            question="Wat zag je?", due_on=today(),
        )  # fmt: skip


def test_a_question_needs_words_a_day_and_a_colleague_of_the_school(world, case) -> None:
    for wrong in (
        {"question": " "},
        {"due_on": today() - timedelta(days=1)},
        {"who": world.other_teacher},
        {"who": world.af},
        {"who": world.bestuur},
    ):
        with pytest.raises(Refused):
            ask(world, case, **wrong)
    question = ask(world, case)
    with pytest.raises(Refused):
        answer(world, question, "  ")


def test_a_question_is_taken_back_and_not_answered_after_that(world, case) -> None:
    question = ask(world, case)
    with acting_as(world.af):
        services.withdraw_question(actor=world.af, question=question)
        services.withdraw_question(actor=world.af, question=question)
    with pytest.raises(IllegalTransition):
        answer(world, question)
    other = ask(world, case)
    answer(world, other)
    with pytest.raises(IllegalTransition):
        services.withdraw_question(actor=world.af, question=other)
    with pytest.raises(PermissionDenied):
        services.withdraw_question(actor=world.teacher, question=ask(world, case))


def test_who_is_shut_out_is_not_asked(world, case) -> None:
    services.shut_out_person(
        actor=world.af, case=case, key=uuid7(), who=world.teacher, kind="close", reason="Vriend."
    )
    with pytest.raises(Refused):
        ask(world, case)


def test_a_closed_case_asks_nothing_and_drops_what_waits(world) -> None:
    case = helpers.case_in(world, State.REPORTED)
    question = ask(world, case)
    with pytest.raises(IllegalTransition):
        ask(world, helpers.case_in(world, State.CLOSED, world.second_pupil))
    helpers.feedback(world, case.report_set.get())
    helpers.close(world, case)
    assert watch_places() >= 0
    question.refresh_from_db()
    assert not question.is_open
    assert question.answer == ""


def test_the_clock_reminds_on_the_last_day_and_then_tells_the_af_once(world, case) -> None:
    question = ask(world, case)
    for _again in range(2):
        remind_people(on=question.due_on)
    assert mailed("question_reminder") == [world.teacher.pk]
    for _again in range(2):
        remind_people(on=question.due_on + timedelta(days=1))
    assert mailed("question_late") == [world.af.pk]


# What a teacher can reach


SECRET = ("Zorg over thuis.", "Bevriend met", "Het is niet veilig.", "Blauwe plekken.")


def crawl(client, start: list[str]) -> dict[str, str]:
    """Follow every link from these pages; return the pages by address."""
    import re

    seen: dict[str, str] = {}
    todo = list(start)
    while todo:
        address = todo.pop()
        if address in seen or len(seen) > 150:
            continue
        response = client.get(address)
        seen[address] = response.content.decode(errors="replace")
        if response.status_code == 200:
            found = re.findall(r'href="(/[^"#?]*)', seen[address])
            todo += [link for link in found if "/static/" not in link and "afmelden" not in link]
    return seen


def test_a_teacher_reaches_the_status_and_the_question_and_nothing_else(
    client, world, case
) -> None:
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    helpers.propose(world, case)
    question = ask(world, case)
    colleagues_question = ask(world, case, who=world.colleague, question="Zag jij ook iets?")
    login(client, world.teacher)
    hand_over = case.casehandover_set.get().hand_over
    status = reverse("meldcode:hand_over_status", args=[hand_over.pk])
    page = client.get(status).content.decode()
    assert question.question in page
    assert reverse("meldcode:question", args=[question.pk]) in page
    pages = crawl(client, [reverse("home:today"), status])
    assert any(question.question in text for text in pages.values())
    for address, text in pages.items():
        assert str(case.pk) not in text, address
        assert colleagues_question.question not in text, address
        for secret in SECRET:
            assert secret not in text, (address, secret)
    assert client.get(reverse("meldcode:case", args=[case.pk])).status_code == 404
    other = reverse("meldcode:question", args=[colleagues_question.pk])
    assert client.get(other).status_code == 404


def test_a_teacher_answers_on_the_page_and_reads_it_back(client, world, case) -> None:
    question = ask(world, case)
    login(client, world.teacher)
    address = reverse("meldcode:question", args=[question.pk])
    assert address in client.get(reverse("home:today")).content.decode()
    assert client.post(address, {"answer": ""}).status_code == 422
    response = client.post(address, {"answer": "Ik zag een blauwe plek."}, follow=True)
    assert "Ik zag een blauwe plek." in response.content.decode()
    login(client, world.af)
    page = client.get(reverse("meldcode:case", args=[case.pk])).content.decode()
    assert "Ik zag een blauwe plek." in page
    assert client.get(address).status_code == 403
