"""Whom a school can call (K1): the national numbers that always hold, and what the school keeps itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.models import Partner, School


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A number that is the same for every school, in the order in which one needs it."""

    name: Promise
    phone: str
    hours: Promise
    note: Promise

    @property
    def tel(self) -> str:
        """The number as a telephone dials it."""
        return dialled(self.phone)


NATIONAL_NUMBERS: Final = (
    NationalNumber(
        _("Emergency number"),
        "112",
        _("Day and night"),
        _("A child is in danger now: police, ambulance."),
    ),
    NationalNumber(
        _("Veilig Thuis"),
        "0800-2000",
        _("Day and night, free of charge"),
        _("Advice and reporting: violence at home, child abuse."),
    ),
    NationalNumber(
        _("Vertrouwensinspecteur"),
        "0900-1113111",
        _("On working days, 8:00 to 17:00"),
        _(
            "Somebody who works at the school goes too far: sexual conduct, violence, radicalisation."
        ),
    ),
)
"""Shown everywhere, also when the school keeps no list of its own."""


def dialled(phone: str) -> str:
    """Return what stands behind `tel:`: digits, with a plus in front if it was written.

    >>> dialled("+31 (0)30 - 123 45 67")
    '+31301234567'
    """
    text = phone.replace("(0)", "") if phone.strip().startswith("+") else phone
    digits = re.sub(r"\D", "", text)
    return f"+{digits}" if phone.strip().startswith("+") else digits


def partners_of(school: School, user: Any) -> list[Partner]:
    """Return the sociale kaart of a school that `user` may see, in the order of who is called first."""
    found = Partner.objects.visible_to(user).filter(school=school)
    return in_order(found)


def in_order(partners: Iterable[Partner]) -> list[Partner]:
    """Return partners by kind, as the kinds stand in the model, and then by name."""
    order = list(Partner.Kind.values)
    return sorted(partners, key=lambda partner: (order.index(partner.kind), partner.name.lower()))


def schools_of(user: Any) -> list[School]:
    """Return the schools whose sociale kaart `user` may see, by name."""
    return list(School.objects.with_partners_for(user))
