"""Plain makers of test data, and one small world that most tests use."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from core.names import search_key, sort_key
from core.workdays import school_year_of, today
from schools.models import (
    Board,
    Group,
    GroupTeacher,
    Guardian,
    Membership,
    Placement,
    Pupil,
    School,
    SchoolYear,
    StaffMember,
)
from schools.roles import Role

PASSWORD = "correct-paard-batterij"
_number = count(1)


def make_user(username: str = "", name: str = "", **fields: Any) -> User:
    n = next(_number)
    username = username or f"user{n}"
    user = User(
        username=username,
        display_name=name or f"Persoon {n}",
        email=f"{username}@example.invalid",
        **fields,
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def make_school(board: Board | None = None, name: str = "") -> School:
    n = next(_number)
    board = board or Board.objects.create(name=f"Bestuur {n}")
    rest, digits = divmod(n, 100)
    rest, dependance = divmod(rest, 100)
    letters = chr(ord("A") + rest // 26) + chr(ord("A") + rest % 26)
    return School.objects.create(
        board=board,
        name=name or f"School {n}",
        brin=f"{digits:02}{letters}",
        dependance=f"{dependance:02}",
    )


def make_school_year(day: date | None = None) -> SchoolYear:
    starts_on, ends_on = school_year_of(day or today())
    year, _ = SchoolYear.objects.get_or_create(
        name=f"{starts_on.year}-{ends_on.year}",
        defaults={"starts_on": starts_on, "ends_on": ends_on},
    )
    return year


def make_group(school: School, name: str = "Groep 5") -> Group:
    return Group.objects.create(
        school=school,
        school_year=make_school_year(),
        key=f"g{next(_number)}",
        name=name,
        year_group="5",
    )


def make_pupil(
    school: School,
    group: Group | None = None,
    call_name: str = "Noor",
    prefix: str = "",
    last_name: str = "",
) -> Pupil:
    n = next(_number)
    last_name = last_name or f"Visser{n}"
    pupil = Pupil.objects.create(
        school=school,
        key=f"p{n}",
        call_name=call_name,
        prefix=prefix,
        last_name=last_name,
        birth_date=date(2017, 3, 1),
        year_group="5",
        sort_name=sort_key(last_name, call_name),
        search_name=search_key(f"{call_name} {prefix} {last_name}"),
    )
    if group:
        Placement.objects.create(
            school=school, pupil=pupil, group=group, starts_on=today() - timedelta(days=30)
        )
    return pupil


def make_member(user: User, school: School, role: Role, **fields: Any) -> Membership:
    fields.setdefault("starts_on", today() - timedelta(days=30))
    return Membership.objects.create(
        user=user, board=school.board, school=school, role=role, **fields
    )


def make_wide_member(user: User, board: Board, role: Role) -> Membership:
    return Membership.objects.create(
        user=user, board=board, role=role, starts_on=today() - timedelta(days=30)
    )


def make_teacher(school: School, group: Group | None = None, username: str = "") -> User:
    user = make_user(username)
    make_member(user, school, Role.LEERKRACHT)
    n = next(_number)
    staff = StaffMember.objects.create(
        school=school, key=f"s{n}", last_name=f"Leraar{n}", sort_name=f"leraar{n}", user=user
    )
    if group:
        GroupTeacher.objects.create(
            school=school, group=group, staff=staff, starts_on=today() - timedelta(days=30)
        )
    return user


def make_guardian(
    pupil: Pupil, user: User | None = None, *, gezag: bool = True, **fields: Any
) -> Guardian:
    fields.setdefault("starts_on", today() - timedelta(days=30))
    user = user or make_user()
    return Guardian.objects.create(
        school=pupil.school,
        pupil=pupil,
        name=user.display_name,
        relation="ouder",
        gezag=gezag,
        user=user,
        **fields,
    )


@dataclass
class World:
    """One board, two schools. Staff work at `school`; `other_*` belong to the other school."""

    board: Board
    school: School
    other_school: School
    group: Group
    other_group: Group  # of the same school, not the teacher's
    pupil: Pupil  # in the teacher's group
    second_pupil: Pupil  # same school, other group
    foreign_pupil: Pupil  # other school
    teacher: User
    colleague: User  # teacher of `other_group`
    af: User
    manager: User
    bestuur: User
    beheerder: User
    contactpersoon: User
    parent: User
    other_teacher: User
    other_af: User
    other_manager: User
    other_parent: User
    outsider: User  # an account without any role

    def user(self, name: str) -> User:
        found: User = getattr(self, name)
        return found


def make_world() -> World:
    board = Board.objects.create(name=f"Stichting De Brug {next(_number)}")
    school = make_school(board, "De Regenboog")
    other_school = make_school(board, "De Wilg")
    group, other_group = make_group(school, "Groep 5a"), make_group(school, "Groep 6b")
    foreign_group = make_group(other_school, "Groep 4")
    pupil = make_pupil(school, group, "Noor", "van", "Dijk")
    second_pupil = make_pupil(school, other_group, "Zoë", "", "'t Hoen")
    foreign_pupil = make_pupil(other_school, foreign_group, "Bram", "de", "Boer")

    def staff(role: Role, at: School) -> User:
        user = make_user()
        make_member(user, at, role)
        return user

    def wide(role: Role) -> User:
        user = make_user()
        make_wide_member(user, board, role)
        return user

    return World(
        board=board,
        school=school,
        other_school=other_school,
        group=group,
        other_group=other_group,
        pupil=pupil,
        second_pupil=second_pupil,
        foreign_pupil=foreign_pupil,
        teacher=make_teacher(school, group),
        colleague=make_teacher(school, other_group),
        af=staff(Role.AF_HGKM, school),
        manager=staff(Role.MANAGER, school),
        bestuur=wide(Role.BESTUUR),
        beheerder=wide(Role.BEHEERDER),
        contactpersoon=staff(Role.CONTACTPERSOON, school),
        parent=make_guardian(pupil).user,
        other_teacher=make_teacher(other_school, foreign_group),
        other_af=staff(Role.AF_HGKM, other_school),
        other_manager=staff(Role.MANAGER, other_school),
        other_parent=make_guardian(foreign_pupil).user,
        outsider=make_user(),
    )


def login(client: Any, user: User) -> None:
    """Log a user in without typing a password."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
