"""Requests, what was granted but not done, consents that end, accounts of Veilig Thuis; four queries."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.due import DueItem
from core.workdays import today
from dossiers.models import Consent, InformationGiven, ParentRequest
from schools.scope import schools_with


def items(user: Any) -> list[DueItem]:
    """Return what parents wait for, and what their rights ask of `user`."""
    answering = schools_with(user, "dossiers.answer_request")
    if not answering:
        return []  # the board's pages and a teacher's ask nothing of these tables
    return [
        *_requests(answering),
        *_granted(answering),
        *_consents(user),
        *_information(user),
    ]


def _requests(schools: Any) -> list[DueItem]:
    """Open requests of the school, from the first day: four weeks are short (A2)."""
    found = ParentRequest.objects.open().filter(school__in=schools).select_related("pupil")
    return [
        DueItem(
            title=_("Answer the request about %(pupil)s") % {"pupil": request.pupil.full_name},
            url=reverse("dossiers:request", args=[request.pk]),
            kind="dossiers.request",
            due_on=request.due_on,
            detail=_("A parent asked it. The law gives you four weeks."),
            icon="mail",
        )
        for request in found.order_by("due_on", "pk")
    ]


def _granted(schools: Any) -> list[DueItem]:
    """What was promised to a parent and does not stand in the dossier yet."""
    found = ParentRequest.objects.filter(
        Q(version=None, statement=None, carried_out_on=None) | Q(kind="erase", outcome="granted"),
        school__in=schools,
        state="answered",
        outcome__in=["granted", "partly"],
        erased_at=None,
    )
    return [
        DueItem(
            title=_("Carry out what was granted about %(pupil)s")
            % {"pupil": request.pupil.full_name},
            url=reverse("dossiers:request", args=[request.pk]),
            kind="dossiers.granted",
            detail=_("The parent got the answer. The dossier is not changed yet."),
            icon="edit",
        )
        for request in found.select_related("pupil").order_by("answered_at", "pk")
    ]


def _consents(user: Any) -> list[DueItem]:
    """Consents that I noted and that end within two weeks."""
    ahead = today() + timedelta(weeks=2)
    found = Consent.objects.open().filter(
        author_id=user.pk,
        school__in=schools_with(user, "dossiers.keep_consents"),
        due_on__range=(today(), ahead),
    )
    return [
        DueItem(
            title=_("The consent about %(pupil)s ends") % {"pupil": consent.pupil.full_name},
            url=reverse("dossiers:consents", args=[consent.pupil_id]),
            kind="dossiers.consent",
            due_on=consent.due_on,
            detail=_("Ask the parents again if it is still needed."),
            icon="consent",
        )
        for consent in found.select_related("pupil").order_by("due_on", "pk")
    ]


def _information(user: Any) -> list[DueItem]:
    """Accounts of Veilig Thuis of what I told or noted, until they are approved or not (A7)."""
    found = InformationGiven.objects.visible_to(user).filter(
        Q(given_by_id=user.pk) | Q(author_id=user.pk), approved=InformationGiven.Approved.WAITING
    )
    return [
        DueItem(
            title=_("Did you see the account of Veilig Thuis about %(pupil)s?")
            % {"pupil": given.pupil.full_name},
            url=reverse("dossiers:approve_information", args=[given.pk]),
            kind="dossiers.information",
            detail=_("Note whether it is right."),
            icon="report",
        )
        for given in found.select_related("pupil").order_by("given_on", "pk")
    ]
