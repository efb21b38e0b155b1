"""An invented school, and the EDEXML file that its pupil administration would hand over.

For the demo data and the tests: the same arguments always give the same bytes. No name here is of
a real child; the canaries are values that the import must never read, so a test can look for them.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from schools import edexml_sample_names as names

CANARIES: Final = {
    "bsn": "BSN-123456782",
    "onderwijsnummer": "OWN-900000013",
    "etniciteit": "ETN-KANARIE",
    "land": "LAND-KANARIE",
    "land_vader": "LAND-VADER-KANARIE",
    "land_moeder": "LAND-MOEDER-KANARIE",
    "gewicht_nieuw": "GEWN-KANARIE",
    "gewicht": "GEW-KANARIE",
    "fotourl": "https://foto.example/kanarie.jpg",
    "postcodenl": "9999KN",
    "toevoegingen": "TOEVOEGING-KANARIE",
}


@dataclass(slots=True)
class SampleGroup:
    """A group as the administration knows it; `years` has two entries for a combination."""

    key: str
    name: str
    years: tuple[int, ...]
    composite: bool = False


@dataclass(slots=True)
class SamplePerson:
    """A pupil or a teacher; a teacher has `roles` and `groups`, a pupil `year` and `group`."""

    key: str
    last_name: str
    prefix: str
    call_name: str
    gender: str
    born: date | None = None
    year: int = 0
    group: str = ""
    starts_on: date | None = None
    leaves_on: date | None = None
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def initials(self) -> str:
        """The first letter of each call name ('Anne-Lotte' has two)."""
        return "".join(f"{part[0]}." for part in self.call_name.replace("-", " ").split())


@dataclass(slots=True)
class SampleSchool:
    """Everything of one file; change it and `render` it again to play a later export."""

    brin: str
    dependance: str
    year: str
    reference_date: date
    groups: list[SampleGroup] = field(default_factory=list)
    pupils: list[SamplePerson] = field(default_factory=list)
    teachers: list[SamplePerson] = field(default_factory=list)


def sample_school(
    *,
    groups: int = 19,
    pupils: int = 400,
    teachers: int = 29,
    seed: int = 1,
    brin: str = "99ZZ",
    dependance: str = "00",
    year: str = "2026-2027",
) -> SampleSchool:
    """An invented school of this size; keys are unique within it and start at 1001 and 2001."""
    chance = random.Random(f"{seed}/{brin}/{dependance}")  # noqa: S311 - invents names, no secrets
    start = int(year[:4])
    school = SampleSchool(brin, dependance, year, date(start, 10, 1), groups=_groups(groups))
    for number in range(pupils):
        group = school.groups[number * groups // max(pupils, 1)]
        school.pupils.append(_pupil(chance, number, group, start))
    _siblings(chance, school.pupils)
    for number, special in enumerate(names.SPECIAL_PUPILS[: len(school.pupils)]):
        pupil = school.pupils[number * len(school.pupils) // len(names.SPECIAL_PUPILS)]
        pupil.call_name, pupil.prefix, pupil.last_name = special
    for number in range(teachers):
        school.teachers.append(_teacher(chance, number, school.groups))
    return school


def sample_file(
    *,
    version: str = "2.1",
    groups: int = 19,
    pupils: int = 400,
    teachers: int = 29,
    seed: int = 1,
    brin: str = "99ZZ",
    dependance: str = "00",
    year: str = "2026-2027",
) -> bytes:
    """The EDEXML file of `sample_school` in version 1.03, 2.0 or 2.1."""
    school = sample_school(
        groups=groups,
        pupils=pupils,
        teachers=teachers,
        seed=seed,
        brin=brin,
        dependance=dependance,
        year=year,
    )
    return render(school, version)


def _groups(count: int) -> list[SampleGroup]:
    """`count` groups over the years 1 to 8: toddlers' groups are combinations, the rest a year."""
    slots: list[tuple[int, ...]] = [(1, 2), (1, 2), *((year,) for year in range(3, 9))]
    found: list[SampleGroup] = []
    for number, years in enumerate(sorted(slots[index % len(slots)] for index in range(count))):
        letter = chr(65 + sum(group.years == years for group in found))
        label = "/".join(map(str, years))
        found.append(SampleGroup(f"g{number + 1}", f"{label}{letter}", years))
    return found


def _pupil(chance: random.Random, number: int, group: SampleGroup, start: int) -> SamplePerson:
    year = group.years[number % len(group.years)]
    # Who is in group 1 turned four before the school year began.
    born = date(start - year - 3, 7, 31) - timedelta(days=chance.randrange(303))
    gender = chance.choice("12")
    prefix, last_name = chance.choice(names.LAST_NAMES)
    return SamplePerson(
        key=str(1001 + number),
        last_name=last_name,
        prefix=prefix,
        call_name=chance.choice(names.BOYS if gender == "1" else names.GIRLS),
        gender=gender,
        born=born,
        year=year,
        group=group.key,
        starts_on=max(born.replace(year=born.year + 4, day=min(born.day, 28)), date(2010, 8, 1)),
    )


def _siblings(chance: random.Random, pupils: list[SamplePerson]) -> None:
    """Gives about a third of the pupils the surname of an older child at the school."""
    for number, pupil in enumerate(pupils):
        if number and chance.random() < 0.33:
            other = pupils[chance.randrange(number)]
            pupil.prefix, pupil.last_name = other.prefix, other.last_name


