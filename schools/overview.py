"""What the pages of the registry show, each read in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from audit.models import Event
from core.workdays import today
from schools import grants
from schools.kept_out import actors_hidden_from, hidden_events
from schools.models import (
    Board,
    Group,
    GroupTeacher,
    Guardian,
    Membership,
    Placement,
    Pupil,
    PupilGrant,
    School,
    SchoolImport,
    StaffMember,
)
from schools.querysets import on_day
from schools.scope import boards_with, schools_with

HISTORY = 50


def with_groups(pupils: QuerySet[Pupil]) -> QuerySet[Pupil]:
    """Add to each pupil its school and, as `places`, its placements of today."""
    places = Placement.objects.filter(on_day(today())).select_related("group")
    return pupils.select_related("school").prefetch_related(
        Prefetch("placements", queryset=places, to_attr="places")
    )


def with_guardians(pupils: QuerySet[Pupil]) -> QuerySet[Pupil]:
    """Add to each pupil how many guardians run today and how many of them have gezag."""
    running = on_day(today(), "guardians__")
    return pupils.annotate(
        guardian_count=Count("guardians", filter=running, distinct=True),
        gezag_count=Count("guardians", filter=running & Q(guardians__gezag=True), distinct=True),
    ).order_by("sort_name", "pk")  # a grouped query forgets the order of the model


def groups_of(school_ids: frozenset[int]) -> QuerySet[Group]:
    """Return the groups of this school year at these schools."""
    day = today()
    return Group.objects.filter(
        school__in=school_ids,
        school_year__starts_on__lte=day,
        school_year__ends_on__gte=day,
        missing_since=None,
    ).select_related("school")


def groups_for(user: Any) -> QuerySet[Group]:
    """Return the groups by which somebody may narrow the list of pupils."""
    return groups_of(schools_with(user, "schools.view_pupils"))


def groups_with_teachers(school: School) -> QuerySet[Group]:
    """Return the groups of this year, each with `teachers_now` and `pupil_count`."""
    day = today()
    teachers = (
        GroupTeacher.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("staff__user")
        .order_by("staff__sort_name")
    )
    return (
        groups_of(frozenset({school.pk}))
        .prefetch_related(Prefetch("teachers", queryset=teachers, to_attr="teachers_now"))
        .annotate(
            pupil_count=Count("placements", filter=on_day(day, "placements__"), distinct=True)
        )
    )


@dataclass(slots=True)
class StaffRow:
    """Somebody on the staff page: in the file (`staff`), with an account (`user`), or both."""

    staff: StaffMember | None
    user: User | None
    roles: list[Membership] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name in the administration, else that of the account."""
        return str(self.staff or self.user)


def staff_rows(school: School) -> list[StaffRow]:
    """Return who works at a school: first those of the file, then who has a role without it."""
    roles: dict[int, list[Membership]] = defaultdict(list)
    here = Membership.objects.filter(Q(school=school) | Q(board=school.board, school=None))
    for role in here.running().select_related("user").order_by("role", "starts_on"):
        roles[role.user_id].append(role)
    groups: dict[int, list[str]] = defaultdict(list)
    teaching = GroupTeacher.objects.filter(on_day(today()), school=school).select_related("group")
    for row in teaching:
        groups[row.staff_id].append(row.group.name)
    rows = [
        StaffRow(staff, staff.user, roles.pop(staff.user_id, []), sorted(groups[staff.pk]))
        for staff in StaffMember.objects.filter(school=school).select_related("user")
        if staff.missing_since is None or staff.user_id
    ]
    others = {role.user_id: role.user for held in roles.values() for role in held}
    rows += [
        StaffRow(None, user, roles[pk])
        for pk, user in sorted(others.items(), key=lambda pair: str(pair[1]).casefold())
    ]
    return rows


def people_at(school: School) -> QuerySet[User]:
    """Return the accounts that have or had a role at a school or its whole board, or are in its file."""
    return User.objects.filter(
        Q(memberships__school=school)
        | Q(memberships__board=school.board, memberships__school=None)
        | Q(staff_records__school=school)
    ).distinct()


def roles_of(user: User, keeper: Any) -> QuerySet[Membership]:
    """Return the roles of `user` that `keeper` keeps, running ones first."""
    return (
        Membership.objects.visible_to(keeper)
        .filter(user=user)
        .select_related("school", "board")
        .order_by("-ends_on", "-starts_on")
    )


def colleagues_of_board(board: Board) -> QuerySet[User]:
    """Return the active accounts that hold a role at the board today."""
    return (
        User.objects.filter(
            Q(memberships__board=board) & on_day(today(), "memberships__"), is_active=True
        )
        .distinct()
        .order_by("display_name", "pk")
    )


def linkable_accounts(staff: StaffMember) -> QuerySet[User]:
    """Return accounts of the board that aren't linked to anybody in the school's file yet."""
    return colleagues_of_board(staff.school.board).exclude(staff_records__school=staff.school)


