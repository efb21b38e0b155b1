"""Which names stand around a pupil: read from the school, for masking and for the writing help."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from schools.models import Guardian, Membership, Pupil, School, StaffMember
from writing.asides import TITLES
from writing.masking import Kind, NameTable, Person


def names_around(pupil: Pupil) -> NameTable:
    """Return the names to keep (of the pupil and its parents) and to mask (of others at the school).

    Needs an actor who sees the whole school: staff, never a parent. Two queries.
    """
    own = [Person(pupil.call_name, f"{pupil.prefix} {pupil.last_name}", Kind.KEEP)]
    others = list(_pupils(pupil.school_id, but=pupil.pk))
    for pupil_id, person in _guardians(pupil.school_id):
        if pupil_id == pupil.pk:
            own.append(Person(person.call_name, person.last_name, Kind.KEEP))
        else:
            others.append(person)
    return NameTable.of(own, others)


def names_of_school(school: School) -> NameTable:
    """Return every name of a school as one to mask: for texts that are about no single pupil."""
    guardians = (person for _pupil, person in _guardians(school.pk))
    return NameTable.of([], [*_pupils(school.pk), *guardians])


def _pupils(school: int, *, but: Any = None) -> Iterator[Person]:
    rows = Pupil.objects.filter(school=school).exclude(pk=but)
    for call_name, prefix, last_name in rows.values_list("call_name", "prefix", "last_name"):
        yield Person(call_name, f"{prefix} {last_name}", Kind.CHILD)


def _guardians(school: int) -> Iterator[tuple[Any, Person]]:
    rows = Guardian.objects.filter(school=school).values_list("pupil_id", "name")
    for pupil_id, name in rows:
        call_name, _space, last_name = name.strip().partition(" ")
        yield pupil_id, Person(call_name, last_name, Kind.SOMEBODY)


def everybody_at(schools: Iterable[int]) -> Iterator[Person]:
    """Yield whoever has a name at these schools, whenever: pupils by each of their names, parents, staff.

    For a text in which nobody may be recognised. Four queries, however many there are.
    """
    here = set(schools)
    pupils = Pupil.objects.filter(school__in=here)
    names = pupils.values_list("call_name", "first_names", "prefix", "last_name")
    for call_name, first_names, prefix, last_name in names:
        for first in {call_name, *first_names.split()}:
            yield Person(first, f"{prefix} {last_name}", Kind.CHILD)
    for name in Guardian.objects.filter(school__in=here).values_list("name", flat=True):
        yield somebody(name)
    staff = StaffMember.objects.filter(school__in=here)
    for call_name, prefix, last_name in staff.values_list("call_name", "prefix", "last_name"):
        yield Person(call_name, f"{prefix} {last_name}", Kind.SOMEBODY)
    roles = Membership.objects.filter(
        Q(school__in=here) | Q(school__isnull=True, board__schools__in=here)
    )
    for name in roles.values_list("user__display_name", flat=True).distinct():
        yield somebody(name)


def somebody(name: str) -> Person:
    """Return who is meant by a name in one line: 'mw. A. de Vries' has no call name, 'Anna de Vries' has."""
    words = name.split()
    kept = [word for word in words if not _is_title(word)]
    if len(kept) < 2 or len(kept) < len(words):
        return Person("", " ".join(kept), Kind.SOMEBODY)
    return Person(kept[0], " ".join(kept[1:]), Kind.SOMEBODY)


def _is_title(word: str) -> bool:
    plain = word.strip(".").lower()
    return plain in TITLES or len(plain) == 1 or (word.endswith(".") and "." in word[:-1])
