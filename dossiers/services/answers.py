"""The answer to a parent's request, and what becomes of it in the dossier (A2)."""

import uuid

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import IllegalTransition, Refused
from core.workdays import today
from dossiers import events, notifications
from dossiers.keeping import why_kept
from dossiers.models import ParentRequest, ParentStatement, SignalVersion
from dossiers.services.guard import lock_pupil, needed, require
from dossiers.services.parents import About, authors_of, entry_for, of_dossier
from dossiers.services.statements import keep_view
from dossiers.services.terms import close_term
from dossiers.workflow import RequestAction, request_after
from schools.staffing import holders

ANSWER = "dossiers.answer_request"
Outcome = ParentRequest.Outcome


@transaction.atomic
def answer_request(
    *,
    actor: Actor,
    request: ParentRequest,
    key: uuid.UUID,
    outcome: str,
    answer: str,
    grounds: str = "",
    add_view: bool = False,
    about: About | None = None,
) -> ParentRequest:
    """Answer in writing; with `add_view` the parent's words join the entry as their view (A1, `key` its id).

    What is granted is carried out afterwards, so then no view is added here.

    `about` says which entry it is about when the parent asked it of the dossier as a whole. Returns the
    answered request, also for a repeat. Raises PermissionDenied for others than AF HGKM and manager;
    IllegalTransition if somebody else answered, with who and when; Refused without answer, without
    grounds unless it is granted, for who wrote the entry when another can answer, and for erasing what
    the law keeps or what no entry was named of.
    """
    lock_pupil(request.pupil_id)
    locked: ParentRequest = ParentRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(actor, ANSWER, locked)
    if locked.state == ParentRequest.State.ANSWERED:
        return _answered(actor, locked, outcome, answer)
    locked.state = request_after(locked.state, RequestAction.ANSWER)
    _take_entry(actor, locked, about)
    alone = _not_the_author(actor, locked)
    locked.outcome, locked.answer, locked.grounds = _checked(
        actor, locked, outcome, answer, grounds
    )
    locked.done_on, locked.done_by_id, locked.answered_at = today(), actor.pk, timezone.now()
    add_view = add_view and outcome != Outcome.GRANTED
    if add_view:
        locked.statement = _view(actor, locked, key)
    locked.save()
    record(
        events.REQUEST_ANSWERED,
        actor=actor,
        obj=locked,
        outcome=outcome,
        view=add_view,
        alone=alone,
    )
    notifications.answer_ready(locked)
    return locked


def _view(actor: Actor, request: ParentRequest, key: uuid.UUID) -> ParentStatement:
    """Add the parent's own words to the dossier (A1)."""
    about = About.of_row(request)
    return keep_view(actor, request.guardian, key, text=request.text, way=request.way, about=about)


def _answered(actor: Actor, request: ParentRequest, outcome: str, answer: str) -> ParentRequest:
    """Return the answer for a repeat. Raises IllegalTransition that says who answered, and when."""
    same = (request.done_by_id, request.outcome, request.answer)
    if same == (actor.pk, outcome, answer.strip()):
        return request
    moment = date_format(timezone.localtime(request.answered_at), "j F Y H:i")
    raise IllegalTransition(
        _("%(who)s answered this request on %(moment)s. Your text was not sent; it is still here.")
        % {"who": str(request.done_by), "moment": moment}
    )


def _take_entry(actor: Actor, request: ParentRequest, about: About | None) -> None:
    """Note which entry it is about, if the parent named none."""
    if about is None or request.entry_name:
        return
    of_dossier(actor, request.pupil, about)
    setattr(request, f"{about.name}_id", about.pk)


def own_words(actor: Actor, request: ParentRequest) -> tuple[bool, list[User]]:
    """Return whether `actor` wrote what the request is about, and who else could answer it."""
    about = About.of_row(request)
    entry = entry_for(actor, request.pupil, about) if about else None
    wrote = authors_of(entry) if entry is not None else set()
    others = [user for user in holders(request.school_id, ANSWER) if user.pk not in wrote]
    return actor.pk in wrote, others


def _not_the_author(actor: Actor, request: ParentRequest) -> bool:
    """Return whether the author answers because nobody else can. Raises Refused if somebody can."""
    wrote, others = own_words(actor, request)
    if wrote and others:
        raise Refused(
            _("You wrote this yourself. Let %(who)s answer it.")
            % {"who": ", ".join(str(user) for user in others)}
        )
    return wrote