def access_to(pupil: Pupil, reader: Any) -> QuerySet[PupilGrant]:
    """Return who was given access to a dossier and still has it, as far as `reader` may know."""
    return (
        PupilGrant.objects.filter(content_object=pupil, expires_on__gte=today())
        .exclude(user__in=actors_hidden_from(reader, pupil.pk))
        .select_related("user", "granted_by", "content_object")
        .order_by("expires_on")
    )


@dataclass(frozen=True, slots=True)
class AccessChange:
    """Somebody was given access to a dossier until a day, or it was ended before that day."""

    at: datetime
    by: str
    whom: str
    until: date | None

    @property
    def given(self) -> bool:
        """Whether it was given; else it was ended."""
        return self.until is not None


def access_history(pupil: Pupil, reader: Any) -> list[AccessChange]:
    """Return when access to this dossier was given and ended, the last fifty, newest first.

    What is kept from `reader` is not in it (schools/kept_out.py).

    It comes from the audit log: two queries. The reason is kept as long as the access is.
    """
    about = Event.objects.about_pupil(pupil.pk).filter(action__in=[grants.GRANTED, grants.ENDED])
    about = about.exclude(hidden_events(reader))
    rows = list(about.filter(object_type=Pupil._meta.label_lower)[:HISTORY])
    people = User.objects.in_bulk(
        {key for row in rows for key in (row.actor_id, row.detail.get("grantee")) if key}
    )
    return [
        AccessChange(
            at=row.at,
            by=str(people.get(row.actor_id or 0, "–")),
            whom=str(people.get(row.detail.get("grantee"), "–")),
            until=date.fromisoformat(row.detail["until"]) if "until" in row.detail else None,
        )
        for row in rows
    ]


def access_ending(user: Any) -> QuerySet[PupilGrant]:
    """Return the access that `user` gave and that ends within a week, the first to end on top."""
    soon = PupilGrant.objects.filter(granted_by_id=user.pk, expires_on__gte=today())
    near = soon.filter(expires_on__lte=today() + timedelta(days=7))
    here = near.filter(content_object__school__in=schools_with(user, "schools.grant_access"))
    return here.select_related("user", "content_object").order_by("expires_on", "pk")


def access_of(user: Any) -> QuerySet[PupilGrant]:
    """Return the dossiers to which `user` has access today because it was given."""
    found = PupilGrant.objects.filter(user_id=user.pk, expires_on__gte=today())
    return found.select_related("granted_by", "content_object").order_by("expires_on", "pk")


def places_of(user: Any, permission: str) -> tuple[list[School], list[Board]]:
    """Return the schools and the whole boards where `user` has `permission`."""
    schools = School.objects.filter(pk__in=schools_with(user, permission)).select_related("board")
    boards = Board.objects.filter(pk__in=boards_with(user, permission))
    return list(schools), list(boards)


@dataclass(frozen=True, slots=True)
class SchoolState:
    """What waits at a school for who keeps it."""

    school: School
    pupils: int
    without_gezag: int
    missing: int
    staff_without_account: int
    staff_without_role: int
    waiting: list[SchoolImport]
    last_import: SchoolImport | None


def _per_school(rows: QuerySet[Any]) -> dict[int, int]:
    counted = rows.order_by().values("school").annotate(n=Count("pk")).values_list("school", "n")
    return dict(counted)


def beheer_states(user: Any) -> list[SchoolState]:
    """Return for each school that `user` keeps what waits there."""
    schools = School.objects.visible_to(user).select_related("board")
    kept = schools_with(user, "schools.manage_staff")
    current = Pupil.objects.filter(school__in=kept).current()
    pupils = current.filter(missing_since=None)
    gezag = Guardian.objects.filter(on_day(today()), pupil=OuterRef("pk"), gezag=True)
    staff = StaffMember.objects.filter(school__in=kept, missing_since=None)
    role = Membership.objects.filter(
        Q(school=OuterRef("school")) | Q(school=None, board=OuterRef("school__board")),
        user=OuterRef("user"),
    ).running()
    counts = {
        name: _per_school(rows)
        for name, rows in {
            "pupils": pupils,
            "without_gezag": pupils.filter(~Exists(gezag)),
            "missing": current.exclude(missing_since=None),
            "staff_without_account": staff.filter(user=None),
            "staff_without_role": staff.filter(~Exists(role), user__isnull=False),
        }.items()
    }
    waiting: dict[int, list[SchoolImport]] = defaultdict(list)
    last: dict[int, SchoolImport] = {}
    imports = SchoolImport.objects.filter(school__in=kept).defer("content").order_by("uploaded_at")
    for one in imports.exclude(state=SchoolImport.State.CANCELLED):
        if one.state == SchoolImport.State.PREVIEW:
            waiting[one.school_id].append(one)
        else:
            last[one.school_id] = one
    return [
        SchoolState(
            school=one,
            waiting=waiting[one.pk],
            last_import=last.get(one.pk),
            **{name: found.get(one.pk, 0) for name, found in counts.items()},
        )
        for one in schools
    ]


def grants_for(user: Any) -> QuerySet[PupilGrant]:
    """Return the accesses to dossiers that `user` may end."""
    return PupilGrant.objects.filter(
        content_object__school__in=schools_with(user, "schools.grant_access")
    ).select_related("content_object__school__board")
