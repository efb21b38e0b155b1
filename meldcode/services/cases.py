"""A case opens, and takes in hand-overs, signals and children (M2, D7)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import Actor
from core.errors import Refused
from core.ids import uuid7
from core.once import already_made
from dossiers import services as dossier_services
from dossiers.models import HandOver, Signal
from dossiers.origins import find_origin, origin_of
from meldcode import events
from meldcode.models import Case, CaseHandOver, CasePupil, CaseSignal, WeighingRound
from meldcode.services.base import advance, locked, log, needed, next_number, person, require
from meldcode.services.children import in_other_case, lock_children, not_kept_from, running_case
from meldcode.services.pace import keep_pace
from meldcode.services.people import shut_out_at_opening
from meldcode.workflow import Action
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class Asked:
    """What Veilig Thuis wanted to know of the school (M14); what it was told is noted in the dossier (A7)."""

    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Start:
    """What a case starts from: one of these, or nothing when the AF HGKM opens it at once (M2, M14)."""

    hand_over: HandOver | None = None
    signal: Signal | None = None
    incident: uuid.UUID | None = None
    asked: Asked | None = None

    @property
    def origin(self) -> str:
        """What the case says of where it came from."""
        known = {
            Case.Origin.HAND_OVER: self.hand_over,
            Case.Origin.SIGNAL: self.signal,
            Case.Origin.INCIDENT: self.incident,
            Case.Origin.VEILIG_THUIS: self.asked,
        }
        return next((origin for origin, given in known.items() if given), Case.Origin.DIRECT)

    @property
    def origin_ref(self) -> uuid.UUID | None:
        """The record from which it was opened, in its own room."""
        return self.signal.pk if self.signal else self.incident


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Who is involved in person and stays out of the case from its first moment (R1)."""

    people: tuple[User, ...] = ()
    kind: str = ""
    reason: str = ""


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    key: uuid.UUID,
    pupil: Pupil,
    cause: str,
    reason: str,
    hand_over: HandOver | None = None,
    start: Start | None = None,
    also: Iterable[Pupil] = (),
    kept_out: KeptOut | None = None,
) -> Case:
    """Open a case about `pupil`, and `also` about brothers and sisters of the same school. Returns it.

    From a hand-over, a signal, an incident, a question of Veilig Thuis (`start`), or at once. A hand-over
    or a signal of a child that is in a running case is taken into that case, which is returned. Raises
    PermissionDenied; Refused without a reason, when a case runs already, when the start is about another
    child or was taken by somebody else, and for who may not know of a case about the child.
    """
    made = already_made(Case, key, opened_by_id=actor.pk, pupil_id=pupil.pk)
    if made is not None:
        return made
    start = start or Start(hand_over=hand_over)
    children = lock_children([pupil, *also])
    pupil = children[0]
    require(actor, "meldcode.open_case", pupil)
    not_kept_from(actor, children)
    _fits(start, children, actor)
    running = running_case(pupil)
    if running is not None:
        return _join(actor, running, start)
    if in_other_case(children):
        raise Refused(
            _("One of these children is in a running case already. Add this child there."),
            field="also",
        )
    case = start_case(
        actor=actor,
        key=key,
        children=children,
        origin=start.origin,
        origin_ref=start.origin_ref,
        cause=cause,
        reason=_with_question(start.asked, needed(reason, "reason")),
    )
    if kept_out is not None:
        shut_out_at_opening(
            actor=actor,
            case=case,
            people=kept_out.people,
            kind=kept_out.kind,
            reason=kept_out.reason,
        )
    _take(actor, case, start)
    return case


def start_case(
    *,
    actor: Actor,
    key: uuid.UUID,
    children: list[Pupil],
    origin: str,
    cause: str,
    reason: str,
    origin_ref: uuid.UUID | None = None,
) -> Case:
    """Make the case with its children, locked by the caller, and its first round of weighing. Returns it."""
    first = children[0]
    case = Case(
        pk=key,
        school_id=first.school_id,
        pupil=first,
        origin=origin,
        origin_ref=origin_ref,
        cause=cause,
        reason=reason,
        opened_by_id=person(actor),
    )
    case.save(force_insert=True)
    shared: dict[str, Any] = {"case": case, "school_id": case.school_id, "author_id": person(actor)}
    for pupil in children:
        CasePupil.objects.create(pupil=pupil, **shared)
    WeighingRound.objects.create(number=1, **shared)
    keep_pace(case, actor=actor)
    log(
        events.CASE_OPENED,
        actor=actor,
        case=case,
        origin=case.origin,
        cause=case.cause,
        children=len(children),
    )
    return case


