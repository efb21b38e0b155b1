"""A parent signs the report of a talk: 'seen' or 'agreed', in the portal or on paper (D8).

A signature belongs to one version and stays with it: a correction asks for a new one. Who signed, and
what was remarked, the other parent never sees (R7): Postgres shows a parent the own signatures alone.
"""

import uuid
from datetime import date
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from core.workdays import today
from dossiers import events, notifications
from dossiers.models import Attachment, Disclosure, Talk, TalkSignature
from dossiers.selectors.letters import is_newest
from dossiers.services.guard import account_of, lock_pupil, past_day
from dossiers.services.talk_reports import last_report
from dossiers.services.talks import lock_talk
from schools.models import Guardian


@transaction.atomic
def sign_report(
    *, actor: Actor, opened: Disclosure, key: uuid.UUID, answer: str, remark: str = ""
) -> TalkSignature:
    """Sign, as a parent, the version of a report that is open to this parent. Returns the signature.

    `opened` is what the parent read. The same answer twice is once. Raises PermissionDenied for whom it
    isn't open to now; Conflict if a newer version is open; Refused without an answer, or with another
    one than was given before.
    """
    made = already_made(TalkSignature, key, author_id=actor.pk, report_id=opened.report_id)
    if made is not None:
        return made
    report_id: Any = opened.report_id  # Postgres holds that a disclosure is of one entry
    if not rules.has_perm("dossiers.sign_report", actor, opened):
        raise PermissionDenied("dossiers.sign_report")  # the pupil isn't there to be locked
    lock_pupil(opened.pupil_id)
    if not is_newest(actor, opened):
        raise Conflict(_("The school corrected this report. Read the new text first."))
    guardian = Guardian.objects.of_reader(actor).filter(pupil=opened.pupil_id).first()
    signed, new = _signed(
        TalkSignature(
            pk=key,
            school_id=opened.school_id,
            report_id=report_id,
            guardian=guardian,
            answer=answer,
            way=TalkSignature.Way.PORTAL,
            signed_on=today(),
            author_id=account_of(actor),
            remark=remark.strip(),
        )
    )
    if new:
        details: dict[str, Any] = {"pupil_id": opened.pupil_id, "answer": answer}
        record(events.REPORT_SIGNED, actor=actor, obj=signed, **details)
        notifications.report_signed(opened, signed)
    return signed


@transaction.atomic
def record_paper(
    *,
    actor: Actor,
    talk: Talk,
    key: uuid.UUID,
    number: int,
    guardian: Guardian,
    answer: str,
    signed_on: date,
    remark: str = "",
    scan: Attachment | None = None,
) -> TalkSignature:
    """Record what a parent signed on paper, of version `number`. Returns it, also for a repeat.

    `scan` is a file of this talk. Raises PermissionDenied for who doesn't hold the talk; Conflict if the
    report was corrected since; Refused without an answer, for a parent of another child, a day to come
    or before the report was written, and if this parent signed in another way already.
    """
    made = already_made(TalkSignature, key, author_id=actor.pk, guardian_id=guardian.pk)
    if made is not None:
        return made
    locked = lock_talk(talk, actor)
    report = last_report(locked)
    if report is None:
        raise Refused(_("There is no report of this talk yet."))
    if report.number != number:
        raise Conflict(_("Meanwhile this report was corrected. Which version did the parent sign?"))
    if guardian.pupil_id != locked.pupil_id:
        raise Refused(_("Choose a parent of this child."), field="guardian")
    past_day(signed_on, "signed_on")
    if signed_on < report.held_on:
        raise Refused(_("This is before the talk. Check the date."), field="signed_on")
    if scan is not None and scan.talk_id != locked.pk:
        raise Refused(_("Choose a file of this talk."), field="scan")
    signed, new = _signed(
        TalkSignature(
            pk=key,
            school_id=locked.school_id,
            report=report,
            guardian=guardian,
            answer=answer,
            way=TalkSignature.Way.PAPER,
            signed_on=signed_on,
            author_id=account_of(actor),
            remark=remark.strip(),
            scan=scan,
        )
    )
    if new:
        details: dict[str, Any] = {
            "pupil_id": locked.pupil_id,
            "answer": answer,
            "guardian": guardian.pk,
        }
        record(events.PAPER_RECORDED, actor=actor, obj=signed, **details)
    return signed


def _signed(signature: TalkSignature) -> tuple[TalkSignature, bool]:
    """Keep the signature; the one that was there if it says the same. Raises Refused for another answer."""
    if signature.answer not in TalkSignature.Answer.values:
        raise Refused(_("Choose 'seen' or 'agreed'."), field="answer")
    earlier: TalkSignature | None = TalkSignature.objects.filter(
        report_id=signature.report_id, guardian_id=signature.guardian_id
    ).first()
    if earlier is None:
        signature.save(force_insert=True)
        return signature, True
    if earlier.answer == signature.answer and earlier.way == signature.way:
        return earlier, False
    raise Refused(_("This report was signed already by this parent."))
