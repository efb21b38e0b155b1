"""Talks with parents: those that come, those whose report waits, those that nobody signed; three queries."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from dossiers.models import Talk, TalkReport
from dossiers.selectors import talks


def items(user: Any) -> list[DueItem]:
    """Return what waits for `user` about talks that they hold or wrote the report of."""
    return [
        *(_report(talk) for talk in talks.talks_unreported(user)),
        *(_ahead(talk) for talk in talks.talks_ahead(user)),
        *(_unsigned(report) for report in talks.reports_unsigned(user)),
    ]


def _ahead(talk: Talk) -> DueItem:
    detail = _("Read the preparation and the guide.")
    if talk.needs_second:
        detail = _("Nobody is named yet who comes with you.")
    elif talk.invited_at is None:
        detail = _("The parents are not invited yet.")
    return DueItem(
        title=_("Talk with the parents of %(pupil)s") % {"pupil": talk.pupil.full_name},
        url=reverse("dossiers:talk", args=[talk.pk]),
        kind="dossiers.talk",
        due_on=talk.planned_on,
        detail=detail,
        icon="talk",
    )


def _report(talk: Talk) -> DueItem:
    return DueItem(
        title=_("Write the report of the talk about %(pupil)s") % {"pupil": talk.pupil.full_name},
        url=reverse("dossiers:talk", args=[talk.pk]),
        kind="dossiers.talk_report",
        due_on=talk.planned_on,
        detail=_("Was the talk not held? Then change or cancel it."),
        icon="edit",
    )


def _unsigned(report: TalkReport) -> DueItem:
    return DueItem(
        title=_("The report about %(pupil)s is not signed yet")
        % {"pupil": report.talk.pupil.full_name},
        url=reverse("dossiers:talk", args=[report.talk_id]),
        kind="dossiers.talk_unsigned",
        detail=_("A parent has it for more than two weeks. Ask for it at the next contact."),
        icon="clock",
    )
