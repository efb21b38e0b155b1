"""Every write on incidents: report, correct, take up, note, start a protocol, close."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.context import acting_as_system
from core.errors import Conflict, Refused
from core.once import already_made
from core.workdays import AMSTERDAM, today
from incidents import events, notifications, workflow
from incidents.models import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentRun,
    IncidentVersion,
    Party,
)
from incidents.services.base import demand, locked, person
from incidents.services.people import check_colleagues, link_colleagues
from protocols.models import Protocol, Run
from protocols.services import start_run
from schools.models import Pupil, School


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a reporter fills in. An accident has no kind and no parties; without them: unknown."""

    occurred_on: date
    place: str
    account: str
    occurred_at: time | None = None
    accident: bool = False
    kind: str = ""
    by_whom: str = ""
    against_whom: str = ""
    place_detail: str = ""
    others: str = ""


@transaction.atomic
def report_incident(
    *,
    actor: Actor,
    key: uuid.UUID,
    school: School,
    report: Report,
    pupils: Mapping[Pupil, str] | None = None,
    staff: Mapping[User, str] | None = None,
) -> Incident:
    """Put an incident in the register (I1). `pupils` and `staff` give each one's part (I3, I6).

    A colleague who took the initiative does not see it from the first moment, also when that is the
    reporter. Returns the incident; the same `key` makes one. Raises Refused for what can't be right,
    and PermissionDenied without the right at this school.
    """
    demand(actor, "incidents.register_incident", school)
    with acting_as_system():  # sent twice by who was shut out by it
        earlier = already_made(Incident, key, reporter_id=actor.pk, school_id=school.pk)
    if earlier is not None:
        return earlier
    pupils, staff = pupils or {}, staff or {}
    _check(report, school, pupils)
    check_colleagues(school, staff)
    incident = Incident.objects.create(
        pk=key,
        school=school,
        accident=report.accident,
        kind="" if report.accident else report.kind,
        occurred_on=report.occurred_on,
        occurred_at=report.occurred_at,
        place=report.place,
        by_whom="" if report.accident else report.by_whom or Party.UNKNOWN,
        against_whom="" if report.accident else report.against_whom or Party.UNKNOWN,
        reporter_id=person(actor),
    )
    _add_version(
        incident,
        actor=actor,
        number=1,
        account=report.account,
        place_detail=report.place_detail,
        others=report.others,
    )
    kind = "accident" if report.accident else report.kind
    record(events.REPORTED, actor=actor, obj=incident, kind=kind, place=report.place)
    _link_pupils(incident, pupils, actor=actor)
    with acting_as_system():
        link_colleagues(incident, staff, actor=actor)
    notifications.reported(incident, actor=actor)
    return incident


@transaction.atomic
def correct_account(
    *,
    actor: Actor,
    incident: Incident,
    number: int,
    reason: str,
    account: str,
    place_detail: str = "",
    others: str = "",
) -> IncidentVersion:
    """Add a corrected account; the earlier one stays readable (D6). Returns the new version.

    `number` is the version that was corrected. Raises Conflict if there is a newer one, Refused
    without a reason or an account.
    """
    incident = locked(incident)
    demand(actor, "incidents.correct_account", incident)
    # The latest and no other: a higher number than there is can't have been read either.
    if IncidentVersion.objects.filter(incident=incident).latest("number").number != number:
        raise Conflict(
            _("Somebody corrected this account meanwhile. Read it, then correct it again.")
        )
    if not reason.strip():
        raise Refused(_("Write down why you correct it."), field="reason")
    if not account.strip():
        raise Refused(_("Write down what happened."), field="account")
    version = _add_version(
        incident,
        actor=actor,
        number=number + 1,
        change_reason=reason,
        account=account,
        place_detail=place_detail,
        others=others,
    )
    record(events.CORRECTED, actor=actor, obj=incident, version=version.number)
    return version


@transaction.atomic
def take_up(*, actor: Actor, incident: Incident) -> Incident:
    """Take a new report in hand. Returns the incident; the same actor again changes nothing.

    Also from a colleague who took it up and was shut out of it since. Raises Conflict (by whom) if
    another colleague was first.
    """
    incident = locked(incident)
    demand(actor, "incidents.handle_incident", incident)
    if incident.taken_up_by_id == actor.pk:
        return incident
    over = incident.taken_up_by_id in notifications.shut_out_of(incident)
    if incident.taken_up_by is not None and not over:
        raise Conflict(_("%(who)s already took this up.") % {"who": incident.taken_up_by})
    incident.taken_up_by_id, incident.taken_up_at = actor.pk, timezone.now()
    advance(incident, workflow.Action.TAKE_OVER if over else workflow.Action.TAKE_UP)
    record(events.TAKEN_OVER if over else events.TAKEN_UP, actor=actor, obj=incident)
    notifications.moved_on(incident, notifications.TAKEN_UP, actor=actor)
    return incident


