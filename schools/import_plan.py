"""What a file would change at a school (S2): worked out without a query and without a write.

A record is recognised by its key, then by its eckid, **never by a name**. Two guards keep what was
logged about one child from ending up with another: a key and an eckid that point to different
children, and a key under which quite another child is known (as after a change of
administration), are refused. Nobody is deleted: who isn't in the file is flagged as missing,
unless the file holds a refused record with that key.

An empty value never wipes a known one, except in a name: version 1.03 has no e-mail, which doesn't
mean that it's gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.edexml import EdexGroup, EdexPupil, EdexRefusal, EdexTeacher
from schools.models import Group, Pupil, StaffMember

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise as _StrPromise

FIELD_LABELS: Final[dict[str, Promise]] = {
    "key": _("key"),
    "eckid": _("ECK iD"),
    "name": _("name"),
    "call_name": _("first name"),
    "prefix": _("prefix"),
    "last_name": _("last name"),
    "first_names": _("first names"),
    "initials": _("initials"),
    "birth_date": _("date of birth"),
    "gender": _("gender"),
    "year_group": _("year group"),
    "starts_on": _("first day"),
    "left_on": _("last day"),
    "email": _("e-mail"),
    "role_codes": _("tasks in the administration"),
    "groups": _("groups"),
}
NAMES: Final = frozenset({"call_name", "prefix", "last_name", "initials"})
"""Fields in which an empty value of the file counts: a prefix may well be dropped."""
_ALWAYS: Final = NAMES | {"left_on"}

E = TypeVar("E", EdexGroup, EdexPupil, EdexTeacher)
M = TypeVar("M", Group, Pupil, StaffMember)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that would change."""

    field: str
    old: Any = attribute(repr=False)
    new: Any = attribute(repr=False)

    @property
    def label(self) -> Promise:
        """What the field is called for people."""
        return FIELD_LABELS[self.field]


@dataclass(slots=True)
class Entry(Generic[E, M]):
    """A record of the file beside the row it was recognised as (`known`, None when it's new).

    `moved_from` and `moved_to` are filled for a pupil that changes group.
    """

    record: E
    known: M | None
    values: Values = attribute(repr=False)
    differences: tuple[Difference, ...] = ()
    returned: bool = False
    moved_from: Group | None = None
    moved_to: str = ""

    @property
    def name(self) -> str:
        """The name as the preview shows it."""
        if "name" in self.values:
            return str(self.values["name"])
        parts = (self.values["call_name"], self.values["prefix"], self.values["last_name"])
        return " ".join(part for part in parts if part)


@dataclass(slots=True)
class Section(Generic[E, M]):
    """What a file means for one kind of record. `entries` are all that were taken."""

    entries: list[Entry[E, M]] = attribute(default_factory=list)
    gone: list[M] = attribute(default_factory=list)
    refused: list[EdexRefusal] = attribute(default_factory=list)

    @property
    def new(self) -> list[Entry[E, M]]:
        """Not known yet."""
        return [entry for entry in self.entries if entry.known is None]

    @property
    def changed(self) -> list[Entry[E, M]]:
        """Known, with at least one other value."""
        return [entry for entry in self.entries if entry.known is not None and entry.differences]

    @property
    def moved(self) -> list[Entry[E, M]]:
        """Known, and in another group than before."""
        return [entry for entry in self.entries if entry.moved_from is not None]

    @property
    def returned(self) -> list[Entry[E, M]]:
        """Known as missing or as having left, and back."""
        return [entry for entry in self.entries if entry.returned]


@dataclass(frozen=True, slots=True)
class Known(Generic[M]):
    """The rows of a school, to be found by key or eckid."""

    by_key: dict[str, M]
    by_eckid: dict[str, M]

    @classmethod
    def of(cls, rows: Iterable[M]) -> Known[M]:
        """Index `rows`; groups have no eckid."""
        rows = list(rows)
        eckids = {getattr(row, "eckid", ""): row for row in rows}
        eckids.pop("", None)
        return cls({row.key: row for row in rows}, eckids)


def synthetic_key(eckid: str) -> str:
    """The key to store for whom the file gives only an unstable one: it follows from the eckid.

    It starts with '#', as no stable key does, so it never answers to a key of a file.
    """
    return "#" + hashlib.sha256(eckid.encode()).hexdigest()[:40]


