"""What Veilig Thuis was told in its investigation (A7). For AF HGKM and manager alone."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import IllegalTransition, Refused
from core.once import already_made
from dossiers import events
from dossiers.models import InformationGiven
from dossiers.services.guard import account_of, needed, past_day, require
from schools.models import Pupil
from schools.staffing import holders

RECORD = "dossiers.record_information"
Approved = InformationGiven.Approved


@dataclass(frozen=True, slots=True)
class Told:
    """What was told to whom, and on which ground (A7)."""

    given_on: date
    asked_by: str
    manner: str
    what: str
    consent: bool
    file_number: str = ""
    no_consent_reason: str = ""


@transaction.atomic
def record_information(
    *, actor: Actor, pupil: Pupil, key: uuid.UUID, given_by: User, told: Told
) -> InformationGiven:
    """Write down what `given_by` told Veilig Thuis. Returns it, also for the same form sent again.

    Whether the written account is right is asked after until somebody says so. Raises PermissionDenied
    for others than AF HGKM and manager; Refused for a day in the future, somebody of another school, no
    asker or text, an unknown manner, or no consent without the reason.
    """
    made = already_made(InformationGiven, key, author_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    require(actor, RECORD, pupil)
    past_day(told.given_on, "given_on")
    if given_by not in holders(pupil.school_id, "dossiers.open_dossier"):
        raise Refused(_("Choose somebody who works at this school."), field="given_by")
    if told.manner not in InformationGiven.Manner.values:
        raise Refused(_("Choose how it was told."), field="manner")
    information = InformationGiven(
        pk=key,
        school_id=pupil.school_id,
        pupil=pupil,
        author_id=account_of(actor),
        given_by=given_by,
        **_checked(told),
    )
    information.save(force_insert=True)
    record(
        events.INFORMATION_GIVEN, actor=actor, obj=information, manner=told.manner,
        consent=told.consent,
    )  # fmt: skip
    return information


@transaction.atomic
def approve_information(
    *, actor: Actor, information: InformationGiven, approved: str, approved_on: date, note: str = ""
) -> InformationGiven:
    """Write down whether the account of Veilig Thuis is right. The same answer again changes nothing.

    Raises PermissionDenied for others than AF HGKM and manager; Refused for no answer, a day before it was told or
    in the future, and 'not approved' without what is wrong; IllegalTransition if another answer stands.
    """
    locked: InformationGiven = InformationGiven.objects.select_for_update(of=("self",)).get(
        pk=information.pk
    )
    require(actor, RECORD, locked)
    if locked.approved != Approved.WAITING:
        if locked.approved == approved and locked.approved_on == approved_on:
            return locked
        raise IllegalTransition(_("The account was looked at already. Reload the page."))
    if approved not in {Approved.YES, Approved.NO}:
        raise Refused(_("Choose whether the account is right."), field="approved")
    past_day(approved_on, "approved_on")
    if approved_on < locked.given_on:
        raise Refused(_("This day lies before the information was given."), field="approved_on")
    note = note.strip()
    if approved == Approved.NO:
        note = needed(note, "note", _("Say what is not right in the account."))
    locked.approved, locked.approved_on, locked.approval_note = approved, approved_on, note
    locked.save(update_fields=["approved", "approved_on", "approval_note"])
    record(events.INFORMATION_APPROVED, actor=actor, obj=locked, approved=approved)
    return locked


def _checked(told: Told) -> dict[str, object]:
    values = asdict(told)
    values["asked_by"] = needed(told.asked_by, "asked_by", _("Say who of Veilig Thuis asked."))
    values["what"] = needed(told.what, "what", _("Write what was told."))
    values["file_number"] = told.file_number.strip()
    if told.consent:
        values["no_consent_reason"] = ""
    else:
        values["no_consent_reason"] = needed(
            told.no_consent_reason, "no_consent_reason", _("Say why without consent.")
        )
    return values
