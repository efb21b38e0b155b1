"""Accounts, roles and groups of staff. A file proposes at most; a person gives (S2, R10).

Nobody gives, changes or ends a role of their own. Whoever loses a role is logged out at once.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.workdays import today
from schools import events
from schools.models import (
    Board,
    Group,
    GroupTeacher,
    Guardian,
    Membership,
    School,
    StaffMember,
)
from schools.roles import BOARD_WIDE, Role
from schools.services.rights import check_keeps

KEEP = "schools.manage_staff"


@transaction.atomic
def open_account(
    *, actor: Actor, staff: StaffMember, username: str, email: str, display_name: str
) -> User:
    """Make an account for a member of staff and queue the link to choose a password.

    The same form again returns the account. Raises Refused by the field (see accounts.services),
    and when this member of staff has another account.
    """
    found = _locked_staff(actor, staff)
    if found.user is not None:
        return _same_account(found.user, username)
    user = accounts.create_account(
        actor=actor, username=username, email=email, display_name=display_name
    )
    _link(actor, found, user)
    return user


@transaction.atomic
def link_account(*, actor: Actor, staff: StaffMember, user: User) -> User:
    """Give a member of staff an account that exists: somebody who works at two schools.

    Raises Refused for a parent's account and when this member of staff has another account.
    """
    found = _locked_staff(actor, staff)
    if found.user is not None:
        return _same_account(found.user, user.username)
    _refuse_parent(user)
    _link(actor, found, user)
    return user


def _locked_staff(actor: Actor, staff: StaffMember) -> StaffMember:
    check_keeps(actor, KEEP, staff.school.board, staff.school)
    rows = StaffMember.objects.select_for_update(of=("self",)).select_related("user")
    found: StaffMember = rows.get(pk=staff.pk)
    return found


def _same_account(user: User, username: str) -> User:
    if user.username != username.strip().lower():
        raise Refused(_("There is an account for this person already."))
    return user


def _link(actor: Actor, staff: StaffMember, user: User) -> None:
    staff.user = user
    staff.save(update_fields=["user"])
    record(events.ACCOUNT_LINKED, actor=actor, obj=staff, account=user.pk)


def _refuse_parent(user: User) -> None:
    if Guardian.objects.filter(user=user).running().exists():
        raise Refused(
            _("This is a parent's account. Make a second account for the work at school."),
            field="existing",
        )


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    board: Board,
    school: School | None,
    account: dict[str, str],
    role: str,
    starts_on: date,
    ends_on: date | None = None,
) -> User:
    """Make an account with a role for somebody who isn't in the file, such as a bestuurder.

    `account` holds username, email and display_name. The same form again returns the account.
    Raises Refused by the field.
    """
    check_keeps(actor, KEEP, board, school)
    known = User.objects.filter(
        username=account["username"].strip().lower(), memberships__board=board
    ).first()
    same = known is not None and known.email == account["email"].strip()
    same = same and Membership.objects.filter(user=known, school=school, role=role).exists()
    if known is not None and same:
        return known
    user = accounts.create_account(actor=actor, **account)
    give_role(
        actor=actor,
        user=user,
        board=board,
        school=school,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return user


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    user: User,
    board: Board,
    school: School | None,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Give a role at a school, or (school None) at every school of the board, from a day until a day.

    The same role for the same days again returns the one that is there. Raises Refused for a role
    of one's own, a school that isn't the actor's to keep, a role that belongs to one school at a
    time given board-wide, days in the wrong order, a role that is held already, and for a parent's
    account.
    """
    _refuse_own(actor, user)
    check_keeps(actor, KEEP, board, school)
    _check_role(role, school)
    _check_days(starts_on, ends_on)
    User.objects.select_for_update().get(pk=user.pk)
    _refuse_parent(user)
    rows = Membership.objects.filter(user=user, board=board, school=school, role=role)
    overlapping = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    held = overlapping.first()
    if held is not None and (held.starts_on, held.ends_on) == (starts_on, ends_on):
        same: Membership = held
        return same
    if held is not None:
        raise Refused(_("This person has this role there already."), field="role")
    made = Membership(
        user=user, board=board, school=school, role=role, starts_on=starts_on, ends_on=ends_on
    )
    made.save()
    _record(events.ROLE_GIVEN, actor, made)
    return made


def _refuse_own(actor: Actor, user: User) -> None:
    if actor.pk == user.pk:
        raise Refused(_("Nobody gives or changes a role of their own. Ask a colleague to do it."))


