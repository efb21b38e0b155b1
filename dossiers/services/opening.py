"""The clock opens what nobody withheld (A1), asks a person where it may not, and tells who did not look.

One transaction a row, with the pupil locked as every writer of a dossier does.
"""

from datetime import date
from typing import Any

from audit.services import record
from core.actors import SYSTEM
from core.context import acting_as_system
from core.duties import claim_each, each_alone
from dossiers import events, notifications
from dossiers.models import Disclosure, DisclosureTerm, entry_of
from dossiers.services.disclosures import open_entry
from dossiers.services.guard import lock_pupil
from dossiers.services.terms import close_term, is_withheld, needs_decision


def open_due(day: date) -> int:
    """Open to parents what has come to its day, except where a person decides. Returns how many."""
    with acting_as_system():
        terms = DisclosureTerm.objects.open().filter(due_on__lte=day, decide=False)
        keys = list(terms.values_list("pk", flat=True))
    return each_alone(keys, lambda key: _open(key, day), "dossiers.disclosureterm opening")


def remind_terms(day: date) -> int:
    """Show the AF HGKM what parents read soon, or what waits for a decision. Returns how many."""
    due = DisclosureTerm.objects.open().filter(remind_on__lte=day)
    return claim_each(due, "reminded_at", _remind)


def escalate_terms(day: date) -> int:
    """Tell the manager what nobody decided in time. Returns how many."""
    late = DisclosureTerm.objects.overdue(day).filter(decide=True)
    return claim_each(late, "escalated_at", _escalate)


def _open(key: Any, day: date) -> bool:
    """Open one, if it is still to be opened. Returns whether it is."""
    pupil = lock_pupil(DisclosureTerm.objects.values_list("pupil", flat=True).get(pk=key))
    found = DisclosureTerm.objects.open().select_for_update(of=("self",), no_key=True)
    term = found.filter(pk=key, due_on__lte=day, decide=False).first()
    if term is None:
        return False
    entry = entry_of(term)
    if is_withheld(entry):
        close_term(actor=SYSTEM, entry=entry)
        return False
    if needs_decision(entry):
        _leave_to_a_person(term)
        return False
    open_entry(actor=SYSTEM, pupil=pupil, entry=entry, ground=Disclosure.Ground.TERM)
    return True


def _leave_to_a_person(term: DisclosureTerm) -> None:
    term.decide = True
    term.save(update_fields=["decide"])
    record(events.TERM_DECIDE, actor=SYSTEM, obj=term)
    notifications.opens_soon(term)


def _remind(term: DisclosureTerm) -> None:
    if not term.decide and needs_decision(entry_of(term)):
        _leave_to_a_person(term)
    record(events.TERM_REMINDED, actor=SYSTEM, obj=term, decide=term.decide)
    notifications.opens_soon(term)


def _escalate(term: DisclosureTerm) -> None:
    record(events.TERM_ESCALATED, actor=SYSTEM, obj=term)
    notifications.undecided(term)