def compare(
    kind: Literal["group", "pupil", "teacher"],
    records: Sequence[E],
    known: Known[M],
    refused: Iterable[EdexRefusal],
    values_of: Callable[[E], Values],
) -> Section[E, M]:
    """Lay `records` beside `known`; `refused` are the parser's refusals of this `kind`."""
    section: Section[E, M] = Section(refused=[one for one in refused if one.kind == kind])
    # A refused record still says that its owner is there.
    seen = {row.pk for one in section.refused if (row := known.by_key.get(one.key))}
    # A key is the stronger sign, so whoever is known by key has the first claim on a row.
    for record in sorted(records, key=lambda one: one.key not in known.by_key):
        row, fault = _recognise(record, known)
        if row is not None and row.pk in seen and not fault:
            fault = _("This record points to somebody who is in the file already.")
        # Whoever a doubtful record may be about isn't missing either.
        seen |= {one.pk for one in _candidates(record, known)}
        if fault:
            section.refused.append(_refusal(kind, record, fault))
            continue
        section.entries.append(_entry(record, row, values_of(record)))
    section.gone = [
        row for row in known.by_key.values() if row.pk not in seen and row.missing_since is None
    ]
    order = {record.key: place for place, record in enumerate(records)}
    section.entries.sort(key=lambda entry: order[entry.record.key])
    return section


def _refusal(
    kind: Literal["group", "pupil", "teacher"],
    record: EdexGroup | EdexPupil | EdexTeacher,
    message: _StrPromise,
) -> EdexRefusal:
    return EdexRefusal(kind=kind, key=record.key, line=record.line, element="key", message=message)


def _candidates(record: E, known: Known[M]) -> list[M]:
    """Whom `record` may be about: who has its key, if that is lasting, then who has its eckid."""
    by_key = known.by_key.get(record.key) if record.stable else None
    by_eckid = known.by_eckid.get(getattr(record, "eckid", ""))
    return [row for row in (by_key, by_eckid) if row is not None]


def _recognise(record: E, known: Known[M]) -> tuple[M | None, _StrPromise | None]:
    """The row that `record` is about, and what forbids to take it, if anything."""
    if not record.stable and not getattr(record, "eckid", ""):
        return None, _("This key is not lasting (#) and there is no ECK iD to go by.")
    found = _candidates(record, known)
    if len({row.pk for row in found}) > 1:
        return found[0], _("The key and the ECK iD point to two different people.")
    row = found[0] if found else None
    if isinstance(row, Pupil) and isinstance(record, EdexPupil) and _is_another(row, record):
        return row, _("Under this key another child is known.")
    return row, None


def _is_another(known: Pupil, record: EdexPupil) -> bool:
    """Whether a key now stands for somebody else: it takes two signs, never a name alone."""
    if record.eckid and record.eckid == known.eckid:
        return False
    if not record.birth_date or not known.birth_date or record.birth_date == known.birth_date:
        return False
    other_eckid = bool(record.eckid and known.eckid)
    other_names = known.call_name != call_name_of(record) and known.last_name != record.last_name
    return other_eckid or other_names


def _entry(record: E, row: M | None, values: Values) -> Entry[E, M]:
    if row is None:
        if not record.stable:
            values["key"] = synthetic_key(getattr(record, "eckid", ""))
        return Entry(record, None, values)
    if not record.stable:
        values["key"] = row.key
    differences = tuple(_differences(row, values))
    return Entry(record, row, values, differences, returned=row.missing_since is not None)


def _differences(row: Group | Pupil | StaffMember, values: Values) -> Iterator[Difference]:
    for name, new in values.items():
        old = getattr(row, name)
        if new in ("", None) and name not in _ALWAYS:
            continue
        if new == "0" and name == "gender":
            continue
        if old != new:
            yield Difference(name, old, new)


# From the file's words to the columns


def group_values(record: EdexGroup) -> Values:
    """The columns of a group."""
    return {"key": record.key, "name": record.name, "year_group": record.year_group}


def pupil_values(record: EdexPupil) -> Values:
    """The columns of a pupil; the keys for sorting and searching are added when it's written."""
    return {
        "key": record.key,
        "eckid": record.eckid,
        "call_name": call_name_of(record),
        "prefix": record.prefix,
        "last_name": record.last_name,
        "first_names": record.first_names,
        "initials": record.initials,
        "birth_date": record.birth_date,
        "gender": record.gender,
        "year_group": record.year_group,
        "starts_on": record.starts_on,
        "left_on": record.leaves_on,
    }


def staff_values(record: EdexTeacher) -> Values:
    """The columns of a member of staff. The codes are kept as a hint for who gives the roles."""
    return {
        "key": record.key,
        "eckid": record.eckid,
        "call_name": record.call_name,
        "initials": record.initials,
        "prefix": record.prefix,
        "last_name": record.last_name,
        "email": record.email,
        "role_codes": ",".join(record.role_codes),
    }


def call_name_of(record: EdexPupil) -> str:
    """What to call a child by: not every administration fills in the call name."""
    return record.call_name or record.first_names or record.initials


def has_left(left_on: date | None, today: date) -> bool:
    """Whether the last day is over."""
    return left_on is not None and left_on < today
