"""From which records something larger may start: a registry, so that rooms side by side stay apart.

`meldcode` opens a case from a signal or from an incident, and does not import `incidents`. A room
registers, in the `ready()` of its app, which of its records exist for whom, of which children they are,
and how they are named and found.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.models import Signal
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class Origin:
    """One kind of record. `rows(user)` says what exists for the reader, with all that the others read.

    `pupils` are the children that a record is about, whom it befell first; `address` is its page.
    """

    kind: str
    label: Promise
    rows: Callable[[Any], QuerySet[Any]]
    pupils: Callable[[Any], Sequence[Pupil]]
    day: Callable[[Any], date]
    address: Callable[[Any], str]


_origins: dict[str, Origin] = {}


def register_origin(origin: Origin) -> Origin:
    """Add a kind of record. Raises ValueError for a kind that is there already. Returns it."""
    if origin.kind in _origins:
        raise ValueError(f"{origin.kind} is registered already")
    _origins[origin.kind] = origin
    return origin


def origin_of(kind: str) -> Origin:
    """Return a kind of record. Raises KeyError for a kind that no room registers."""
    return _origins[kind]


def find_origin(kind: str, key: uuid.UUID | None, user: Any) -> Any | None:
    """Return one record of a kind by its id; None when it does not exist for `user`."""
    origin = _origins.get(kind)
    return origin.rows(user).filter(pk=key).first() if origin is not None else None


SIGNAL = register_origin(
    Origin(
        kind="signal",
        label=_("Signal"),
        rows=lambda user: Signal.objects.visible_to(user).select_related("pupil"),
        pupils=lambda signal: [signal.pupil],
        day=lambda signal: signal.occurred_on,
        address=lambda signal: reverse("dossiers:signal", args=[signal.pk]),
    )
)
