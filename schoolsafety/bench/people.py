"""The registry of the bench: one board, its schools, groups, pupils, guardians and staff."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from core.names import search_key, sort_key
from core.workdays import AMSTERDAM, school_year_label, school_year_of, today
from schools.edexml_sample_names import BOYS, GIRLS, LAST_NAMES, MEN, WOMEN
from schools.models import (
    Board,
    Group,
    GroupTeacher,
    Guardian,
    Membership,
    Placement,
    Pupil,
    School,
    SchoolImport,
    SchoolYear,
    StaffMember,
)
from schools.roles import Role
from schoolsafety.bench.copying import Loader

PUPILS_A_SCHOOL = 400
PUPILS_A_GROUP = 25
YEARS = 5
HEAVY_KEY = "heavy"  # the pupil with the fullest dossier


@dataclass(frozen=True, slots=True)
class Class:
    """A group of this year with its teacher and pupils."""

    group: Group
    teacher: User
    pupils: list[Pupil]


@dataclass(slots=True)
class Staffed:
    """A school with the people of it that write."""

    school: School
    classes: list[Class]
    af: User
    manager: User
    busy: int = 1  # how many times as much as elsewhere happens here

    @property
    def pupils(self) -> list[Pupil]:
        """Every pupil of the school."""
        return [pupil for one in self.classes for pupil in one.pupils]


@dataclass(frozen=True, slots=True)
class Founded:
    """The board, its school years (the running one first) and who keeps its registry."""

    board: Board
    years: list[SchoolYear]
    keeper: User


@dataclass(slots=True)
class People:
    """Makes the registry; the same `seed` makes the same."""

    loader: Loader
    rng: Random
    day: date = field(default_factory=today)
    password: str = field(default_factory=lambda: make_password(None))

    def found(self) -> Founded:
        """Return the board, with its bestuur and functioneel beheerder."""
        board = self.loader.add(Board(name="Stichting Veel Scholen"))
        bestuur, keeper = self._user("bestuur"), self._user("beheerder")
        self._member(bestuur, board, None, Role.BESTUUR)
        self._member(keeper, board, None, Role.BEHEERDER)
        return Founded(board, self._years(), keeper)

    def _years(self) -> list[SchoolYear]:
        found, begin = [], school_year_of(self.day)[0]
        for back in range(YEARS):
            starts_on, ends_on = school_year_of(begin.replace(year=begin.year - back))
            name = school_year_label(starts_on)
            found.append(
                self.loader.add(SchoolYear(name=name, starts_on=starts_on, ends_on=ends_on))
            )
        return found

    def school(self, founded: Founded, number: int, pupils: int) -> Staffed:
        """Return school `number` (from 1) of the board, with `pupils` pupils."""
        board, years = founded.board, founded.years
        letters = f"{chr(65 + number // 100 % 26)}{chr(65 + number // 2600)}"
        brin = f"{number % 100:02}{letters}"
        school = self.loader.add(School(board=board, name=f"School {number:03}", brin=brin))
        self._import(school, founded.keeper)
        classes = [
            self._class(school, years, number, nth, size)
            for nth, size in enumerate(_sizes(pupils), start=1)
        ]
        staff = {}
        for role in (Role.AF_HGKM, Role.MANAGER):
            staff[role] = self._user(f"{role.value}-{number}")
            self._member(staff[role], board, school, role)
            self._staff(school, staff[role])
        return Staffed(school, classes, staff[Role.AF_HGKM], staff[Role.MANAGER])

    def _class(
        self, school: School, years: list[SchoolYear], number: int, nth: int, size: int
    ) -> Class:
        grade = str((nth - 1) // 2 % 8 + 1)
        groups = [
            self.loader.add(
                Group(
                    school=school,
                    school_year=year,
                    key=f"g{nth}",
                    name=f"Groep {grade}{'ab'[nth % 2]}",
                    year_group=grade,
                )
            )
            for year in years[:2]
        ]
        teacher = self._user(f"leerkracht-{number}-{nth}")
        self._member(teacher, school.board, school, Role.LEERKRACHT)
        staff = self._staff(school, teacher)
        self.loader.add(
            GroupTeacher(school=school, group=groups[0], staff=staff, starts_on=years[0].starts_on)
        )
        pupils = [self._pupil(school, f"{nth}-{n}", grade) for n in range(1, size + 1)]
        for pupil in pupils:
            self._placements(school, pupil, groups)
            self._guardian(school, pupil)
        return Class(groups[0], teacher, pupils)

    def _pupil(self, school: School, key: str, grade: str) -> Pupil:
        call_name = self.rng.choice(BOYS + GIRLS)
        prefix, last_name = self.rng.choice(LAST_NAMES)
        heavy = key == "1-1" and school.name == "School 001"
        return self.loader.add(
            Pupil(
                school=school,
                key=HEAVY_KEY if heavy else key,
                call_name=call_name,
                prefix=prefix,
                last_name=last_name,
                birth_date=self.day - timedelta(days=365 * (int(grade) + 3)),
                year_group=grade,
                sort_name=sort_key(f"{prefix} {last_name}", call_name),
                search_name=search_key(f"{call_name} {prefix} {last_name}"),
                starts_on=self.day - timedelta(days=700),
            )
        )

    def _placements(self, school: School, pupil: Pupil, groups: list[Group]) -> None:
        for group in groups:
            year = group.school_year
            self.loader.add(
                Placement(
                    school=school,
                    pupil=pupil,
                    group=group,
                    starts_on=year.starts_on,
                    ends_on=None if group is groups[0] else year.ends_on,
                )
            )

    def _guardian(self, school: School, pupil: Pupil) -> None:
        for nth, names in enumerate((WOMEN, MEN)):
            name = f"{self.rng.choice(names)} {pupil.last_name}"
            account = nth == 0 or pupil.key == HEAVY_KEY
            user = self._user(f"ouder-{nth}-{pupil.key}-{school.pk}", name) if account else None
            self.loader.add(
                Guardian(
                    school=school,
                    pupil=pupil,
                    name=name,
                    relation="ouder",
                    gezag=pupil.key == HEAVY_KEY or self.rng.random() < 0.98,
                    user=user,
                    starts_on=self.day - timedelta(days=700),
                )
            )

    def _user(self, username: str, name: str = "") -> User:
        person = f"{self.rng.choice(MEN + WOMEN)} {self.rng.choice(LAST_NAMES)[1]}"
        return self.loader.add(
            User(
                username=username,
                password=self.password,
                display_name=name or person,
                email=f"{username}@example.invalid",
                date_joined=timezone.now(),
            )
        )

    def _member(self, user: User, board: Board, school: School | None, role: Role) -> None:
        since = self.day - timedelta(days=700)
        self.loader.add(
            Membership(user=user, board=board, school=school, role=role, starts_on=since)
        )

    def _staff(self, school: School, user: User) -> StaffMember:
        call_name, _space, last_name = user.display_name.partition(" ")
        return self.loader.add(
            StaffMember(
                school=school,
                key=user.username,
                call_name=call_name,
                last_name=last_name,
                sort_name=sort_key(last_name, call_name),
                user=user,
            )
        )

    def _import(self, school: School, keeper: User) -> None:
        moment = datetime.combine(self.day - timedelta(days=20), time(12), AMSTERDAM)
        self.loader.add(
            SchoolImport(
                school=school,
                uploaded_by=keeper,
                uploaded_at=moment,
                applied_at=moment,
                state=SchoolImport.State.APPLIED,
            )
        )


def _sizes(pupils: int) -> list[int]:
    whole, rest = divmod(pupils, PUPILS_A_GROUP)
    return [PUPILS_A_GROUP] * whole + ([rest] if rest else [])
