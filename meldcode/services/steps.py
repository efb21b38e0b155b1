"""Steps 1 to 3: gather and analyse signals, consult, talk with the parents or say why not (M1, M3, M4)."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from core.errors import Conflict, Refused
from meldcode import events
from meldcode.models import (
    Analysis,
    AnonymousSummary,
    Case,
    CaseSignal,
    Consultation,
    ParentTalk,
    TalkSkipped,
    TalkWith,
)
from meldcode.reading import looked_at, signals_for
from meldcode.services.base import (
    add_record,
    advance,
    locked,
    log,
    needed,
    next_number,
    person,
    require,
)
from meldcode.workflow import Action


class Pick(NamedTuple):
    """What a signal says about the suspicion, and a remark."""

    speaks: str
    note: str = ""


@transaction.atomic
def gather_signals(*, actor: Actor, case: Case, picks: Mapping[uuid.UUID, Pick]) -> int:
    """Record what signals of the child, and of brothers and sisters, say about the suspicion (M3, D7).

    A signal that was looked at and not used leaves a row too: it is not new any more. Only what differs
    from what stands is written, as a new row, and what was judged before its signal was corrected; so a
    form sent twice changes nothing. Returns how many rows were written. Raises PermissionDenied,
    IllegalTransition when the case is closed, Refused for a signal that isn't of these children.
    """
    case = locked(case.pk)
    require(actor, "meldcode.work_on_case", case)
    known = set(signals_for(case, actor).values_list("pk", flat=True))
    if not set(picks) <= known:
        raise Refused(_("One of these signals does not belong to these children. Reload the page."))
    standing = {row.signal_id: row for row in looked_at(case)}
    new = [
        CaseSignal(
            case=case,
            school_id=case.school_id,
            author_id=person(actor),
            signal_id=signal_id,
            number=standing[signal_id].number + 1 if signal_id in standing else 1,
            speaks=pick.speaks,
            note=pick.note,
        )
        for signal_id, pick in picks.items()
        if _differs(standing.get(signal_id), pick)
    ]
    advance(case, Action.WORK, actor=actor)
    for row in new:
        row.save(force_insert=True)
    if new:
        log(events.SIGNALS_GATHERED, actor=actor, case=case, count=len(new))
    return len(new)


def _differs(row: CaseSignal | None, pick: Pick) -> bool:
    if row is None or row.changed_since:
        return True
    return (row.speaks, row.note) != (pick.speaks, pick.note)


@transaction.atomic
def record_analysis(
    *, actor: Actor, case: Case, key: uuid.UUID, seen: int, answers: Mapping[str, str]
) -> Analysis:
    """Write a version of the seven questions (M3). `seen` is the version the form started from.

    Returns it. Raises PermissionDenied, IllegalTransition when the case is closed, Refused when the
    first question is empty, Conflict when somebody wrote a version meanwhile.
    """
    needed(answers.get("signals", ""), "signals")
    existing = Analysis.objects.filter(pk=key).exists()
    number = next_number(Analysis, case=locked(case.pk))
    if not existing and number != seen + 1:
        raise Conflict(
            _(
                "A colleague wrote a newer version meanwhile. Compare your text with it, and save again."
            )
        )
    return add_record(
        Analysis,
        actor=actor,
        case=case,
        key=key,
        event=events.ANALYSIS_RECORDED,
        number=number,
        **dict[str, Any](answers),
    )


# Whom a child's name is told only with what the parents agreed to (A6, M12).
_CONSENT = {
    Consultation.Kind.OTHER: gettext_lazy(
        "Without the parents' consent you discuss a case with others anonymously."
    ),
    Consultation.Kind.CONFERENCE: gettext_lazy(
        "The parents take part from the start, or the case is discussed anonymously. Write down what they "
        "agreed to."
    ),
}


@transaction.atomic
def record_consultation(
    *,
    actor: Actor,
    case: Case,
    key: uuid.UUID,
    kind: str,
    happened_on: date,
    spoken_with: str,
    asked: str,
    advice: str,
    anonymous: bool = True,
    file_number: str = "",
    consent: str = "",
    next_steps: str = "",
    summary: AnonymousSummary | None = None,
) -> Consultation:
    """Record step 2: whom was asked, what, and what came out of it (M1, M12). Returns it.

    Raises PermissionDenied, IllegalTransition when the case is closed; Refused when advice of Veilig
    Thuis was asked anonymously without its file number (A5), when another expert or a case conference was
    told who it is about without what the parents agreed to (A6, M12), and for a summary of another case.
    """
    veilig_thuis = kind == Consultation.Kind.VEILIG_THUIS
    if not anonymous and kind in _CONSENT:
        needed(consent, "consent", str(_CONSENT[Consultation.Kind(kind)]))
    if veilig_thuis and anonymous:
        needed(
            file_number,
            "file_number",
            _("Note the file number: with it Veilig Thuis finds this case again."),
        )
    if summary is not None and summary.case_id != case.pk:
        raise Refused(_("This summary is of another case. Reload the page."), field="summary")
    return add_record(
        Consultation,
        actor=actor,
        case=case,
        key=key,
        event=events.CONSULTATION_RECORDED,
        kind=kind,
        happened_on=happened_on,
        spoken_with=needed(spoken_with, "spoken_with"),
        asked=needed(asked, "asked"),
        advice=needed(advice, "advice"),
        # A colleague of the own school may know who it is about.
        anonymous=anonymous and kind != Consultation.Kind.COLLEAGUE,
        file_number=file_number.strip() if veilig_thuis else "",
        consent=consent.strip(),
        next_steps=next_steps.strip(),
        summary=summary,
    )


_TALKED = {
    TalkWith.PARENTS: events.TALK_RECORDED,
    TalkWith.CHILD: events.CHILD_TALK_RECORDED,
}
_SKIPPED = {TalkWith.PARENTS: events.TALK_SKIPPED, TalkWith.CHILD: events.CHILD_TALK_SKIPPED}


@transaction.atomic
def record_parent_talk(
    *,
    actor: Actor,
    case: Case,
    key: uuid.UUID,
    happened_on: date,
    spoken_with: str,
    told: str,
    reaction: str,
    child: str = "",
    agreed: str = "",
    partner: str = TalkWith.PARENTS,
) -> ParentTalk:
    """Record step 3: a talk with the parents, or with the child (M1, M8). Returns it.

    Raises PermissionDenied, IllegalTransition when the case is closed, Refused for an empty text.
    """
    return add_record(
        ParentTalk,
        actor=actor,
        case=case,
        key=key,
        event=_TALKED[TalkWith(partner)],
        partner=partner,
        happened_on=happened_on,
        spoken_with=needed(spoken_with, "spoken_with"),
        told=needed(told, "told"),
        reaction=needed(reaction, "reaction"),
        child=child.strip(),
        agreed=agreed.strip(),
    )


@transaction.atomic
def skip_parent_talk(
    *,
    actor: Actor,
    case: Case,
    key: uuid.UUID,
    danger: str,
    reason: str,
    partner: str = TalkWith.PARENTS,
) -> TalkSkipped:
    """Record that a talk of step 3 is skipped: which danger it would bring, and why so (M4). Returns it.

    Raises PermissionDenied, IllegalTransition when the case is closed, Refused for an empty text.
    """
    return add_record(
        TalkSkipped,
        actor=actor,
        case=case,
        key=key,
        event=_SKIPPED[TalkWith(partner)],
        partner=partner,
        danger=needed(danger, "danger", _("Name the concrete danger that the talk would bring.")),
        reason=needed(reason, "reason", _("Write down why you skip the talk.")),
    )
