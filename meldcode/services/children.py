"""The children of a case: locked in one order, each in one running case, none of a case that is kept from
who acts (D7, R1)."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.actors import Actor
from core.context import acting_as_system
from core.errors import Refused
from meldcode.models import Case, CasePupil
from meldcode.scope import shut_out
from meldcode.workflow import State
from schools.models import Pupil


def lock_children(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Return each child once, in the given order, locked until the end of the transaction.

    Whoever opens, widens or opens again a case locks its children first and the case after them, so that
    two who do it at the same moment queue up. Raises PermissionDenied for a child out of reach.
    """
    wanted = list(dict.fromkeys(pupil.pk for pupil in pupils))
    rows = Pupil.objects.filter(pk__in=wanted)
    if rows.count() != len(wanted):
        raise PermissionDenied("a child of another school")
    # As SYSTEM: a deputy reads the children of the case, and a lock asks for the right to change them.
    with acting_as_system():
        locked = rows.select_for_update(no_key=True).order_by("pk")
        found = {pupil.pk: pupil for pupil in locked}
    return [found[key] for key in wanted]


def running_case(pupil: Pupil) -> Case | None:
    """Return the running case in which this child is, as the first one or added to it (D7)."""
    return Case.objects.open().filter(casepupil__pupil=pupil).first()


def in_other_case(pupils: Iterable[Pupil], *, but: Case | None = None) -> bool:
    """Return whether one of these children is in a running case, `but` that one."""
    found = Case.objects.open().filter(casepupil__pupil__in=[pupil.pk for pupil in pupils])
    return (found.exclude(pk=but.pk) if but else found).exists()


def not_kept_from(actor: Actor, pupils: Iterable[Pupil]) -> None:
    """Raise Refused when a running case about one of the children is kept from `actor`.

    In words that say nothing of a case: neither that there is one, nor why.
    """
    out = shut_out(actor)
    if not out:
        return
    with acting_as_system():
        links = CasePupil.objects.filter(case__in=out, pupil__in=[pupil.pk for pupil in pupils])
        kept = links.exclude(case__state=State.CLOSED).exists()
    if kept:
        raise Refused(
            _(
                "You cannot record this about this child. Tell a colleague who is AF HGKM or manager, or "
                "the board, what you know. Is the child in danger? Then call 112 or Veilig Thuis yourself."
            )
        )
