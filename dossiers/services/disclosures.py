"""Opening a signal to the child's parents (A1). Not opening it is withholding it (A4)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict
from dossiers import events
from dossiers.disclosure import dump, reading
from dossiers.models import Disclosure, Signal
from dossiers.services.guard import account_of, lock_pupil, require
from dossiers.services.terms import close_term
from writing.names import names_around


@transaction.atomic
def disclose_signal(*, actor: Actor, signal: Signal, number: int) -> Disclosure:
    """Let parents read version `number`, masked as the preview showed it. Returns the disclosure.

    A version is opened once: a repeat returns the first. Raises PermissionDenied for others than AF
    HGKM and manager, Conflict if the signal was corrected since the preview.
    """
    pupil = lock_pupil(signal.pupil_id)
    require(actor, "dossiers.disclose_entry", signal)
    version = signal.versions.order_by("-number")[0]
    if version.number != number:
        raise Conflict(
            _("Meanwhile this signal was corrected. Read it again as parents would read it.")
        )
    opened = Disclosure.objects.filter(version=version).first()
    if opened is not None:
        return opened
    made = Disclosure(
        school_id=signal.school_id,
        pupil=pupil,
        signal=signal,
        version=version,
        ground=Disclosure.Ground.DECIDED,
        author_id=account_of(actor),
        content=dump(reading(signal, version, names_around(pupil))),
    )
    made.save(force_insert=True)
    close_term(actor=actor, entry=signal)
    record(events.SIGNAL_DISCLOSED, actor=actor, obj=signal, version=number)
    return made
