"""A talk with parents in two homes: planned, read, reported, signed by one in the portal and one on paper (D8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from dossiers.models import Disclosure, FollowUp, Talk, TalkSignature
from tests.dossiers.helpers import make_signal
from tests.dossiers.talk_helpers import other_parent, parent_of
from tests.factories import PASSWORD, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.committed, pytest.mark.journey]
KANARIE = "kanarie-van-de-voorbereiding"


def test_parents_of_two_homes_sign_the_report_of_a_talk(visit: Callable[..., Visitor]) -> None:
    with acting_as_system():
        world = make_world()
        signal = make_signal(world.teacher, world.pupil, facts="Kwam moe op school.")
        father = other_parent(world)
        mother = parent_of(world)
    teacher, parent, other = visit(DESKTOP), visit(PHONE), visit(PHONE)
    teacher.log_in(world.teacher.username, PASSWORD)

    # Prepared with the guide beside it, and both parents invited, each by a letter.
    teacher.go(reverse("dossiers:dossier", args=[world.pupil.pk]))
    teacher.follow("/gesprek/")
    teacher.page.locator("details.guide summary").first.click()
    teacher.look("talk-plan-1280")
    teacher.tick("kind", "regular")
    teacher.fill(
        goal="Samen kijken hoe de ochtend beter kan.",
        planned_on=today().isoformat(),
        place="lokaal 5",
        preparation=KANARIE,
    )
    teacher.tick("guardians", str(mother.pk), str(father.pk))
    teacher.tick("signals", str(signal.pk))
    teacher.send()
    talk_page = teacher.path
    teacher.look("talk-planned-1280")
    teacher.follow("/uitnodigen/")
    teacher.look("talk-invite-1280")
    teacher.send()

    # The mother reads her letter on a phone, and nothing of the father.
    parent.log_in(mother.user.username, PASSWORD)
    parent.go(reverse("portal:dossier", args=[world.pupil.pk]))
    parent.look("talk-parent-dossier-390")
    parent.choose("Lees de brief")
    assert "Samen kijken hoe de ochtend beter kan." in parent.words()
    parent.look("talk-letter-390")
    assert father.name not in parent.page.content()
    assert KANARIE not in parent.page.content()

    # What was said and agreed; a talk without a date does not end.
    teacher.go(talk_page)
    teacher.follow("/verslag/")
    teacher.fill(
        present="beide ouders en de leerkracht",
        discussed="Noor is vaak moe in de ochtend.",
        parents_view="Wij zien het ook.",
    )
    teacher.send()
    assert "eindigt altijd met een datum" in teacher.words()
    teacher.look("talk-report-refused-1280")
    teacher.fill(
        what_1="Noor gaat om acht uur naar bed.",
        owner_1="de ouders",
        measure_1="Noor is uitgerust in de klas.",
        due_on_1=(today() + timedelta(days=14)).isoformat(),
    )
    teacher.send()
    assert teacher.path == talk_page
    teacher.follow("/verslag/geven/")
    teacher.look("talk-send-1280")
    teacher.send()

    # Signed 'agreed' by the mother in the portal.
    parent.go(reverse("portal:dossier", args=[world.pupil.pk]))
    parent.choose("Verslag van het gesprek")
    parent.look("talk-report-390")
    parent.tick("answer", "agreed")
    parent.fill(remark="Fijn gesprek, kanarie van moeder.")
    parent.send()
    assert "U tekende voor akkoord." in parent.words()
    parent.look("talk-signed-390")

    # The father got a copy of his own, and sees nothing of her answer; he signs on paper.
    other.log_in(father.user.username, PASSWORD)
    other.go(reverse("portal:dossier", args=[world.pupil.pk]))
    assert mother.name not in other.page.content()
    other.choose("Verslag van het gesprek")
    assert "kanarie van moeder" not in other.page.content()
    assert mother.name not in other.page.content()
    teacher.go(talk_page)
    teacher.follow("/verslag/op-papier/")
    teacher.look("talk-paper-1280")
    teacher.tick("guardian", str(father.pk))
    teacher.tick("answer", "seen")
    teacher.send()
    teacher.look("talk-signed-1280")
    teacher.go(reverse("dossiers:contacts", args=[world.pupil.pk]))
    teacher.look("talk-contacts-1280")

    with acting_as_system():
        talk = Talk.objects.get()
        assert talk.state == Talk.State.HELD
        assert FollowUp.objects.get(talk=talk).owner == "de ouders"
        assert Disclosure.objects.get(signal=signal).ground == Disclosure.Ground.DISCUSSED
        signed = set(TalkSignature.objects.values_list("guardian", "answer", "way"))
    assert signed == {(mother.pk, "agreed", "portal"), (father.pk, "seen", "paper")}

    # A phone of the teacher shows the same talk; the mother's report is not there for the father.
    with acting_as_system():
        hers = Disclosure.objects.get(guardian=mother, report__isnull=False)
    answer = other.context.request.get(other.base_url + reverse("portal:report", args=[hers.pk]))
    assert answer.status == 404
    phone = visit(PHONE)
    phone.log_in(world.teacher.username, PASSWORD)
    for name, page in [
        ("talk-390", talk_page),
        ("talk-contacts-390", reverse("dossiers:contacts", args=[world.pupil.pk])),
        ("talk-plan-390", reverse("dossiers:plan_talk", args=[world.pupil.pk])),
        ("talk-correct-390", reverse("dossiers:correct_report", args=[talk.pk])),
    ]:
        phone.go(page)
        phone.look(name)
