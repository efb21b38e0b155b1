"""Which names stand around a pupil: read from the school, for masking and for the writing help."""

from schools.models import Guardian, Pupil
from writing.masking import Kind, NameTable, Person


def names_around(pupil: Pupil) -> NameTable:
    """Return the names to keep (of the pupil and its parents) and to mask (of others at the school).

    Needs an actor who sees the whole school: the AF HGKM or the manager, never a parent.
    """
    school = pupil.school_id
    own = [Person(pupil.call_name, f"{pupil.prefix} {pupil.last_name}", Kind.KEEP)]
    others = []
    pupils = Pupil.objects.filter(school=school).exclude(pk=pupil.pk)
    for call_name, prefix, last_name in pupils.values_list("call_name", "prefix", "last_name"):
        others.append(Person(call_name, f"{prefix} {last_name}", Kind.CHILD))
    guardians = Guardian.objects.filter(school=school).values_list("pupil_id", "name")
    for pupil_id, name in guardians:
        call_name, _space, last_name = name.strip().partition(" ")
        if pupil_id == pupil.pk:
            own.append(Person(call_name, last_name, Kind.KEEP))
        else:
            others.append(Person(call_name, last_name, Kind.SOMEBODY))
    return NameTable.of(own, others)
