"""What the pages read before a case is opened or an acute report made: family, running case, whom to call."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from core.context import acting_as_system
from dossiers.origins import find_origin, origin_of
from meldcode.models import Case
from meldcode.texts import QUESTIONS
from meldcode.weighing import Question
from schools.models import Pupil, School
from schools.partners import NATIONAL_NUMBERS, partners_of, schools_of
from schools.staffing import holders


def family_here(pupils: Iterable[Pupil], user: Any) -> list[Pupil]:
    """Return brothers and sisters at the same school whom `user` may know, without the children (D7)."""
    inside = [pupil.pk for pupil in pupils]
    found = Pupil.objects.visible_to(user).filter(siblings__in=inside, left_on__isnull=True)
    schools = Pupil.objects.filter(pk__in=inside).values("school")
    return list(found.filter(school__in=schools).exclude(pk__in=inside).distinct())


def schools_of_family(pupils: Iterable[Pupil]) -> list[str]:
    """Return the names of other schools of the board where a brother or sister goes; never of a child.

    Asked as SYSTEM: that dossier does not exist for the reader. The AF HGKM there can be asked.
    """
    inside = [pupil.pk for pupil in pupils]
    with acting_as_system():
        family = Pupil.objects.filter(siblings__in=inside, left_on__isnull=True)
        own = School.objects.filter(pupils__in=inside)
        found = School.objects.filter(pupils__in=family, board__in=own.values("board"))
        return list(
            found.exclude(pk__in=own.values("pk")).distinct().values_list("name", flat=True)
        )


def running_of(pupils: Iterable[Pupil], user: Any) -> Case | None:
    """Return the running case in which this one child is, when it exists for `user`; None for several."""
    inside = [pupil.pk for pupil in pupils]
    if len(inside) != 1:
        return None
    return Case.objects.visible_to(user).open().filter(casepupil__pupil__in=inside).first()


def origin_url(case: Case, user: Any) -> str:
    """Return the page of what the case was opened from; '' when it does not exist for `user`, or is none."""
    if case.origin_ref is None:
        return ""
    found = find_origin(case.origin, case.origin_ref, user)
    return origin_of(case.origin).address(found) if found is not None else ""


def colleagues_at(school_id: int, user: User) -> list[User]:
    """Return who works with children at the school, without `user`: somebody may be involved in person."""
    return [one for one in holders(school_id, "dossiers.open_dossier") if one.pk != user.pk]


def leading_at(school_id: int) -> list[User]:
    """Return the AF HGKM and the manager of a school: to whom a worry is told in person (M2)."""
    return holders(school_id, "meldcode.report_now")


def _others(school: School, user: Any) -> list[User]:
    return [one for one in leading_at(school.pk) if one.pk != user.pk]


def whom_to_call(user: Any, school: School | None = None) -> dict[str, Any]:
    """Return the numbers and the words of a page for acute danger (K1, M7).

    The numbers near the school are there when it is clear which school it is; else there is a list of
    schools, each with its own. The national ones are always there.
    """
    schools = schools_of(user)
    if school is None and len(schools) == 1:
        school = schools[0]
    return {
        "national": NATIONAL_NUMBERS,
        "school": school,
        "schools": schools if school is None else [],
        "partners": partners_of(school, user) if school is not None else [],
        "meanings": QUESTIONS[Question.VEILIGHEID].terms,
        "told": _others(school, user) if school is not None else [],
    }
