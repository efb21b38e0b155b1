"""What in a text could tell about which child it is: found in it, or replaced by words without a name (A5).

Names of the school as the writing help finds them (`writing.masking`), but strictly: small letters count,
parts of a double name count, and nobody's name may stay. Only a word that Dutch has as well (everyday.py) is
the word when it stands alone without a capital. Beside names: the school and its BRIN, e-mail addresses,
telephone numbers, addresses, long numbers and exact dates.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from core.context import acting_as_system
from dossiers.disclosure import MAIL, PHONE
from meldcode.everyday import EVERYDAY
from meldcode.models import Case
from schools.models import Guardian, Pupil, School
from writing.asides import word_before
from writing.masking import Found, Kind, NameTable, Part, Person, folded
from writing.names import everybody_at, somebody


class Sort(StrEnum):
    """What kind of thing was found, and so what it becomes."""

    CHILD = "child"
    PARENT = "parent"
    OTHER_CHILD = "other_child"
    SOMEBODY = "somebody"
    SCHOOL = "school"
    MAIL = "mail"
    PHONE = "phone"
    ADDRESS = "address"
    NUMBER = "number"
    DATE = "date"


WORDS: Final[MappingProxyType[Sort, Promise]] = MappingProxyType(
    {
        Sort.CHILD: gettext_lazy("the name of the child"),
        Sort.PARENT: gettext_lazy("a name in the family"),
        Sort.OTHER_CHILD: gettext_lazy("a name of your school"),
        Sort.SOMEBODY: gettext_lazy("a name of your school"),
        Sort.SCHOOL: gettext_lazy("your school"),
        Sort.MAIL: gettext_lazy("an e-mail address"),
        Sort.PHONE: gettext_lazy("a telephone number"),
        Sort.ADDRESS: gettext_lazy("an address"),
        Sort.NUMBER: gettext_lazy("a number that somebody can be found by"),
        Sort.DATE: gettext_lazy("an exact date"),
    }
)

_MONTHS: Final = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mrt|maart|apr(?:il)?|mei|jun[ie]?|jul[iy]?|aug(?:ustus)?"
    r"|sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR: Final = r"(?:19|20)\d{2}"
_PATTERNS: Final = (
    (Sort.MAIL, MAIL),
    (Sort.PHONE, PHONE),
    (
        Sort.DATE,
        re.compile(
            rf"(?<![\w-])(?:\d{{1,2}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?(?:{_YEAR}|\d{{2}})|{_YEAR}[-/.]\d{{1,2}}[-/.]"
            rf"\d{{1,2}}|\d{{1,2}}\s+{_MONTHS}\.?\s+{_YEAR})(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (Sort.ADDRESS, re.compile(r"(?<!\w)[1-9]\d{3}(?:\s?[A-Z]{2}|[a-z]{2})(?!\w)")),
    (
        Sort.ADDRESS,
        re.compile(
            r"(?<!\w)[^\W\d_]{3,}(?:straat|laan|weg|plein|kade|gracht|singel|steeg|dijk|hof)\s+\d{1,4}\s?[a-z]?(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (Sort.NUMBER, re.compile(r"(?<!\d)\d{8,}(?!\d)")),
)
_DIGITS: Final = re.compile(r"\d[\d\s().+-]{6,20}\d")
_BRIN: Final = re.compile(r"(?<!\w)\d{2}[A-Za-z]{2}(?:\d{2})?(?!\w)")
_PHONE_END: Final = 8  # the digits at the end in which +31 6 and 06 are alike
# Letters that no accent makes of another one, kept as they are in capitals or small letters.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
     "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i", "ŋ": "n",
     "ĳ": "ij", "Ĳ": "IJ"}
)  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST_PART: Final = 3
_PASSES: Final = 2  # what is put in could stand beside a name that counts only then
_PREFIXES: Final = frozenset(
    """
    aan af al d da de del den der des di dos du een el en het in l la le les op s t te ten ter toe tot uit
    van vd von
    """.split()  # noqa: SIM905 (a list of words reads better in lines)
)
# 'de boer' is a farmer; nobody writes 'ter horst' but of a person.
_ARTICLES: Final = frozenset({"", "de", "het", "van de", "van het"})
_KINDS_OF_SCHOOL: Final = re.compile(
    r"\b(?:basisschool|school|scholen|stichting|vereniging|bestuur|onderwijs|primair|openbaar|christelijk|"
    r"katholiek|obs|cbs|rkbs|pcbs|kbs|sbo|ibs|locatie)\b",
    re.IGNORECASE,
)
_BEFORE_CALL: Final = frozenset({"juf", "juffrouw", "meester"})
_BEFORE_LAST: Final = frozenset(
    {"mevrouw", "mevr", "mw", "meneer", "mijnheer", "heer", "dhr", "familie", "fam", "dr", "drs"}
)
# Before a name they go with it: 'mevrouw Visser' becomes 'somebody of the family'.
_GO_ALONG: Final = _BEFORE_CALL | _BEFORE_LAST


@dataclass(frozen=True, slots=True)
class Hit:
    """From `start` up to `end` of the plain text something tells about whom it is."""

    start: int
    end: int
    sort: Sort
    found: str


@dataclass(frozen=True, slots=True)
class Identifying:
    """All that could tell about whom a text of one case is; read once for any number of texts."""

    tables: tuple[tuple[Sort, NameTable], ...]
    brins: frozenset[str]
    phones: frozenset[str]
    birthdays: frozenset[tuple[int, int]]

    def hits(self, text: str) -> list[Hit]:
        """Return what is found in `plain(text)`, in order, none over another; the longest counts."""
        text = plain(text)
        found = sorted(self._all(text), key=lambda hit: (hit.start, -hit.end))
        kept: list[Hit] = []
        for hit in found:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept

    def masked(self, text: str) -> str:
        """Return `text` with words without a name for what is found; `hits` finds nothing in it."""
        with override("nl"):  # the record is in Dutch, whoever makes it
            words = _replacements()
        text = plain(text)
        for _pass in range(_PASSES):
            for hit in reversed(self.hits(text)):
                start = _with_title(text, hit)
                text = text[:start] + _placed(text[:start], words[hit.sort]) + text[hit.end :]
        return text

    def _all(self, text: str) -> Iterator[Hit]:
        for sort, table in self.tables:
            for found in table.find(text, small=True):
                if _is_name(text, found):
                    yield Hit(found.start, found.end, sort, text[found.start : found.end])
        for sort, pattern in _PATTERNS:
            if sort is Sort.MAIL and "@" not in text:
                continue  # in a word without end it would try each letter
            yield from (_hit(sort, found) for found in pattern.finditer(text))
        for code in _BRIN.finditer(text):
            if code.group()[:4].upper() in self.brins:
                yield _hit(Sort.SCHOOL, code)
        for digits in _DIGITS.finditer(text):
            if _end_of(digits.group()) in self.phones:
                yield _hit(Sort.PHONE, digits)
        yield from self._birthdays_in(text)

    def _birthdays_in(self, text: str) -> Iterator[Hit]:
        for found in re.finditer(
            rf"(?<![\w-])(\d{{1,2}})(?:\s+({_MONTHS})|[-/](\d{{1,2}}))(?!\w)", text, re.IGNORECASE
        ):
            day, word, number = found.groups()
            month = int(number) if number else _month(word)
            if (int(day), month) in self.birthdays:
                yield _hit(Sort.DATE, found)


def plain(text: str) -> str:
    """Return `text` as it is searched and kept: composed accents, no invisible signs, 'ss' for 'ß'."""
    composed = unicodedata.normalize("NFC", text).translate(_LETTERS)
    return "".join(one for one in composed if unicodedata.category(one) != "Cf")


def identifying(case: Case) -> Identifying:
    """Return what could tell about whom a text of this case is: as many queries for any school.

    Read as SYSTEM: a brother at a school where the writer may not look has a name as well, and so have
    those around him.
    """
    with acting_as_system():
        children = list(Pupil.objects.filter(case_links__case=case))
        family = list(Pupil.objects.filter(siblings__in=children).exclude(case_links__case=case))
        schools = list(School.objects.filter(board=case.school.board_id).select_related("board"))
        everybody = list(
            everybody_at({case.school_id, *(pupil.school_id for pupil in [*children, *family])})
        )
        around = [pupil.pk for pupil in [*children, *family]]
        guardians = list(Guardian.objects.filter(pupil__in=around).values_list("name", flat=True))
        phones = Guardian.objects.filter(school=case.school_id).exclude(phone="")
        ends = {_end_of(phone) for phone in phones.values_list("phone", flat=True)}
    relatives = [_pupil(pupil) for pupil in family]
    parents = [somebody(name) for name in guardians]
    own = [_pupil(child) for child in children]
    return Identifying(
        tables=(
            (Sort.CHILD, _table([Person(p.call_name, "", p.kind) for p in own], own)),
            (Sort.PARENT, _table([*parents, *relatives, *_surnames(own)])),
            (Sort.OTHER_CHILD, _table(one for one in everybody if one.kind is Kind.CHILD)),
            (Sort.SOMEBODY, _table(one for one in everybody if one.kind is not Kind.CHILD)),
            (Sort.SCHOOL, _table(_school_names(schools))),
        ),
        brins=frozenset(school.brin.upper() for school in schools),
        phones=frozenset(end for end in ends if len(end) == _PHONE_END),
        birthdays=frozenset(
            (child.birth_date.day, child.birth_date.month) for child in children if child.birth_date
        ),
    )


def _pupil(pupil: Pupil) -> Person:
    return Person(pupil.call_name, f"{pupil.prefix} {pupil.last_name}", Kind.CHILD)


def _surnames(people: Iterable[Person]) -> list[Person]:
    return [Person("", person.last_name, Kind.SOMEBODY) for person in people]


def _school_names(schools: Iterable[School]) -> Iterator[Person]:
    names = {name for school in schools for name in (school.name, school.board.name)}
    for name in names:
        yield Person("", _KINDS_OF_SCHOOL.sub(" ", name), Kind.SOMEBODY)


def _table(people: Iterable[Person], in_full: Iterable[Person] = ()) -> NameTable:
    """Return the table of every way to write these names; of `in_full` only call name and surname together."""
    whole = [Person(_plain_name(p.call_name), _plain_name(p.last_name), p.kind) for p in people]
    ways = chain(whole, chain.from_iterable(_parts(person) for person in whole))
    full = [
        Person(f"{_plain_name(p.call_name)} {last}", "", p.kind)
        for p in in_full
        for last in _ways_of(_plain_name(p.last_name))
    ]
    return NameTable.of([], [*ways, *full])


def _ways_of(last_name: str) -> set[str]:
    return {last_name, " ".join(_main(last_name))}


def _plain_name(name: str) -> str:
    return plain(name).strip()


def _parts(person: Person) -> Iterator[Person]:
    """Yield the parts of a double name, and names of several words as if they were one ('vandijk')."""
    calls, lasts = _WORD.findall(person.call_name), _main(person.last_name)
    for words in (calls, lasts):
        if len(words) > 1:
            yield Person("", "".join(words), person.kind)
    every = _WORD.findall(person.last_name)
    before = every[: len(every) - len(lasts)]
    if before:
        yield from (
            Person("", "".join([*before, *main]), person.kind) for main in (lasts, lasts[:1])
        )
    if len(calls) > 1:
        yield from (Person(part, "", person.kind) for part in calls if _counts(part))
    if len(lasts) > 1:
        yield from (Person("", part, person.kind) for part in lasts if _counts(part))


def _main(last_name: str) -> list[str]:
    """Return the words of a surname without the prefixes before it."""
    words = _WORD.findall(last_name)
    while len(words) > 1 and folded(words[0]) in _PREFIXES:
        words = words[1:]
    return words


def _counts(part: str) -> bool:
    return len(part) >= _SHORTEST_PART and folded(part) not in _PREFIXES


def _is_name(text: str, found: Found) -> bool:
    """Return whether a name is meant: anything but an everyday word in small letters, alone."""
    spelling = found.spelling
    written = text[found.start : found.end]
    if spelling.part is Part.FULL or written != written.lower():
        return True
    if _is_called(text, found):
        return True
    name = spelling.name
    words = [word for word in name if word not in _PREFIXES] or list(name)
    before_it = " ".join(name[: len(name) - len(words)])
    return before_it not in _ARTICLES or not all(word in EVERYDAY for word in words)


def _is_called(text: str, found: Found) -> bool:
    """Return whether what stands before it makes it a name: 'familie groot', 'j. de boer', 'juf roos'."""
    before = folded(word_before(text, found.start))
    if len(before) == 1:
        return before != "u"  # 'u wil'
    return before in (_BEFORE_CALL if found.spelling.part is Part.CALL else _BEFORE_LAST)


def _hit(sort: Sort, found: re.Match[str]) -> Hit:
    return Hit(found.start(), found.end(), sort, found.group())


def _end_of(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-_PHONE_END:]


def _month(word: str) -> int:
    starts = ("jan", "feb", "m", "apr", "mei", "jun", "jul", "aug", "sep", "o", "nov", "dec")
    if word.lower() == "mei":
        return 5
    return next(n for n, start in enumerate(starts, 1) if word.lower().startswith(start))


def _replacements() -> dict[Sort, str]:
    return {
        Sort.CHILD: _("the child"),
        Sort.PARENT: _("somebody of the family"),
        Sort.OTHER_CHILD: _("another child"),
        Sort.SOMEBODY: _("somebody else"),
        Sort.SCHOOL: _("the school"),
        Sort.MAIL: _("(e-mail address)"),
        Sort.PHONE: _("(telephone number)"),
        Sort.ADDRESS: _("(address)"),
        Sort.NUMBER: _("(number)"),
        Sort.DATE: _("(date)"),
    }


def _with_title(text: str, hit: Hit) -> int:
    """Return where the hit starts, with 'mevrouw' or 'juf' that goes along with a name."""
    before = word_before(text, hit.start)
    if hit.sort in {Sort.MAIL, Sort.PHONE, Sort.ADDRESS, Sort.NUMBER, Sort.DATE, Sort.SCHOOL}:
        return hit.start
    if folded(before) not in _GO_ALONG:
        return hit.start
    return text.rindex(before, 0, hit.start)


def _placed(before: str, words: str) -> str:
    start = not before.strip() or before.rstrip(" ")[-1] in ".!?\n:"
    return words[:1].upper() + words[1:] if start else words