def _checked(
    actor: Actor, request: ParentRequest, outcome: str, answer: str, grounds: str
) -> tuple[str, str, str]:
    if outcome not in Outcome.values:
        raise Refused(_("Choose what the answer is."), field="outcome")
    answer = needed(answer, "answer", _("Write the answer to the parent."))
    grounds = grounds.strip()
    if outcome == Outcome.GRANTED:
        if request.kind == ParentRequest.Kind.ERASE:
            check_erasable(actor, request)
        return outcome, answer, ""
    return outcome, answer, needed(grounds, "grounds", _("Say why: the law asks for reasons (A2)."))


def check_erasable(actor: Actor, request: ParentRequest) -> None:
    """Raise Refused if no entry was named, or if the law keeps it whatever a parent asks (A3)."""
    about = About.of_row(request)
    if about is None:
        raise Refused(_("Choose first which text is erased."), field="about")
    reason = why_kept(entry_for(actor, request.pupil, about))
    if reason:
        raise Refused(reason, field="outcome")


@transaction.atomic
def link_version(*, actor: Actor, request: ParentRequest, version: SignalVersion) -> ParentRequest:
    """Note that this version carries out what was granted. The same version again changes nothing.

    Raises PermissionDenied for others than AF HGKM and manager; Refused for a version of another
    signal, or one that was there before the request; IllegalTransition if nothing waits for it.
    """
    locked = _granted(actor, request)
    if locked.version_id == version.pk:
        return locked
    _must_wait(locked)
    if version.signal_id != locked.signal_id or version.created_at < locked.created_at:
        raise Refused(_("Choose a version of this signal that was made after the request."))
    locked.version = version
    locked.save(update_fields=["version"])
    record(events.REQUEST_EFFECTED, actor=actor, obj=locked, version=version.number)
    return locked


@transaction.atomic
def carry_out(
    *, actor: Actor, request: ParentRequest, key: uuid.UUID, what: str = "", add_view: bool = False
) -> ParentRequest:
    """Write down what was changed, where that is no version of a signal; or add the parent's view.

    Twice the same is once. Raises PermissionDenied for others than AF HGKM and manager; Refused with
    neither of both; IllegalTransition if nothing waits for it, or if it is an erasure.
    """
    locked = _granted(actor, request)
    what = what.strip()
    if not add_view:
        what = needed(what, "what", _("Write what you changed, and where."))
    if (locked.carried_out, locked.statement_id) == (what, key if add_view else None):
        return locked
    _must_wait(locked)
    if what:
        locked.carried_out, locked.carried_out_on = what, today()
    if add_view:
        locked.statement = _view(actor, locked, key)
    locked.save(update_fields=["carried_out", "carried_out_on", "statement"])
    record(events.REQUEST_EFFECTED, actor=actor, obj=locked, view=add_view)
    return locked


@transaction.atomic
def erase_entry(*, actor: Actor, request: ParentRequest) -> ParentRequest:
    """Erase the texts of the entry in every version, and what parents read of it. Twice is once.

    Who answered does it: Postgres asks that too (`app.erase`). Raises PermissionDenied for anybody
    else; Refused if the law keeps the entry; IllegalTransition if no erasure was granted.
    """
    locked = _granted(actor, request)
    if locked.erased_at is not None:
        return locked
    if locked.kind != ParentRequest.Kind.ERASE or locked.outcome != Outcome.GRANTED:
        raise IllegalTransition(_("No erasure was granted here."))
    if locked.done_by_id != actor.pk:
        raise Refused(_("Only who answered the request can erase the text."))
    check_erasable(actor, locked)
    about = About.of_row(locked)
    assert about is not None  # noqa: S101 - check_erasable refused it
    close_term(actor=actor, entry=entry_for(actor, locked.pupil, about))
    with connection.cursor() as cursor:
        cursor.execute("select app.erase(%s)", [locked.pk])
    locked.refresh_from_db()
    record(events.ENTRY_ERASED, actor=actor, obj=locked, about=about.name, entry=about.pk)
    return locked


def _granted(actor: Actor, request: ParentRequest) -> ParentRequest:
    """Return the request, locked, if `actor` may carry it out."""
    lock_pupil(request.pupil_id)
    locked: ParentRequest = ParentRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(actor, ANSWER, locked)
    return locked


def _must_wait(request: ParentRequest) -> None:
    if request.is_effected:
        raise IllegalTransition(_("Nothing has to be changed for this request any more."))
    if request.kind == ParentRequest.Kind.ERASE and request.outcome == Outcome.GRANTED:
        raise IllegalTransition(_("Erase the text: nothing else carries this out."))
