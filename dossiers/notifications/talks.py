"""Talks with parents: a letter waits for a parent, a report to write or a signature for the staff.

That a report may be read is told with all that is opened to parents: see disclosure.py.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.mail import notify, register_notice
from dossiers.disclosure import reading_in
from dossiers.models import Disclosure, Talk, TalkSignature
from schools.models import Guardian

LETTER = register_notice("dossiers.letter_waits", _("A letter from school is ready for you."))
TO_WRITE = register_notice(
    "dossiers.report_to_write", _("A talk with parents has passed. Its report is not written yet.")
)
SIGNED = register_notice("dossiers.report_signed", _("A parent signed the report of a talk."))


def letter_waits(letter: Disclosure, guardian: Guardian) -> None:
    """Tell the parent, who has an account, that a letter waits."""
    if guardian.user_id is not None:
        path = reverse("portal:letter", args=[letter.pk])
        notify(user_id=guardian.user_id, notice=LETTER, path=path, key=f"letter:{letter.pk}")


def report_to_write(talk: Talk) -> None:
    """Tell who planned the talk."""
    path = reverse("dossiers:talk", args=[talk.pk])
    key = f"report-to-write:{talk.pk}:{talk.planned_on}"
    notify(user_id=talk.author_id, notice=TO_WRITE, path=path, key=key)


def report_signed(report: Disclosure, signature: TalkSignature) -> None:
    """Tell who gave the report to the parents; nobody, if the clock did."""
    reading = reading_in(report)
    if report.author_id is None or reading is None:
        return
    path = reverse("dossiers:talk", args=[reading.series])
    key = f"report-signed:{signature.pk}"
    notify(user_id=report.author_id, notice=SIGNED, path=path, key=key)
