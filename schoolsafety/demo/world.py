"""Board, schools, accounts, roles, parents, brothers and sisters: what every story stands on."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.services import create_account
from core.actors import SYSTEM
from core.workdays import school_year_of, today
from schools.edexml import parse
from schools.edexml_sample import SampleSchool, render
from schools.edexml_sample_names import MEN, WOMEN
from schools.imports import apply_import
from schools.models import Board, Guardian, Pupil, School, SchoolImport, StaffMember
from schools.services import access, guardians, importing, staff
from schoolsafety.demo import accounts
from schoolsafety.demo.clock import at, last_school_year, workday_before
from schoolsafety.demo.schools import Files, regenboog, wilg, with_changes

_NAMESPACE = uuid.UUID("6f1f2a52-6f0c-4d3e-8a4e-2b1f5f0f7c11")


def key(*words: object) -> uuid.UUID:
    """Return the key of a record: the same words always give the same one, as a form sent twice."""
    return uuid.uuid5(_NAMESPACE, "/".join(map(str, words)))


@dataclass(slots=True)
class World:
    """What the stories use: schools, people by login name, children by call name and surname."""

    board: Board
    regenboog: School
    wilg: School
    users: dict[str, User] = field(default_factory=dict)

    def user(self, username: str) -> User:
        """Return an account by its login name."""
        return self.users[username]

    def pupil(self, call_name: str, last_name: str) -> Pupil:
        """Return a child of a story."""
        return Pupil.objects.get(call_name=call_name, last_name=last_name)


def build() -> World:
    """Make the world. The caller acts as the system, in a database without a board."""
    first_day = school_year_of(today())[0]
    board = Board.objects.create(name=accounts.BOARD)
    big = School.objects.create(board=board, name="De Regenboog", brin="99DB")
    small = School.objects.create(board=board, name="De Wilg", brin="99DW")
    world = World(board, big, small)
    files = (regenboog(first_day), wilg(first_day))
    with at(last_school_year() + timedelta(days=1), 9):
        for school, of_school in zip((big, small), files, strict=True):
            file = parse(BytesIO(render(of_school.last_year)))
            apply_import(actor=SYSTEM, board=board, file=file, school=school)
        _people(world)
        _guardians(world)
    _imports(world, files, first_day)
    _siblings(world)
    with at(workday_before(40), 9):
        _other_parents(world)
    _stand_in(world)
    return world


def _imports(world: World, files: tuple[Files, Files], first_day: date) -> None:
    """This year's files through the browser's own way: confirmed, cancelled, and one that waits."""
    beheerder = world.user("beheerder")
    with at(first_day + timedelta(days=20), 8):
        for school, of_school in zip((world.regenboog, world.wilg), files, strict=True):
            upload = _upload(world, school, of_school.this_year, "this year")
            importing.confirm(
                actor=beheerder,
                upload=upload,
                seen=importing.fingerprint(importing.plan_of(upload)),
            )
    with at(workday_before(20), 8):
        importing.cancel(
            actor=beheerder,
            upload=_upload(world, world.regenboog, files[0].this_year, "by mistake"),
        )
    with at(workday_before(1), 8):
        _upload(world, world.wilg, with_changes(files[1].this_year), "waits")


def _upload(world: World, school: School, file: SampleSchool, word: str) -> SchoolImport:
    return importing.upload(
        actor=world.user("beheerder"),
        key=key("import", school.brin, word),
        content=render(file),
        board=world.board,
        school=school,
    )


def _people(world: World) -> None:
    """Accounts with their roles; the parents get theirs with their child."""
    places = {"regenboog": world.regenboog, "wilg": world.wilg, "bestuur": None}
    named = {str(member): member for member in StaffMember.objects.all()}
    for one in (accounts.BEHEERDER, *accounts.ACCOUNTS):
        if one in accounts.PARENTS or one.username in world.users:
            continue
        account = {
            "username": one.username,
            "email": one.email,
            "display_name": one.name,
        }
        actor = world.users.get(accounts.BEHEERDER.username, SYSTEM)
        if one.name in named:
            user = staff.open_account(actor=actor, staff=named[one.name], **account)
        else:
            user = create_account(actor=actor, **account)
        world.users[one.username] = user
        for role, place in one.roles:
            staff.give_role(
                actor=actor,
                user=user,
                board=world.board,
                school=places[place],
                role=role,
                starts_on=today(),
            )


def _guardians(world: World) -> None:
    """Two homes, a parent who lost gezag, one who is blocked; one parent has children at both schools."""
    beheerder = world.user("beheerder")
    noor = world.pupil("Noor", "Veenstra")
    _guardian(world, noor, "ouder.maria", "moeder")
    _guardian(world, noor, "ouder.peter", "vader")
    _guardian(world, world.pupil("Mees", "Veenstra"), "ouder.maria", "moeder")
    lena = _guardian(world, world.pupil("Zoë", "Nowak"), "ouder.lena", "moeder")
    values = {name: getattr(lena, name) for name in guardians.FIELDS} | {"gezag": False}
    guardians.change_guardian(actor=beheerder, guardian=lena, values=values)
    frank = _guardian(world, world.pupil("Sem", "Blom"), "ouder.frank", "vader")
    guardians.set_portal_block(actor=beheerder, guardian=frank, blocked=True)


def _other_parents(world: World) -> None:
    """Parents as the school wrote them down, without an account, for the groups of the stories."""
    groups = ("3A", "4A", "5A", "6A", "7A", "8A", "5/6A")
    known = Guardian.objects.values("pupil")
    placed = Pupil.objects.filter(placements__group__name__in=groups, placements__ends_on=None)
    for number, pupil in enumerate(placed.exclude(pk__in=known).distinct()):
        relation, first = ("moeder", WOMEN) if number % 2 else ("vader", MEN)
        name = pupil.full_name.replace(pupil.call_name, first[number % len(first)], 1)
        _add(world, pupil, name, relation, "")


def _guardian(world: World, pupil: Pupil, username: str, relation: str) -> Guardian:
    beheerder = world.user("beheerder")
    one = next(parent for parent in accounts.PARENTS if parent.username == username)
    guardian = _add(world, pupil, one.name, relation, one.email)
    if username in world.users:
        guardians.link_portal(actor=beheerder, guardian=guardian, username=username)
    else:
        world.users[username] = guardians.open_portal(
            actor=beheerder, guardian=guardian, username=username, email=one.email
        )
    guardian.refresh_from_db()
    return guardian


def _add(world: World, pupil: Pupil, name: str, relation: str, email: str) -> Guardian:
    return guardians.add_guardian(
        actor=world.user("beheerder"),
        key=key("guardian", pupil.pk, name),
        pupil=pupil,
        values={
            "name": name,
            "relation": relation,
            "gezag": True,
            "email": email,
            "phone": "",
            "starts_on": today(),
            "ends_on": None,
        },
    )


def set_password(world: World) -> None:
    """Give every account the one password of the demo: hashing is slow on purpose, so it's done once."""
    people = [user.pk for user in world.users.values()]
    User.objects.filter(pk__in=people).update(password=make_password(accounts.PASSWORD))


def _siblings(world: World) -> None:
    world.pupil("Noor", "Veenstra").siblings.add(world.pupil("Mees", "Veenstra"))
    world.pupil("Daan", "Vliet").siblings.add(world.pupil("Lotte", "Vliet"))
    world.pupil("Roos", "Brand").siblings.add(world.pupil("Finn", "Brand"))


def _stand_in(world: World) -> None:
    access.give_access(
        actor=world.user("manager"),
        pupil=world.pupil("Thijs", "Boer"),
        user=world.user("invaller"),
        reason="Vervangt de leerkracht op dinsdag en begeleidt Thijs bij het rekenen.",
        expires_on=today() + timedelta(days=21),
    )
