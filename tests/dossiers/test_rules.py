"""Role and cause (R1): who may open which dossier, and for how long."""

from datetime import timedelta

import pytest
import rules
from django.utils import timezone
from time_machine import travel

from core.actors import SYSTEM
from core.workdays import today
from dossiers.models import HandOver, Signal
from schools.grants import grant
from tests.dossiers.helpers import make_follow_up, make_hand_over, make_signal, open_dossier

EVERYBODY = [
    "teacher",
    "colleague",
    "af",
    "manager",
    "bestuur",
    "beheerder",
    "contactpersoon",
    "parent",
    "other_teacher",
    "other_af",
    "other_manager",
    "other_parent",
    "outsider",
]


def holders_of(world, permission: str, obj: object) -> set[str]:
    return {name for name in EVERYBODY if rules.has_perm(permission, world.user(name), obj)}


def test_cause_is_own_group_or_answering_for_the_school(world) -> None:
    assert holders_of(world, "dossiers.has_cause", world.pupil) == {"teacher", "af", "manager"}
    assert holders_of(world, "dossiers.has_cause", world.second_pupil) == {
        "colleague",
        "af",
        "manager",
    }
    assert holders_of(world, "dossiers.has_cause", world.foreign_pupil) == {
        "other_teacher",
        "other_af",
        "other_manager",
    }


def test_role_alone_opens_the_gate_and_not_the_dossier(world) -> None:
    asked = holders_of(world, "dossiers.open_dossier", world.pupil)
    assert asked == {"teacher", "colleague", "af", "manager"}


def test_purpose_is_a_cause_for_one_pupil_and_twelve_hours(world) -> None:
    open_dossier(world.colleague, world.pupil)
    assert rules.has_perm("dossiers.has_cause", world.colleague, world.pupil)
    assert not rules.has_perm("dossiers.has_cause", world.teacher, world.second_pupil)
    with travel(timezone.now() + timedelta(hours=12), tick=False):
        assert not rules.has_perm("dossiers.has_cause", world.colleague, world.pupil)


def test_purpose_of_who_left_the_school_is_no_cause(world) -> None:
    open_dossier(world.colleague, world.pupil)
    world.colleague.memberships.update(ends_on=today() - timedelta(days=1))
    assert not rules.has_perm("dossiers.has_cause", world.colleague, world.pupil)


def test_grant_is_a_cause_until_its_last_day(world) -> None:
    grant(
        actor=world.manager,
        user=world.outsider,
        permission="view_dossier",
        obj=world.pupil,
        reason="Invaller",
        expires_on=today(),
    )
    assert rules.has_perm("dossiers.has_cause", world.outsider, world.pupil)
    assert not rules.has_perm("dossiers.log_signal", world.outsider, world.pupil)
    with travel(timezone.now() + timedelta(days=1), tick=False):
        assert not rules.has_perm("dossiers.has_cause", world.outsider, world.pupil)


STAFF = {"teacher", "colleague", "af", "manager"}
EXPECTED = {
    "log_signal": STAFF,
    "log_talk": STAFF,
    "set_follow_up": STAFF,
    "hand_over": STAFF,
    "see_looks": {"af", "manager"},
    "disclose_entry": {"af", "manager"},
}


@pytest.mark.parametrize("permission", EXPECTED)
def test_permissions_on_a_pupil(world, permission: str) -> None:
    assert holders_of(world, f"dossiers.{permission}", world.pupil) == EXPECTED[permission]


def test_permissions_on_records(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    follow_up = make_follow_up(world.teacher, world.pupil)
    handed = make_hand_over(world.teacher, world.pupil)
    own_and_casework = {"teacher", "af", "manager"}
    assert holders_of(world, "dossiers.correct_entry", signal) == own_and_casework
    assert holders_of(world, "dossiers.finish_follow_up", follow_up) == own_and_casework
    assert holders_of(world, "dossiers.view_hand_over", handed) == own_and_casework
    assert holders_of(world, "dossiers.take_over", handed) == {"af"}


def test_list_and_rule_agree_on_what_exists(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    handed = make_hand_over(world.teacher, world.pupil)
    for name in EVERYBODY:
        user = world.user(name)
        listed = Signal.objects.visible_to(user).filter(pk=signal.pk).exists()
        assert listed is rules.has_perm("dossiers.open_dossier", user, signal), name
        listed = HandOver.objects.visible_to(user).filter(pk=handed.pk).exists()
        assert listed is rules.has_perm("dossiers.view_hand_over", user, handed), name


def test_without_an_object_there_is_no_cause_and_the_system_has_no_rights(world) -> None:
    assert not rules.has_perm("dossiers.has_cause", world.teacher)
    assert not rules.has_perm("dossiers.log_signal", SYSTEM, world.pupil)
