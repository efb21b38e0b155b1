"""EDEXML (Edustandaard 1.03, 2.0, 2.1): how a pupil administration hands over a school.

`parse` knows two kinds of faults, and the difference is deliberate:

* **The file can't be trusted** (no XML, a DTD, another root, no school, no pupils, broken off):
  `EdexError`, nothing is taken from it. Half a file would flag half a school as gone.
* **One record can't be trusted** (no key, a key used twice, an unknown group, an impossible date):
  that record is in `refused` with its line and element, the others are read. One typing error
  in the administration must not hold up four hundred children; the preview shows what was left out.

Of records that share a key *none* is taken: to guess which child a key means is to risk that what
was logged about one child ends up with another. Codes that aren't known (a newer version of the
standard, a local habit) are read as 'unknown': no reason to leave a child out. Messages name the
line and the element, never a value: no child's name ends up in a log or a mail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import BinaryIO, Final, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.edexml.reader import MAX_BYTES, EdexError, Node, read
from schools.edexml.records import (
    MAX_ECKID,
    MAX_EMAIL,
    MAX_INITIALS,
    MAX_KEY,
    MAX_NAME,
    MAX_PREFIX,
    MAX_USERNAME,
    EdexFile,
    EdexGroup,
    EdexPupil,
    EdexRefusal,
    EdexSchool,
    EdexTeacher,
    Kind,
)
from schools.edexml.values import (
    FaultError,
    attribute_of,
    code_of,
    date_of,
    email_of,
    fault_at,
    is_stable,
    key_of,
    names_of,
    shorten,
    text_of,
)

__all__ = [
    "MAX_BYTES",
    "MAX_ECKID",
    "MAX_EMAIL",
    "MAX_INITIALS",
    "MAX_KEY",
    "MAX_NAME",
    "MAX_PREFIX",
    "MAX_USERNAME",
    "EdexError",
    "EdexFile",
    "EdexGroup",
    "EdexPupil",
    "EdexRefusal",
    "EdexSchool",
    "EdexTeacher",
    "parse",
]

MAX_YEARS_OLD: Final = 30
"""Primary schools have children of 3 to 14; older than this in a file is 1917 typed for 2017."""

GENDERS: Final = frozenset("0129")
YEAR_GROUPS: Final = frozenset([*"012345678SHBDVCN", "11", "12", "13", "14", "15", "16"])
NO_YEAR: Final = frozenset(["", "C", "N"])
"""Codes of a group that say nothing of its pupils' year: the year stands with each pupil."""
ROLE_CODES: Final = frozenset(
    (
        *("ADJ", "ADM", "CON", "DIR", "ICT", "IB", "KLA", "LRK", "LOS", "LOC"),
        *("OWA", "OUD", "RT", "SMW", "STA", "TAL", "VAK"),
    )
)


def parse(source: bytes | BinaryIO, *, today: date | None = None) -> EdexFile:
    """Read an EDEXML file.

    Takes the bytes or a binary stream, and the day against which dates are held (today, in the
    Netherlands). Returns an `EdexFile`; it never depends on what is in the database.

    Raises EdexError, and nothing else, for a file that can't be used as a whole.
    """
    root = read(source)
    day = today or timezone.localdate()
    school = _school(_section(root, "school", required=True))
    groups, refused = _collect("group", _groups_of(root), _group)
    known = {group.key: group for group in groups}
    pupil_nodes = list(_section(root, "leerlingen", required=True).all("leerling"))
    if not pupil_nodes:
        raise EdexError(_("There are no pupils in this file."), None, "leerlingen")
    pupils, refused_pupils = _collect(
        "pupil", pupil_nodes, lambda node, key: _pupil(node, key, known, day)
    )
    staff_nodes = list(_section(root, "leerkrachten").all("leerkracht"))
    teachers, refused_staff = _collect(
        "teacher", staff_nodes, lambda node, key: _teacher(node, key, known)
    )
    return EdexFile(
        school=school,
        groups=tuple(groups),
        pupils=tuple(pupils),
        teachers=tuple(teachers),
        refused=(*refused, *refused_pupils, *refused_staff),
    )


# The parts of the file


def _section(root: Node, tag: str, *, required: bool = False) -> Node:
    found = list(root.all(tag))
    if len(found) > 1:
        raise EdexError(_("This part occurs twice in the file."), found[1].line, tag)
    if found:
        return found[0]
    if required:
        raise EdexError(_("A part that every EDEXML file has is missing."), root.line, tag)
    return Node(tag, root.line, {})


def _groups_of(root: Node) -> list[Node]:
    return list(_section(root, "groepen").all("groep", "samengestelde_groep"))


_Record = TypeVar("_Record")


def _collect(
    kind: Kind, nodes: Sequence[Node], build: Callable[[Node, str], _Record]
) -> tuple[list[_Record], list[EdexRefusal]]:
    keys = Counter(filter(None, map(_key_or_none, nodes)))
    eckids = Counter(filter(None, (node.attributes.get("eckid", "").strip() for node in nodes)))
    taken: list[_Record] = []
    refused: list[EdexRefusal] = []
    for node in nodes:
        try:
            key = key_of(node)
            if keys[key] > 1 or eckids[node.attributes.get("eckid", "").strip()] > 1:
                raise FaultError(_("This key is used more than once."), node.line, node.tag)
            taken.append(build(node, key))
        except FaultError as fault:
            refused.append(_refusal(kind, node, fault))
    return taken, refused


def _key_or_none(node: Node) -> str | None:
    try:
        return key_of(node)
    except FaultError:
        return None


