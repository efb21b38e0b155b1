"""What is taken from an EDEXML file: frozen records, and the limits that the models share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The same numbers bound the columns of the models.
MAX_NAME: Final = 100
MAX_PREFIX: Final = 30
MAX_INITIALS: Final = 30
MAX_KEY: Final = 64
MAX_ECKID: Final = 200
MAX_USERNAME: Final = 150
MAX_EMAIL: Final = 254

Kind = Literal["group", "pupil", "teacher"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdexSchool:
    """Which school and year the file is about. `brin` is '' when only a `schoolkey` is given."""

    brin: str
    dependance: str
    schoolkey: str
    school_year: str
    reference_date: date | None
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EdexGroup:
    """A group; `composite` is a samengestelde_groep (such as a plusklas), which has no year."""

    line: int
    key: str
    stable: bool
    name: str
    year_group: str
    composite: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EdexPupil:
    """A pupil. Who it is stays out of `repr`, so that it can't slip into a log or a traceback."""

    line: int
    key: str
    stable: bool
    eckid: str = field(repr=False)
    last_name: str = field(repr=False)
    prefix: str = field(repr=False)
    first_names: str = field(repr=False)
    initials: str = field(repr=False)
    call_name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    gender: str = field(repr=False)
    year_group: str
    group_key: str
    starts_on: date | None
    leaves_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EdexTeacher:
    """A member of staff. `role_codes` are a proposal at most: the standard (and S2) forbid that a
    file gives rights by itself."""

    line: int
    key: str
    stable: bool
    eckid: str = field(repr=False)
    last_name: str = field(repr=False)
    prefix: str = field(repr=False)
    initials: str = field(repr=False)
    call_name: str = field(repr=False)
    username: str = field(repr=False)
    email: str = field(repr=False)
    role_codes: tuple[str, ...]
    group_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdexRefusal:
    """A record that was left out. `key` is '' when the key itself is what's wrong."""

    kind: Kind
    key: str
    line: int
    element: str
    message: StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class EdexFile:
    """All that is taken from a file: of one school, in one school year."""

    school: EdexSchool
    groups: tuple[EdexGroup, ...]
    pupils: tuple[EdexPupil, ...]
    teachers: tuple[EdexTeacher, ...]
    refused: tuple[EdexRefusal, ...]