@transaction.atomic
def add_note(*, actor: Actor, key: uuid.UUID, incident: Incident, text: str) -> IncidentNote:
    """Add a note to the handling. Returns it; the same `key` makes one.

    Raises Refused without a text, IllegalTransition before it was taken up or once it is closed.
    """
    incident = locked(incident)
    demand(actor, "incidents.handle_incident", incident)
    earlier = already_made(IncidentNote, key, author_id=actor.pk, incident_id=incident.pk)
    if earlier is not None:
        return earlier
    workflow.after(incident.state, workflow.Action.ADD_NOTE)
    note = _write(incident, IncidentNote.Kind.NOTE, text, actor=actor, key=key, field="text")
    record(events.NOTED, actor=actor, obj=incident)
    return note


@transaction.atomic
def start_protocol(
    *, actor: Actor, key: uuid.UUID, incident: Incident, protocol: Protocol, title: str
) -> Run:
    """Start a protocol because of this incident; its periods count from the incident (T).

    Returns the run; the same `key` makes one. Raises IllegalTransition before the incident was taken up
    or once it is closed, and whatever `protocols.services.start_run` raises.
    """
    incident = locked(incident)
    demand(actor, "incidents.handle_incident", incident)
    workflow.after(incident.state, workflow.Action.START_PROTOCOL)
    run = start_run(
        actor=actor,
        key=key,
        school=incident.school,
        protocol=protocol,
        title=title,
        counts_from=moment_of(incident),
        kept_out=notifications.shut_out_of(incident),
    )
    _link, new = IncidentRun.objects.get_or_create(
        run=run, defaults={"incident": incident, "school_id": incident.school_id}
    )
    if new:
        record(events.PROTOCOL, actor=actor, obj=incident, protocol=protocol.code)
    return run


@transaction.atomic
def close_incident(*, actor: Actor, incident: Incident, result: str) -> Incident:
    """Close a taken-up incident with its result. Returns it; the same actor again changes nothing.

    Raises Refused without a result, IllegalTransition when it was not taken up or is closed.
    """
    incident = locked(incident)
    demand(actor, "incidents.handle_incident", incident)
    if incident.closed_by_id == actor.pk:
        return incident
    incident.closed_by_id, incident.closed_at = actor.pk, timezone.now()
    advance(incident, workflow.Action.CLOSE)
    _write(incident, IncidentNote.Kind.RESULT, result, actor=actor, field="result")
    record(events.CLOSED, actor=actor, obj=incident)
    notifications.moved_on(incident, notifications.CLOSED, actor=actor)
    return incident


def advance(incident: Incident, action: workflow.Action) -> None:
    """Set the state of a locked incident; nothing else does. Raises IllegalTransition."""
    incident.state = workflow.after(incident.state, action)
    incident.save(update_fields=["state", "taken_up_by", "taken_up_at", "closed_by", "closed_at"])


def moment_of(incident: Incident) -> datetime:
    """Return when it happened; without a time: the start of the day, so that no term ends too late."""
    at = incident.occurred_at or time.min
    return datetime.combine(incident.occurred_on, at, tzinfo=AMSTERDAM)


def _check(report: Report, school: School, pupils: Mapping[Pupil, str]) -> None:
    now = timezone.now().astimezone(AMSTERDAM)
    if report.occurred_on > today():
        raise Refused(
            _("This date is in the future. Choose today or earlier."), field="occurred_on"
        )
    if report.occurred_on == now.date() and report.occurred_at and report.occurred_at > now.time():
        raise Refused(_("This time has yet to come."), field="occurred_at")
    if not report.account.strip():
        raise Refused(_("Write down what happened."), field="account")
    if not report.accident and not report.kind:
        raise Refused(_("Choose what kind of incident it was."), field="kind")
    if any(pupil.school_id != school.pk for pupil in pupils):
        raise Refused(_("This pupil is at another school."), field="pupil_search")


def _add_version(incident: Incident, *, actor: Actor, number: int, **texts: str) -> IncidentVersion:
    return IncidentVersion.objects.create(
        incident=incident,
        school_id=incident.school_id,
        author_id=person(actor),
        number=number,
        **texts,
    )


def _link_pupils(incident: Incident, pupils: Mapping[Pupil, str], *, actor: Actor) -> None:
    for pupil, part in pupils.items():
        IncidentPupil.objects.create(
            incident=incident, school_id=incident.school_id, pupil=pupil, part=part
        )
        record(events.PUPIL_LINKED, actor=actor, obj=incident, pupil_id=pupil.pk, part=part)


def _write(
    incident: Incident,
    kind: IncidentNote.Kind,
    text: str,
    *,
    actor: Actor,
    field: str,
    key: uuid.UUID | None = None,
) -> IncidentNote:
    if not text.strip():
        raise Refused(_("Write down what was done."), field=field)
    note = IncidentNote(
        incident=incident,
        school_id=incident.school_id,
        kind=kind,
        author_id=person(actor),
        text=text,
    )
    note.pk = key or note.pk
    note.save(force_insert=True)
    return note
