"""The manager is accused: kept out, a deputy named by a board that sees no case, a colleague asked (R1, M8)."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from core.context import acting_as_system
from meldcode.models import Case, DeputyRequest
from meldcode.workflow import State
from tests.factories import PASSWORD, World, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
REASON = "De moeder zegt dat de directeur het kind bij de arm greep."
QUESTION = "Wat zag jij maandag op het plein bij Noor?"
ANSWER = "Ik zag dat Noor wegliep met rode ogen. Het was tien over tien."


def make_scene() -> tuple[World, Case]:
    """A case from a hand-over that waits for the manager: everybody has a name."""
    with acting_as_system():
        world = make_world()
        for who, name in {
            "af": "Annelies de Wit", "manager": "Maarten Mulder", "teacher": "Tess Bos",
            "bestuur": "Barbara Berg", "other_manager": "Olga Prins", "other_af": "Otto Smit",
        }.items():  # fmt: skip
            user = world.user(who)
            user.display_name = name
            user.save()
        hand_over = helpers.make_hand_over(world.pupil, world.teacher)
        case = helpers.open_case(world, hand_over=hand_over)
        helpers.take_steps(world, case)
        helpers.weigh(world, case, helpers.REPORTING)
        helpers.propose(world, case)
    return world, case


def is_gone(visitor: Visitor, path: str) -> bool:
    """Whether the page does not exist for this visitor."""
    return visitor.context.request.get(visitor.base_url + path).status == 404


@SIZES
def test_an_accused_manager_is_kept_out_and_a_deputy_decides(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world, case = make_scene()
    size = viewport["width"]
    page = reverse("meldcode:case", args=[case.pk])
    af, manager = visit(viewport), visit(viewport)
    manager.log_in(world.manager.username, PASSWORD)
    manager.go(page)
    assert "Noor" in manager.words("main")

    af.log_in(world.af.username, PASSWORD)
    af.go(page)
    af.choose("Houd iemand erbuiten")
    af.look(f"people-keep-out-{size}")
    af.pick("who", str(world.manager.pk))
    af.tick("kind", "accused")
    af.fill(reason=REASON)
    af.send()
    af.look(f"people-case-{size}")
    assert "Aan het bestuur is een vervanger gevraagd" in af.words("main")

    assert is_gone(manager, page)
    for path in ("/", reverse("meldcode:cases")):
        manager.go(path)
        assert "Noor" not in manager.words("main")

    board = visit(viewport)
    board.log_in(world.bestuur.username, PASSWORD)
    board.look(f"people-today-board-{size}")
    board.go(reverse("meldcode:deputies"))
    board.look(f"people-deputies-{size}")
    with acting_as_system():
        request = DeputyRequest.objects.get(case=case)
    board.follow(reverse("meldcode:name_deputy", args=[request.pk]))
    board.look(f"people-name-{size}")
    for secret in ("Noor", "Maarten Mulder", REASON):
        assert secret not in board.words()
    board.pick("who", str(world.other_manager.pk))
    board.send()
    board.look(f"people-named-{size}")
    assert is_gone(board, page)

    deputy = visit(viewport)
    deputy.log_in(world.other_manager.username, PASSWORD)
    deputy.look(f"people-today-deputy-{size}")
    deputy.follow(reverse("meldcode:decision", args=[case.pk]))
    deputy.send()
    with acting_as_system():
        assert Case.objects.get(pk=case.pk).state == State.CONFIRMED
    deputy.go(page)
    deputy.look(f"people-case-deputy-{size}")


@SIZES
def test_a_teacher_answers_one_question_and_reads_the_status(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world, case = make_scene()
    size = viewport["width"]
    page = reverse("meldcode:case", args=[case.pk])
    af, teacher = visit(viewport), visit(viewport)
    af.log_in(world.af.username, PASSWORD)
    af.go(page)
    af.choose("Vraag een collega")
    af.look(f"people-ask-{size}")
    af.pick("who", str(world.teacher.pk))
    af.fill(question=QUESTION)
    af.send()
    af.choose("Laat een collega meelezen")
    af.look(f"people-access-{size}")
    af.pick("who", str(world.other_af.pk))
    af.fill(reason="Haar school heeft de broer.")
    af.send()
    af.look(f"people-asked-{size}")

    teacher.log_in(world.teacher.username, PASSWORD)
    teacher.look(f"people-today-teacher-{size}")
    with acting_as_system():
        hand_over = case.casehandover_set.get().hand_over
    teacher.go(reverse("meldcode:hand_over_status", args=[hand_over.pk]))
    teacher.look(f"people-status-{size}")
    teacher.choose("Beantwoord deze vraag")
    teacher.look(f"people-question-{size}")
    teacher.fill(answer=ANSWER)
    teacher.send()
    teacher.look(f"people-answered-{size}")
    assert ANSWER in teacher.words("main")
    assert is_gone(teacher, page)
    af.go(page)
    assert ANSWER in af.words("main")
    af.choose("Stap uit deze zaak")
    af.look(f"people-step-back-{size}")
