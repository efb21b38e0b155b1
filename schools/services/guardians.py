"""Parents and carers of a pupil: who has gezag, from when until when, and who may use the portal.

A parent without gezag has a right to information on request (BW 1:377c) but no portal. Co-parents
each have a record and an account of their own, and don't see each other's data.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.names import search_key
from core.once import already_made
from core.workdays import today
from schools import events
from schools.models import Guardian, Membership, Pupil
from schools.scope import schools_with
from schools.services.rights import check_keeps

KEEP = "schools.manage_guardians"
FIELDS = ("name", "relation", "gezag", "email", "phone", "starts_on", "ends_on")


@transaction.atomic
def add_guardian(*, actor: Actor, key: uuid.UUID, pupil: Pupil, values: dict[str, Any]) -> Guardian:
    """Record a parent or carer. `values` holds FIELDS. The same form again is one record.

    Raises Refused by the field for a name or relation that is missing, days in the wrong order, and
    a name that is recorded for these days already.
    """
    made = already_made(Guardian, key, pupil_id=pupil.pk)
    if made is not None:
        return made
    check_keeps(actor, KEEP, pupil.school.board, pupil.school)
    # Two people who add a parent at the same moment must not both find the name free.
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    guardian = Guardian(id=key, school=pupil.school, pupil=pupil, **_cleaned(values))
    _check(guardian)
    guardian.save()
    record(events.GUARDIAN_ADDED, actor=actor, obj=guardian, gezag=guardian.gezag)
    return guardian


@transaction.atomic
def change_guardian(*, actor: Actor, guardian: Guardian, values: dict[str, Any]) -> Guardian:
    """Change what is recorded. The same values again change nothing.

    Whoever loses gezag is logged out of the portal at once. Raises Refused as `add_guardian`.
    """
    found = _locked(actor, guardian)
    wanted = _cleaned(values)
    fields = [name for name in FIELDS if getattr(found, name) != wanted[name]]
    if not fields:
        return found
    for name in fields:
        setattr(found, name, wanted[name])
    _check(found)
    found.save(update_fields=fields)
    record(events.GUARDIAN_CHANGED, actor=actor, obj=found, fields=fields, gezag=found.gezag)
    _log_out(found)
    return found


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    texts = {
        name: " ".join(str(values[name]).split()) for name in ("name", "relation", "email", "phone")
    }
    return {name: texts.get(name, values.get(name)) for name in FIELDS}


def _check(guardian: Guardian) -> None:
    if not guardian.name:
        raise Refused(_("Fill in the name of the parent or carer."), field="name")
    if not guardian.relation:
        raise Refused(_("Fill in what this person is to the child."), field="relation")
    if guardian.ends_on is not None and guardian.ends_on < guardian.starts_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")
    others = Guardian.objects.filter(pupil_id=guardian.pupil_id).exclude(pk=guardian.pk).running()
    if search_key(guardian.name) in {search_key(other.name) for other in others}:
        raise Refused(_("This name is recorded for this pupil already."), field="name")


def _locked(actor: Actor, guardian: Guardian) -> Guardian:
    check_keeps(actor, KEEP, guardian.school.board, guardian.school)
    found: Guardian = Guardian.objects.select_for_update().get(pk=guardian.pk)
    return found


def _log_out(guardian: Guardian) -> None:
    if guardian.user_id is not None:
        accounts.end_sessions(user_id=guardian.user_id)


@transaction.atomic
def end_guardian(*, actor: Actor, guardian: Guardian) -> Guardian:
    """End a record now: yesterday was its last day. The portal is closed at once. Twice is once."""
    found = _locked(actor, guardian)
    yesterday = today() - timedelta(days=1)
    if found.ends_on is not None and found.ends_on <= yesterday:
        return found
    # A record of today or later never held a day; its period shrinks to the day before.
    found.starts_on = min(found.starts_on, yesterday)
    found.ends_on = yesterday
    found.save(update_fields=["starts_on", "ends_on"])
    record(events.GUARDIAN_ENDED, actor=actor, obj=found)
    _log_out(found)
    return found


@transaction.atomic
def set_portal_block(*, actor: Actor, guardian: Guardian, blocked: bool) -> Guardian:
    """Block the portal for one parent, or open it again; the other parent is not touched."""
    found = _locked(actor, guardian)
    if found.portal_blocked != blocked:
        found.portal_blocked = blocked
        found.save(update_fields=["portal_blocked"])
        action = events.GUARDIAN_BLOCKED if blocked else events.GUARDIAN_UNBLOCKED
        record(action, actor=actor, obj=found)
        _log_out(found)
    return found


@transaction.atomic
def open_portal(*, actor: Actor, guardian: Guardian, username: str, email: str) -> User:
    """Make an account for a parent with gezag and queue the link to choose a password.

    The same form again returns the account. Raises Refused without gezag (BW 1:377c), for a record
    that has ended, by the field for a login name or address that can't be, and when there is
    another account already.
    """
    found = _locked(actor, guardian)
    _check_may_use_portal(found)
    if found.user is not None:
        return _same(found.user, username)
    user = accounts.create_account(
        actor=actor, username=username, email=email, display_name=found.name
    )
    _set_user(actor, found, user)
    return user


@transaction.atomic
def link_portal(*, actor: Actor, guardian: Guardian, username: str) -> User:
    """Let a parent who has an account already (for a brother or sister) use it for this pupil too.

    Raises Refused (field `existing`) when no parent at the actor's schools has this login name, and
    for an account of somebody who works at a school.
    """
    found = _locked(actor, guardian)
    _check_may_use_portal(found)
    username = username.strip().lower()
    if found.user is not None:
        return _same(found.user, username)
    known = Guardian.objects.filter(user__username=username).select_related("user")
    if not actor.is_system:
        known = known.filter(school__in=schools_with(actor, KEEP))
    other = known.first()
    if other is None or other.user is None:
        raise Refused(_("No parent at your schools has this login name."), field="existing")
    twice = Guardian.objects.filter(pupil_id=found.pupil_id, user=other.user).running()
    if twice.exclude(pk=found.pk).exists():
        raise Refused(
            _("Another parent of this pupil uses this account. Each parent has one of their own."),
            field="existing",
        )
    user: User = other.user
    _set_user(actor, found, user)
    return user


def _check_may_use_portal(guardian: Guardian) -> None:
    if not guardian.gezag:
        raise Refused(
            _(
                "Without gezag there is no portal. Information on request stays possible (BW 1:377c)."
            )
        )
    if guardian.ends_on is not None and guardian.ends_on < today():
        raise Refused(_("This record has ended. Add the parent again first."))


def _same(user: User, username: str) -> User:
    if user.username != username.strip().lower():
        raise Refused(_("There is an account for this person already."))
    return user


def _set_user(actor: Actor, guardian: Guardian, user: User) -> None:
    if Membership.objects.filter(user=user).running().exists():
        raise Refused(
            _("This account belongs to somebody who works at a school. Make a second one."),
            field="existing",
        )
    guardian.user = user
    guardian.save(update_fields=["user"])
    record(events.GUARDIAN_ACCOUNT, actor=actor, obj=guardian, account=user.pk)
