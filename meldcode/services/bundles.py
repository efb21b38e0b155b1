"""Looking back on the cases of a school: the clock opens it, AF HGKM and manager write it (M11, T).

Each year, and every two years over the two before. A school without cases looks back too: that there was
none is something to look at.
"""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import SYSTEM, Actor
from core.context import acting_as
from core.duties import claim_each, each_alone, together
from core.errors import Conflict
from core.once import already_made
from core.workdays import school_year_of, today
from meldcode import bundle_notices, events
from meldcode.models import Bundle, BundleText
from meldcode.services.base import needed, person, require
from schools.models import School

_DAY = timedelta(days=1)
# Opened late (a new school, a clock that stood still), it gets a term of its own.
_LEAST = timedelta(weeks=8)
_AHEAD = timedelta(weeks=4)


def periods(day: date) -> list[tuple[str, date, date]]:
    """Return what is looked back on from a day: the school year that ended last, and perhaps two (T).

    The two years are those that end in an even year, so that every school does it in the same summer.
    """
    ended = school_year_of(day)[0] - _DAY
    starts_on, ends_on = school_year_of(ended)
    found = [(Bundle.Kind.YEAR.value, starts_on, ends_on)]
    if ends_on.year % 2 == 0:
        before, _end = school_year_of(starts_on - _DAY)
        found.append((Bundle.Kind.TWO_YEARS.value, before, ends_on))
    return found


def open_bundles(*, actor: Actor) -> int:
    """Open what each school has to look back on and has not yet; tell AF HGKM and manager.

    `actor` is SYSTEM: the clock opens. Safe to run twice. Returns how many schools got something, each
    in a transaction of its own. Raises SomeFailed when some could not be.
    """
    wanted = periods(today())
    with acting_as(actor):
        schools = list(School.objects.order_by("pk").values_list("pk", flat=True))
        there = set(Bundle.objects.filter(ends_on=wanted[0][2]).values_list("school_id", "kind"))
    missing = [pk for pk in schools if any((pk, kind) not in there for kind, *_days in wanted)]
    return each_alone(missing, lambda pk: _open(pk, wanted, actor), "bundles of school")


def _open(school_id: int, wanted: list[tuple[str, date, date]], actor: Actor) -> bool:
    """Open one school's. Returns False when another run did so meanwhile."""
    School.objects.select_for_update(no_key=True).get(pk=school_id)
    there = Bundle.objects.filter(school_id=school_id, ends_on=wanted[0][2])
    kinds = set(there.values_list("kind", flat=True))
    for kind, starts_on, ends_on in wanted:
        if kind in kinds:
            continue
        due_on = max(date(ends_on.year, 10, 1), today() + _LEAST)
        bundle = Bundle(
            school_id=school_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            due_on=due_on,
            remind_on=due_on - _AHEAD,
        )
        bundle.save(force_insert=True)
        record(events.BUNDLE_OPENED, actor=actor, obj=bundle, kind=kind, ends_on=ends_on)
        bundle_notices.opened(bundle)
    return len(kinds) < len(wanted)


def remind_bundles(*, on: date | None = None) -> int:
    """Remind of looking back that comes near, and warn of what is late. Each once; returns how many."""
    day = on or today()
    waiting = Bundle.objects.open()
    return together(
        lambda: claim_each(waiting.filter(remind_on__lte=day), "reminded_at", _remind),
        lambda: claim_each(Bundle.objects.overdue(day), "escalated_at", _escalate),
    )


def _remind(bundle: Bundle) -> None:
    record(events.BUNDLE_REMINDED, actor=SYSTEM, obj=bundle, kind=bundle.kind)
    bundle_notices.reminder(bundle)


def _escalate(bundle: Bundle) -> None:
    record(events.BUNDLE_ESCALATED, actor=SYSTEM, obj=bundle, kind=bundle.kind)
    bundle_notices.escalation(bundle)


@transaction.atomic
def write_bundle(
    *,
    actor: Actor,
    bundle: Bundle,
    key: uuid.UUID,
    seen_version: int,
    seen: str,
    measures: str,
    bottlenecks: str = "",
) -> BundleText:
    """Write a version of what is concluded. The first one is what had to be done. Returns it.

    `seen_version` is the version the form started from. Raises PermissionDenied; Conflict when somebody
    wrote a version meanwhile; Refused when a compulsory text is empty.
    """
    made = already_made(BundleText, key, author_id=person(actor), bundle_id=bundle.pk)
    if made is not None:
        return made
    found: Bundle = Bundle.objects.select_for_update(of=("self",)).get(pk=bundle.pk)
    require(actor, "meldcode.bundle", found)
    number = (found.texts.values_list("number", flat=True).first() or 0) + 1
    if number != seen_version + 1:
        raise Conflict(
            _(
                "A colleague wrote a newer version meanwhile. Compare your text with it, and save again."
            )
        )
    new = BundleText(
        pk=key,
        school_id=found.school_id,
        bundle=found,
        author_id=person(actor),
        number=number,
        seen=needed(seen, "seen"),
        bottlenecks=bottlenecks.strip(),
        measures=needed(measures, "measures"),
    )
    new.save(force_insert=True)
    if found.is_open:
        found.done_on, found.done_by_id = today(), person(actor)
        found.save(update_fields=["done_on", "done_by"])
    record(events.BUNDLE_WRITTEN, actor=actor, obj=found, record=str(new.pk), number=number)
    return new
