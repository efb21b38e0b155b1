"""Which names stand around a pupil: read from the school, for masking and for the writing help."""

from collections.abc import Iterator
from typing import Any

from schools.models import Guardian, Pupil, School
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
