"""Several who plan, report, correct or sign a talk at the same moment: real threads on committed rows."""

from typing import Any

import pytest

from core.context import acting_as, acting_as_system
from core.errors import Conflict
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from dossiers import services
from dossiers.models import Disclosure, FollowUp, ParentContact, TalkReport, TalkSignature
from tests.dossiers.helpers import make_contact
from tests.dossiers.talk_helpers import given, held, make_talk, make_text, parent_of, record
from tests.dossiers.test_at_once import AT_ONCE, at_once
from tests.dossiers.test_contacts import VALUES
from tests.factories import World, make_world

pytestmark = pytest.mark.committed


@pytest.fixture
def world() -> World:
    with acting_as_system():
        return make_world()


def one_of(results: list[Any]) -> None:
    """Exactly one was kept; the others were told that somebody was before them."""
    told = [result for result in results if isinstance(result, Conflict)]
    assert len(told) == AT_ONCE - 1


def test_eight_reports_of_one_talk_are_one_with_its_agreement_once(world: World) -> None:
    with acting_as_system():
        talk = make_talk(world.teacher, world.pupil, planned_on=today())
    one_of(at_once(world.teacher, lambda: record(world, talk)))
    with acting_as_system():
        assert (TalkReport.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_eight_corrections_of_one_version_leave_no_silent_overwrite(world: World) -> None:
    with acting_as_system():
        talk, _report = held(world)
        other = make_contact(world.teacher, world.pupil)

    def correct() -> Any:
        text = make_text(discussed=f"Tekst {uuid7()}")
        return services.correct_report(
            actor=world.teacher, talk=talk, key=uuid7(), number=1, reason="Beter", text=text
        )

    def correct_contact() -> Any:
        values = VALUES | {"about": f"Tekst {uuid7()}"}
        return services.correct_contact(
            actor=world.teacher,
            contact=other,
            key=uuid7(),
            seen=other.pk,
            reason="r",
            values=values,
        )

    one_of(at_once(world.teacher, correct))
    one_of(at_once(world.teacher, correct_contact))
    with acting_as_system():
        assert TalkReport.objects.count() == ParentContact.objects.count() == 2


def test_eight_invitations_are_one_letter_and_one_mail(world: World) -> None:
    with acting_as_system():
        talk = make_talk(world.teacher, world.pupil)
        people = [parent_of(world)]
    at_once(
        world.teacher, lambda: services.invite(actor=world.teacher, talk=talk, guardians=people)
    )
    with acting_as_system():
        assert Disclosure.objects.filter(invitation=talk).count() == 1
        assert OutboxMessage.objects.filter(payload__notice="dossiers.letter_waits").count() == 1


def test_eight_signatures_of_one_parent_are_one(world: World) -> None:
    with acting_as_system():
        _talk, report, guardian = given(world)
    with acting_as(guardian.user):
        opened = Disclosure.objects.get(report=report)

    def sign() -> Any:
        return services.sign_report(
            actor=guardian.user, opened=opened, key=uuid7(), answer="agreed"
        )

    made = at_once(guardian.user, sign)
    assert len({signature.pk for signature in made}) == 1
    with acting_as_system():
        assert TalkSignature.objects.count() == 1
