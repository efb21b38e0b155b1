"""Parents' views, requests and consents: the staff hears that something waits, and so does the parent."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import outbox
from core.actors import Actor
from core.context import acting_as_system
from core.mail import notify, register_notice
from core.models import OutboxMessage
from dossiers.models import Consent, ParentRequest, ParentStatement, entry_of
from dossiers.selectors.people import teachers_of
from schools.notifications import tell
from schools.staffing import holders

PARENT_SAID = "dossiers.parent_said"
"""A kind of outbox message: a parent's request sees nobody who works at the school, so the worker mails."""

ANSWER = "dossiers.answer_request"
_AF = "meldcode.open_case"
_MANAGER = "meldcode.confirm_decision"

STATEMENT = register_notice(
    "dossiers.statement_added", _("A parent added a view to the dossier of a pupil.")
)
REQUEST = register_notice(
    "dossiers.request_filed",
    _("A parent asks to change something in a dossier. The answer has to be there within 4 weeks."),
)
WITHDRAWN = register_notice(
    "dossiers.request_withdrawn", _("A parent withdrew a request about a dossier.")
)
REQUEST_DUE = register_notice(
    "dossiers.request_due", _("A request of a parent still waits for an answer.")
)
REQUEST_LATE = register_notice(
    "dossiers.request_late",
    _("A request of a parent is late: the 4 weeks for the answer have passed."),
)
ANSWER_READY = register_notice(
    "dossiers.answer_ready", _("The school answered your request. You can read it in the portal.")
)
CONSENT_WITHDRAWN = register_notice(
    "dossiers.consent_withdrawn",
    _("A parent withdrew a consent. From now on nothing may be shared on the ground of it."),
)
CONSENT_ENDS = register_notice("dossiers.consent_ends", _("A consent of parents ends soon."))
CONSENT_EXPIRED = register_notice("dossiers.consent_expired", _("A consent of parents has ended."))


def tell_staff(what: str, row: ParentStatement | ParentRequest | Consent, actor: Actor) -> None:
    """Queue the mails to the staff about what a parent said, asked or took back: ids and codes only."""
    outbox.enqueue(
        PARENT_SAID,
        key=f"{PARENT_SAID}:{what}:{row.pk}",
        payload={"what": what, "id": str(row.pk), "by": actor.pk},
    )


@outbox.handler(PARENT_SAID)
def parent_said(message: OutboxMessage) -> None:
    """Tell the staff what a parent said, asked or withdrew. Runs as the system: a parent sees no staff."""
    model, act = _SAID[message.payload["what"]]
    with acting_as_system():
        act(model.objects.get(pk=message.payload["id"]), message.payload["by"])


def _statement(statement: ParentStatement, by: int | None) -> None:
    """Who wrote the entry and the AF HGKM; for the whole dossier who teaches the pupil."""
    entry = entry_of(statement)
    writers = [entry.author_id] if entry else [user.pk for user in teachers_of(statement.pupil)]
    path = _rights_page(statement.pupil_id)
    key = f"statement:{statement.pk}"
    working = {user.pk for user in holders(statement.school_id, "dossiers.open_dossier")}
    for user_id in writers:
        if user_id != by and user_id in working:
            notify(user_id=user_id, notice=STATEMENT, path=path, key=key)
    _tell_others(statement.school_id, _AF, notice=STATEMENT, path=path, key=key, by=by)


def _request(request: ParentRequest, by: int | None) -> None:
    _tell_answering(request, REQUEST, f"request:{request.pk}", by)


def _withdrawn(request: ParentRequest, by: int | None) -> None:
    _tell_answering(request, WITHDRAWN, f"request-withdrawn:{request.pk}", by)


def _consent(consent: Consent, by: int | None) -> None:
    path, key = _consents_page(consent), f"consent-withdrawn:{consent.pk}"
    tell(consent.school_id, _AF, notice=CONSENT_WITHDRAWN, path=path, key=key)
    _tell_author(consent, CONSENT_WITHDRAWN, key)


_SAID: dict[str, tuple[Any, Callable[[Any, int | None], None]]] = {
    "statement": (ParentStatement, _statement),
    "request": (ParentRequest, _request),
    "withdrawn": (ParentRequest, _withdrawn),
    "consent": (Consent, _consent),
}


def request_due(request: ParentRequest) -> None:
    """Remind AF HGKM and manager; a key a reminder, since there are two."""
    _tell_answering(request, REQUEST_DUE, f"request-due:{request.pk}:{request.remind_on}", None)


def request_late(request: ParentRequest) -> None:
    """Tell the manager that the four weeks have passed."""
    path = request_page(request)
    tell(request.school_id, _MANAGER, notice=REQUEST_LATE, path=path, key=f"late:{request.pk}")


def answer_ready(request: ParentRequest) -> None:
    """Tell the parent who asked, if there is an account: the answer is also a letter."""
    if request.guardian.user_id is not None:
        path = reverse("portal:request", args=[request.pk])
        key = f"answer:{request.pk}"
        notify(user_id=request.guardian.user_id, notice=ANSWER_READY, path=path, key=key)


def consent_ends(consent: Consent) -> None:
    """Tell who noted it, two weeks before its last day."""
    _tell_author(consent, CONSENT_ENDS, f"consent-ends:{consent.pk}")


def consent_expired(consent: Consent) -> None:
    """Tell who noted it that it ended."""
    _tell_author(consent, CONSENT_EXPIRED, f"consent-expired:{consent.pk}")


def _tell_author(consent: Consent, notice: str, key: str) -> None:
    """Mail the author, or who keeps consents now if the author left."""
    path = _consents_page(consent)
    keeping = {user.pk for user in holders(consent.school_id, "dossiers.keep_consents")}
    if consent.author_id in keeping:
        notify(user_id=consent.author_id, notice=notice, path=path, key=key)
    else:
        tell(consent.school_id, "dossiers.keep_consents", notice=notice, path=path, key=key)


def _tell_answering(request: ParentRequest, notice: str, key: str, by: int | None) -> None:
    path = request_page(request)
    _tell_others(request.school_id, ANSWER, notice=notice, path=path, key=key, by=by)


def _tell_others(
    school_id: int, permission: str, *, by: int | None, notice: str, path: str, key: str
) -> None:
    """Tell who holds the permission. Somebody who is the only one, and did it, knows already."""
    holding = {user.pk for user in holders(school_id, permission)}
    if by not in holding:
        tell(school_id, permission, notice=notice, path=path, key=key)
    for user_id in holding - {by} if by in holding else ():
        notify(user_id=user_id, notice=notice, path=path, key=key)


def request_page(request: ParentRequest) -> str:
    """Return the address of a request for the staff."""
    return reverse("dossiers:request", args=[request.pk])


def _rights_page(pupil_id: object) -> str:
    return reverse("dossiers:rights", args=[pupil_id])


def _consents_page(consent: Consent) -> str:
    return reverse("dossiers:consents", args=[consent.pupil_id])
