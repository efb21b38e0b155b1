"""What was taken away is gone at the very next request, in a session that was open already."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import deactivate_account
from core.workdays import today
from schools.services.access import end_access
from schools.services.guardians import change_guardian, end_guardian, set_portal_block
from schools.services.staff import close_account, end_role
from tests.access_world import AccessWorld


def dossier(world: AccessWorld) -> str:
    return reverse("dossiers:dossier", args=[world.pupil.pk])


def case(world: AccessWorld) -> str:
    return reverse("meldcode:case", args=[world.case.pk])


def portal(world: AccessWorld) -> str:
    return reverse("portal:dossier", args=[world.pupil.pk])


def lapse(world: AccessWorld, persona: str) -> None:
    """The last day of a role passes, without anybody doing anything."""
    roles = world.user(persona).memberships
    roles.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))


def lose_gezag(world: AccessWorld) -> None:
    guardian = world.guardian
    names = ("name", "relation", "email", "phone", "starts_on", "ends_on")
    values = {name: getattr(guardian, name) for name in names}
    change_guardian(
        actor=world.people.beheerder, guardian=guardian, values=values | {"gezag": False}
    )


def role_of(world: AccessWorld, persona: str) -> Any:
    return world.user(persona).memberships.get()


LOGGED_OUT, GONE = 302, 404
REVOCATIONS: dict[str, tuple[str, Callable[..., str], Callable[[AccessWorld], Any], int]] = {
    "teacher's role ended": (
        "teacher",
        dossier,
        lambda w: end_role(actor=w.people.beheerder, membership=w.membership),
        LOGGED_OUT,
    ),
    "AF HGKM's role ended": (
        "af",
        case,
        lambda w: end_role(actor=w.people.beheerder, membership=role_of(w, "af")),
        LOGGED_OUT,
    ),
    "teacher's role ran out": ("teacher", dossier, lambda w: lapse(w, "teacher"), GONE),
    "AF HGKM's role ran out": ("af", case, lambda w: lapse(w, "af"), GONE),
    "account closed by the beheerder": (
        "manager",
        case,
        lambda w: close_account(actor=w.people.beheerder, user=w.people.manager),
        LOGGED_OUT,
    ),
    "account deactivated": (
        "teacher",
        dossier,
        lambda w: deactivate_account(actor=w.people.beheerder, user=w.people.teacher),
        LOGGED_OUT,
    ),
    "stand-in's access ended": (
        "stand_in",
        dossier,
        lambda w: end_access(actor=w.people.af, given=w.grant),
        GONE,
    ),
    "stand-in's access ran out": (
        "stand_in",
        dossier,
        lambda w: type(w.grant).objects.update(expires_on=today() - timedelta(days=1)),
        GONE,
    ),
    "reader's access to a case ran out": (
        "case_reader",
        case,
        lambda w: w.case.grants.update(expires_on=today() - timedelta(days=1)),
        GONE,
    ),
    "parent lost gezag": ("parent", portal, lose_gezag, LOGGED_OUT),
    "parent's record ended": (
        "parent",
        portal,
        lambda w: end_guardian(actor=w.people.beheerder, guardian=w.guardian),
        LOGGED_OUT,
    ),
    "parent's portal blocked": (
        "parent",
        portal,
        lambda w: set_portal_block(actor=w.people.beheerder, guardian=w.guardian, blocked=True),
        LOGGED_OUT,
    ),
}


@pytest.mark.parametrize("revocation", REVOCATIONS)
def test_next_request_is_refused(
    revocation: str, access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    persona, page, revoke, status = REVOCATIONS[revocation]
    url = page(access_world)
    assert clients[persona].get(url).status_code == 200
    revoke(access_world)
    response = clients[persona].get(url)
    assert response.status_code == status
    if status == LOGGED_OUT:
        assert response["Location"].startswith(reverse("account_login"))
    assert clients[persona].post(url).status_code in {302, 404}


def test_teacher_whose_group_is_taken_gets_the_purpose_gate(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    url = dossier(access_world)
    assert clients["teacher"].get(url).templates[0].name == "dossiers/dossier.html"
    access_world.group_teacher.ends_on = today() - timedelta(days=1)
    access_world.group_teacher.save()
    assert clients["teacher"].get(url).templates[0].name == "dossiers/gate.html"
