"""The Meldcode explained: for all staff, in their own language (R1, M1–M10)."""

from django.test import Client
from django.urls import reverse
from django.utils import translation

from meldcode.texts import QUESTIONS
from tests.factories import World, login

GUIDE = reverse("meldcode:guide")


def test_teacher_reads_how_the_meldcode_works_without_any_case(
    client: Client, world: World
) -> None:
    login(client, world.teacher)
    page = client.get(GUIDE)
    assert page.status_code == 200
    for text in QUESTIONS.values():
        with translation.override("nl"):
            assert str(text.question) in page.content.decode()


def test_hand_over_of_a_teacher_leads_to_the_explanation(client: Client, world: World) -> None:
    from tests.meldcode.helpers import make_hand_over

    login(client, world.teacher)
    hand_over = make_hand_over(world.pupil, world.teacher)
    page = client.get(reverse("meldcode:hand_over_status", args=[hand_over.pk]))
    assert GUIDE in page.content.decode()