def _refusal(kind: Kind, node: Node, fault: FaultError) -> EdexRefusal:
    return EdexRefusal(
        kind=kind,
        key=_key_or_none(node) or "",
        line=fault.line,
        element=fault.element,
        message=fault.message,
    )


def _school(node: Node) -> EdexSchool:
    try:
        brin = text_of(node, "brincode", 20).upper()
        schoolkey = text_of(node, "schoolkey", MAX_KEY)
        if not brin and not schoolkey:
            raise FaultError(
                _("The file does not say which school it is about: there is no BRIN code."),
                node.line,
                "brincode",
            )
        if brin and not re.fullmatch(r"[0-9]{2}[A-Z]{2}", brin):
            raise fault_at(node, "brincode", _("A BRIN code is two digits and two letters."))
        return EdexSchool(
            brin=brin,
            dependance=_dependance(node),
            schoolkey=schoolkey,
            school_year=_school_year(node),
            reference_date=date_of(node, "peildatum"),
            version=_version(node),
        )
    except FaultError as fault:
        raise EdexError(fault.message, fault.line, fault.element) from fault


def _dependance(node: Node) -> str:
    code = text_of(node, "dependancecode", 20) or "00"
    if not re.fullmatch(r"[0-9]{1,2}", code):
        raise fault_at(node, "dependancecode", _("The code of a location is two digits."))
    return code.zfill(2)


def _school_year(node: Node) -> str:
    # The published list of years ends at 2024-2025; later files are as good.
    years = re.fullmatch(r"([0-9]{4})-([0-9]{4})", text_of(node, "schooljaar", 20))
    if not years or int(years[2]) != int(years[1]) + 1 or not 1990 <= int(years[1]) <= 2099:
        raise fault_at(node, "schooljaar", _("The school year must be written like 2026-2027."))
    return years[0]


def _version(node: Node) -> str:
    found = node.first("xsdversie")
    # Only shown, so an odd value is no reason to refuse a file.
    version = found.text.strip() if found else ""
    return version if re.fullmatch(r"[0-9.]{1,10}", version) else ""


def _group(node: Node, key: str) -> EdexGroup:
    name = text_of(node, "naam", MAX_NAME)
    if not name:
        raise FaultError(_("The name is missing."), node.line, "naam")
    return EdexGroup(
        line=node.line,
        key=key,
        stable=is_stable(key),
        name=name,
        year_group=code_of(node, "jaargroep", YEAR_GROUPS),
        composite=node.tag == "samengestelde_groep",
    )


def _pupil(node: Node, key: str, groups: dict[str, EdexGroup], today: date) -> EdexPupil:
    names = names_of(node)
    group = _pupil_group(node, groups)
    year_group = code_of(node, "jaargroep", YEAR_GROUPS)
    if not year_group and group and group.year_group not in NO_YEAR:
        year_group = group.year_group
    starts_on, leaves_on = date_of(node, "instroomdatum"), date_of(node, "uitstroomdatum")
    if starts_on and leaves_on and leaves_on < starts_on:
        raise fault_at(node, "uitstroomdatum", _("The last day lies before the first."))
    return EdexPupil(
        line=node.line,
        key=key,
        stable=is_stable(key),
        eckid=attribute_of(node, "eckid", MAX_ECKID),
        last_name=names["achternaam"],
        prefix=names["voorvoegsel"],
        first_names=names["voornamen"],
        initials=names["voorletters-1"],
        call_name=names["roepnaam"],
        birth_date=_birth_date(node, today),
        gender=code_of(node, "geslacht", GENDERS) or "0",
        year_group=year_group,
        group_key=group.key if group else "",
        starts_on=starts_on,
        leaves_on=leaves_on,
    )


def _pupil_group(node: Node, groups: dict[str, EdexGroup]) -> EdexGroup | None:
    reference = node.first("groep")
    if reference is None:
        return None
    group = groups.get(key_of(reference))
    if group is None or group.composite:
        raise FaultError(_("This group is not in the file."), reference.line, "groep")
    return group


def _birth_date(node: Node, today: date) -> date | None:
    born = date_of(node, "geboortedatum")
    if born and not today.year - MAX_YEARS_OLD <= born.year:
        raise fault_at(node, "geboortedatum", _("This date of birth is too long ago for a pupil."))
    if born and born > today:
        raise fault_at(node, "geboortedatum", _("This date of birth lies in the future."))
    return born


def _teacher(node: Node, key: str, groups: dict[str, EdexGroup]) -> EdexTeacher:
    names = names_of(node)
    codes = [shorten(found.text) for found in node.all("rol")]
    return EdexTeacher(
        line=node.line,
        key=key,
        stable=is_stable(key),
        eckid=attribute_of(node, "eckid", MAX_ECKID),
        last_name=names["achternaam"],
        prefix=names["voorvoegsel"],
        initials=names["voorletters-1"],
        call_name=names["roepnaam"],
        username=text_of(node, "gebruikersnaam", MAX_USERNAME),
        email=email_of(node),
        role_codes=tuple(dict.fromkeys(code for code in codes if code in ROLE_CODES)),
        group_keys=tuple(dict.fromkeys(_teacher_groups(node, groups))),
    )


def _teacher_groups(node: Node, groups: dict[str, EdexGroup]) -> Iterable[str]:
    for section in node.all("groepen"):
        for reference in section.all("groep", "samengestelde_groep"):
            key = key_of(reference)
            if key not in groups:
                raise FaultError(_("This group is not in the file."), reference.line, reference.tag)
            yield key