def _fits(start: Start, children: list[Pupil], actor: Actor) -> None:
    """Raise Refused when the case would start from something that is about another child."""
    pupil = children[0]
    if any(child.school_id != pupil.school_id for child in children):
        raise Refused(_("This child goes to another school."), field="also")
    if start.hand_over is not None and start.hand_over.pupil_id != pupil.pk:
        raise Refused(_("This hand-over is about another child."))
    if start.signal is not None and start.signal.pupil_id != pupil.pk:
        raise Refused(_("This signal is about another child."))
    if start.incident is not None:
        incident = find_origin("incident", start.incident, actor)
        if incident is None or pupil not in origin_of("incident").pupils(incident):
            raise Refused(_("This child has no part in the incident."), field="pupil")
    if start.asked is not None:
        needed(start.asked.by, "asked_by")
        needed(start.asked.what, "asked_what")


def _with_question(asked: Asked | None, reason: str) -> str:
    """Put what Veilig Thuis asked before why the case is opened (M14)."""
    if asked is None:
        return reason
    question = _("Veilig Thuis (%(who)s) asked: %(what)s") % {
        "who": asked.by.strip(),
        "what": asked.what.strip(),
    }
    return f"{question}\n\n{reason}"


def _join(actor: Actor, running: Case, start: Start) -> Case:
    """Take a later hand-over or signal into the case that runs already."""
    if start.hand_over is None and start.signal is None:
        raise Refused(_("There is already a case about this child. Go on in that one."))
    case = locked(running.pk)
    require(actor, "meldcode.work_on_case", case)
    advance(case, Action.WORK, actor=actor)
    taken = CaseHandOver.objects.filter(case=case, hand_over=start.hand_over).exists()
    _take(actor, case, Start(signal=start.signal) if taken else start)
    if start.hand_over is not None and not taken:
        log(events.HAND_OVER_JOINED, actor=actor, case=case)
    return case


def _take(actor: Actor, case: Case, start: Start) -> None:
    """Take the hand-over into the case; gather the signal as one that supports the suspicion (M3)."""
    shared: dict[str, Any] = {"case": case, "school_id": case.school_id, "author_id": person(actor)}
    if start.hand_over is not None:
        dossier_services.take_over(actor=actor, hand_over=start.hand_over)
        CaseHandOver(pk=uuid7(), hand_over=start.hand_over, **shared).save(force_insert=True)
    if start.signal is None:
        return
    standing = CaseSignal.objects.filter(case=case, signal=start.signal).first()
    if standing is None or standing.speaks == CaseSignal.Speaks.NOT_USED:
        CaseSignal(
            number=next_number(CaseSignal, case=case, signal=start.signal),
            signal=start.signal,
            speaks=CaseSignal.Speaks.FOR,
            **shared,
        ).save(force_insert=True)
        log(events.SIGNALS_GATHERED, actor=actor, case=case, count=1)


@transaction.atomic
def add_pupil(*, actor: Actor, case: Case, pupil: Pupil) -> CasePupil:
    """Add another child of the same school to the case (D7). Adding it twice is adding it once.

    Raises PermissionDenied, IllegalTransition when the case is closed, Refused for another school, for a
    child in another running case, and for who may not know of a case about the child.
    """
    (pupil,) = lock_children([pupil])
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    if pupil.school_id != case.school_id:
        raise Refused(_("This child goes to another school."), field="pupil")
    not_kept_from(actor, [pupil])
    advance(case, Action.WORK, actor=actor)
    if in_other_case([pupil], but=case):
        raise Refused(_("This child is in another running case already."), field="pupil")
    link, created = CasePupil.objects.get_or_create(
        case=case,
        pupil=pupil,
        defaults={"school_id": case.school_id, "author_id": person(actor)},
    )
    if created:
        log(events.PUPIL_ADDED, actor=actor, case=case, pupil_id=pupil.pk)
    return link
