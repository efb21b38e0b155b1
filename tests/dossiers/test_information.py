"""What Veilig Thuis was told: for AF HGKM and manager alone, asked after until the account is right (A7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import due, selectors
from dossiers.models import InformationGiven
from dossiers.services import information
from tests.dossiers.rights import give_information


def test_what_was_told_is_kept_with_consent_or_the_reason_without(world) -> None:
    made = give_information(world.af, world.pupil, file_number="VT-12")
    assert (made.approved, made.consent, made.file_number) == ("waiting", False, "VT-12")
    agreed = give_information(world.af, world.pupil, consent=True, no_consent_reason="weg")
    assert agreed.no_consent_reason == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_on", today() + timedelta(days=1)),
        ("asked_by", " "),
        ("what", ""),
        ("manner", "else"),
        ("no_consent_reason", ""),
    ],
)
def test_what_is_missing_is_refused(world, field: str, value: object) -> None:
    with pytest.raises(Refused) as refusal:
        give_information(world.af, world.pupil, **{field: value})
    assert refusal.value.field == field


def test_who_told_it_works_at_the_school(world) -> None:
    assert give_information(world.af, world.pupil, given_by=world.teacher).given_by == world.teacher
    with pytest.raises(Refused):
        give_information(world.af, world.pupil, given_by=world.other_teacher)


@pytest.mark.parametrize("name", ["teacher", "parent", "other_af", "beheerder"])
def test_only_af_and_manager_write_and_read_it(world, name: str) -> None:
    give_information(world.af, world.pupil)
    with pytest.raises(PermissionDenied):
        give_information(world.user(name), world.pupil)
    with acting_as(world.user(name)):
        assert not InformationGiven.objects.all().exists()
    assert not InformationGiven.objects.visible_to(world.user(name)).exists()


def test_it_stands_in_no_chronology(world) -> None:
    give_information(world.af, world.pupil, what="kanarie")
    for user in (world.teacher, world.af):
        found = selectors.chronology(world.pupil, user)
        assert found.places == ()


def test_account_is_asked_after_until_somebody_says_whether_it_is_right(world) -> None:
    made = give_information(world.af, world.pupil, given_by=world.manager)
    for user in (world.af, world.manager):
        assert [item.kind for item in due.due_items(user)] == ["dossiers.information"]
    done = information.approve_information(
        actor=world.manager, information=made, approved="yes", approved_on=today()
    )
    assert (done.approved, done.approved_on) == ("yes", today())
    assert due.due_items(world.af) == due.due_items(world.manager) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"approved": "waiting"}, "approved"),
        ({"approved": "yes", "approved_on": today() + timedelta(days=1)}, "approved_on"),
        ({"approved": "yes", "approved_on": today() - timedelta(days=1)}, "approved_on"),
        ({"approved": "no"}, "note"),
    ],
)
def test_approval_that_cannot_be_is_refused(world, values, field: str) -> None:
    made = give_information(world.af, world.pupil)
    with pytest.raises(Refused) as refusal:
        information.approve_information(
            actor=world.af, information=made, **({"approved_on": today()} | values)
        )
    assert refusal.value.field == field


def test_same_form_twice_is_one_and_another_answer_comes_too_late(world) -> None:
    key = uuid7()
    made = {give_information(world.af, world.pupil, key=key).pk for _number in range(2)}
    assert made == {key}
    given = {"actor": world.af, "information": InformationGiven.objects.get()}
    for _number in range(2):
        information.approve_information(
            **given, approved="no", approved_on=today(), note="De datum klopt niet."
        )
    with pytest.raises(IllegalTransition):
        information.approve_information(**given, approved="yes", approved_on=today())