def _teacher(chance: random.Random, number: int, groups: list[SampleGroup]) -> SamplePerson:
    gender = chance.choice("1222")
    prefix, last_name = chance.choice(names.LAST_NAMES)
    specials = (("DIR",), ("IB",), ("ADM",), ("RT",), ("VAK",), ("ICT",))
    own_group = number < len(groups)
    return SamplePerson(
        key=str(2001 + number),
        last_name=last_name,
        prefix=prefix,
        call_name=chance.choice(names.MEN if gender == "1" else names.WOMEN),
        gender=gender,
        roles=("LRK",) if own_group else specials[(number - len(groups)) % len(specials)],
        groups=(groups[number].key,) if own_group else (),
    )


# Writing, in the order of the standard


def render(school: SampleSchool, version: str = "2.1") -> bytes:
    """`school` as the bytes of an EDEXML file in `version`, canaries included."""
    modern = version != "1.03"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<EDEX>", "<school>"]
    lines += [_tag("schooljaar", school.year)]
    lines += [_tag("peildatum", str(school.reference_date))] if modern else []
    lines += [_tag("brincode", school.brin), _tag("dependancecode", school.dependance)]
    lines += [_tag("aanmaakdatum", f"{school.reference_date}T08:00:00")]
    lines += [_tag("auteur", "Voorbeeldadministratie"), _tag("xsdversie", version)]
    lines += [_tag("commentaar", "Verzonnen gegevens"), _additions(), "</school>"]
    lines += ["<groepen>", *(_group_lines(group, modern) for group in school.groups), "</groepen>"]
    lines += ["<leerlingen>"]
    lines += [_pupil_lines(school, pupil, modern) for pupil in school.pupils]
    lines += ["</leerlingen>", "<leerkrachten>"]
    lines += [_teacher_lines(school, teacher, modern) for teacher in school.teachers]
    lines += ["</leerkrachten>", "</EDEX>", ""]
    return "\n".join(lines).encode()


def eckid(school: SampleSchool, person: SamplePerson) -> str:
    """The pseudonym that goes with a person: a URL with a long hash, as the real ones are."""
    digest = hashlib.sha512(f"{school.brin}{school.dependance}{person.key}".encode()).hexdigest()
    return f"https://ketenid.example/pilot/{digest}"


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _day(name: str, day: date | None) -> str:
    return _tag(name, day.isoformat() if day else "")


def _additions() -> str:
    return f"<toevoegingen><eigen>{CANARIES['toevoegingen']}</eigen></toevoegingen>"


def _block(name: str, attributes: dict[str, str], children: list[str]) -> str:
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return "\n".join(
        [f"<{name}{given}>", *(f"  {child}" for child in children if child), f"</{name}>"]
    )


def _group_lines(group: SampleGroup, modern: bool) -> str:
    if group.composite:
        return _block("samengestelde_groep", {"key": group.key}, [_tag("naam", group.name)])
    year = "C" if modern and len(group.years) > 1 else str(group.years[0])
    return _block("groep", {"key": group.key}, [_tag("naam", group.name), _tag("jaargroep", year)])


def _identity(school: SampleSchool, person: SamplePerson, modern: bool) -> dict[str, str]:
    found = {"key": person.key}
    return found | {"eckid": eckid(school, person)} if modern else found


def _name_lines(person: SamplePerson, modern: bool) -> list[str]:
    return [
        _tag("achternaam", person.last_name),
        _tag("voorvoegsel", person.prefix),
        _tag("voornamen", person.call_name) if modern else "",
        _tag("voorletters-1", person.initials),
        _tag("roepnaam", person.call_name),
    ]


def _pupil_lines(school: SampleSchool, pupil: SamplePerson, modern: bool) -> str:
    number = "bsn" if int("0" + "".join(filter(str.isdigit, pupil.key))) % 2 else "onderwijsnummer"
    private = ["fotourl"] if modern else []
    private += ["etniciteit", "land", "land_vader", "land_moeder", number]
    private += [*(["gewicht_nieuw"] if modern else []), "gewicht", "postcodenl"]
    reference = f"<groep key={quoteattr(pupil.group)}/>" if pupil.group else ""
    # In 1.03 a pupil has a group or a year, not both.
    show_year = pupil.year and (modern or not reference)
    return _block(
        "leerling",
        _identity(school, pupil, modern),
        [
            *_name_lines(pupil, modern),
            _day("geboortedatum", pupil.born),
            _tag("geslacht", pupil.gender),
            _tag("jaargroep", str(pupil.year)) if show_year else "",
            reference,
            *(_tag(name, CANARIES[name]) for name in private),
            _day("instroomdatum", pupil.starts_on),
            _day("uitstroomdatum", pupil.leaves_on),
            _additions(),
        ],
    )


def _teacher_lines(school: SampleSchool, teacher: SamplePerson, modern: bool) -> str:
    roles = "".join(_tag("rol", role) for role in teacher.roles) if modern else ""
    references = [f"<groep key={quoteattr(key)}>{roles}</groep>" for key in teacher.groups]
    login = f"medewerker{teacher.key}"
    return _block(
        "leerkracht",
        _identity(school, teacher, modern),
        [
            *_name_lines(teacher, modern),
            _tag("gebruikersnaam", login) if modern else "",
            _tag("emailadres", f"{login}@{school.brin.lower()}.example") if modern else "",
            roles,
            _block("groepen", {}, references) if references else "",
            _additions(),
        ],
    )