def _check_role(role: str, school: School | None) -> None:
    if role not in Role.values:
        raise Refused(_("Choose a role from the list."), field="role")
    if school is None and role not in BOARD_WIDE:
        raise Refused(_("This role belongs to one school. Choose the school."), field="place")


def _check_days(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")


def _record(action: str, actor: Actor, membership: Membership) -> None:
    record(
        action,
        actor=actor,
        obj=membership,
        person=membership.user_id,
        role=membership.role,
        board=membership.board_id,
        until=membership.ends_on,
    )


def _locked_role(actor: Actor, membership: Membership) -> Membership | None:
    check_keeps(actor, KEEP, membership.board, membership.school)
    _refuse_own(actor, membership.user)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    found: Membership | None = rows.filter(pk=membership.pk).first()
    return found


@transaction.atomic
def change_role(*, actor: Actor, membership: Membership, ends_on: date | None) -> None:
    """Set the last day of a role, or none. A day that is over logs the person out at once.

    Raises Refused for a role of one's own and for a last day before the first.
    """
    found = _locked_role(actor, membership)
    if found is None or found.ends_on == ends_on:
        return
    _check_days(found.starts_on, ends_on)
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    _record(events.ROLE_CHANGED, actor, found)
    if ends_on is not None and ends_on < today():
        accounts.end_sessions(user_id=found.user_id)


@transaction.atomic
def end_role(*, actor: Actor, membership: Membership) -> None:
    """End a role now: yesterday was its last day. Whoever held it is logged out at once.

    Ending it twice is ending it once. A role that never held a whole day leaves only its record in
    the audit log. Raises Refused for a role of one's own.
    """
    found = _locked_role(actor, membership)
    yesterday = today() - timedelta(days=1)
    if found is None or (found.ends_on is not None and found.ends_on <= yesterday):
        return
    _record(events.ROLE_ENDED, actor, found)
    if found.starts_on > yesterday:
        found.delete()
    else:
        found.ends_on = yesterday
        found.save(update_fields=["ends_on"])
    accounts.end_sessions(user_id=found.user_id)


@transaction.atomic
def close_account(*, actor: Actor, user: User) -> None:
    """Close an account for good or for a while; the person is out at the next request.

    Raises Refused for one's own account, and while the person works somewhere that isn't the
    actor's to keep.
    """
    running = Membership.objects.filter(user=user).running()
    if not actor.is_system and running.count() != running.visible_to(actor).count():
        raise Refused(
            _("This person also works where you keep nothing. End the role here instead.")
        )
    accounts.deactivate_account(actor=actor, user=user)


@transaction.atomic
def set_teacher(
    *,
    actor: Actor,
    group: Group,
    staff: StaffMember,
    starts_on: date,
    ends_on: date | None = None,
) -> GroupTeacher:
    """Give a group to a member of staff from a day until a day: it becomes an 'own group' (R1).

    The same again returns what is there. Raises Refused when group and person are of two schools,
    for days in the wrong order, and when this person teaches the group already.
    """
    check_keeps(actor, KEEP, group.school.board, group.school)
    if staff.school_id != group.school_id:
        raise Refused(_("Choose somebody of this school."), field="staff")
    _check_days(starts_on, ends_on)
    StaffMember.objects.select_for_update().get(pk=staff.pk)
    held = (
        GroupTeacher.objects.filter(group=group, staff=staff)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
        .first()
    )
    if held is not None and (held.starts_on, held.ends_on) != (starts_on, ends_on):
        raise Refused(_("This person teaches this group already."), field="staff")
    if held is not None:
        same: GroupTeacher = held
        return same
    made = GroupTeacher(
        school=group.school, group=group, staff=staff, starts_on=starts_on, ends_on=ends_on
    )
    made.save()
    record(events.TEACHER_SET, actor=actor, obj=made, group=group.pk, staff=staff.pk)
    return made


@transaction.atomic
def end_teacher(*, actor: Actor, assignment: GroupTeacher) -> None:
    """Take a group from somebody now: yesterday was the last day. Twice is once."""
    check_keeps(actor, KEEP, assignment.school.board, assignment.school)
    found: Any = GroupTeacher.objects.select_for_update().filter(pk=assignment.pk).first()
    yesterday = today() - timedelta(days=1)
    if found is None or (found.ends_on is not None and found.ends_on <= yesterday):
        return
    details = {"group": found.group_id, "staff": found.staff_id}
    record(events.TEACHER_ENDED, actor=actor, obj=found, **details)
    if found.starts_on > yesterday:
        found.delete()
    else:
        found.ends_on = yesterday
        found.save(update_fields=["ends_on"])
