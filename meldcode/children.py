"""How old the children of a case are, and whether their own view is asked for (M8). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.workdays import today
from schools.models import Pupil

ASKED_FROM_AGE: Final = 12  # M8: from this age on the child is spoken with and told


def age_on(child: Pupil, day: date) -> int | None:
    """Return the age in years on a day; None when the date of birth is not known."""
    born = child.birth_date
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_asked(child: Pupil, day: date) -> bool:
    """Return whether the law asks that somebody talks with the child: from twelve years on."""
    age = age_on(child, day)
    return age is not None and age >= ASKED_FROM_AGE


def child_heard(talks: list[Any], skips: list[Any]) -> bool:
    """Return whether a child was heard, alone or in the talk with its parents, or why not was recorded."""
    talked = any(talk.partner == "child" or talk.child for talk in talks)
    return talked or any(skip.partner == "child" for skip in skips)


@dataclass(frozen=True, slots=True)
class Age:
    """A child with its age in years today, and whether its own view is asked for."""

    child: Pupil
    years: int | None
    asked: bool


def ages(children: Iterable[Pupil]) -> list[Age]:
    """Return the children with their ages today."""
    day = today()
    return [Age(child, age_on(child, day), is_asked(child, day)) for child in children]
