"""Bringing in a register that a school kept in a spreadsheet (I1): upload, choose, confirm or cancel.

Until it is confirmed the file lies encrypted in its row; after that, or after EXPIRY days, it is wiped. A file
with a wrong row brings in nothing at all.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record, record_many
from core.actors import SYSTEM, Actor
from core.context import acting_as_system
from core.duties import each_alone
from core.errors import Conflict, Refused
from core.once import already_made
from core.uploads import packed, unpacked
from core.workdays import AMSTERDAM, today
from incidents import events, notifications
from incidents.importing.columns import (
    LABELS,
    MOST_WORDS,
    REQUIRED,
    Field,
    Mapping,
    guess_word,
    words_in,
)
from incidents.importing.plan import Plan, Planned, make_plan
from incidents.importing.reading import CsvError, Table, read
from incidents.models import Incident, IncidentNote, IncidentVersion, RegisterImport
from incidents.services.base import demand, person
from schools.models import School

PERMISSION: Final = "incidents.import_register"
EXPIRY: Final = 14


@dataclass(slots=True)
class Preview:
    """What a waiting file would do now: `new` rows come in, `known` ones are in the register already."""

    plan: Plan
    new: list[Planned] = field(default_factory=list)
    known: list[Planned] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many rows do what."""
        closed = sum(one.handled for one in self.new)
        return {
            "created": len(self.new),
            "closed": closed,
            "reported": len(self.new) - closed,
            "known": len(self.known),
            "twice": len(self.plan.twice),
            "wrong": self.plan.wrong_rows,
        }

    def fingerprint(self) -> str:
        """Return a short text that is another one as soon as the outcome is."""
        faults = [(one.row, one.name, one.reason) for one in self.plan.faults]
        outcome = [self.counts(), self.new, [one.account for one in self.new], faults]
        texts = [(one.others, one.place_detail, one.result, one.marks) for one in self.new]
        return hashlib.sha256(repr([outcome, texts]).encode()).hexdigest()[:32]


@transaction.atomic
def upload_register(
    *, actor: Actor, key: uuid.UUID, school: School, content: bytes
) -> RegisterImport:
    """Keep a file for its preview; the register doesn't change. The same `key` makes one.

    Returns the import. Raises Refused (field `file`) when it is no table that can be read.
    """
    demand(actor, PERMISSION, school)
    made = already_made(RegisterImport, key, uploaded_by_id=actor.pk, school_id=school.pk)
    if made is not None:
        return made
    try:
        table = read(content)
    except CsvError as error:
        raise Refused(str(error), field="file") from error
    found = RegisterImport(
        id=key,
        school=school,
        uploaded_by_id=person(actor),
        expires_on=today() + timedelta(days=EXPIRY),
        content=packed(content),
    )
    found.save(force_insert=True)
    record(events.IMPORT_UPLOADED, actor=actor, obj=found, rows=len(table.rows))
    return found


def table_of(upload: RegisterImport) -> Table:
    """Return the table of a waiting import. Raises Refused once it is wiped."""
    if not upload.is_waiting:
        raise Refused(_("This file is no longer kept. Upload it again."))
    return read(unpacked(upload.content))


def mapping_of(upload: RegisterImport) -> Mapping | None:
    """Return what was chosen for its columns and words; None before that."""
    return Mapping.from_json(json.loads(upload.mapping)) if upload.mapping else None


@transaction.atomic
def choose_columns(
    *,
    actor: Actor,
    upload: RegisterImport,
    columns: dict[Field, int],
    all_handled: bool = False,
) -> RegisterImport:
    """Keep which column is what, and guess what the words in them mean. Returns the import.

    `all_handled` closes every row. Words that somebody chose before stay. Raises Refused for a column
    that was chosen twice, a missing one, one that isn't there, or one with too many different words.
    """
    found = _waiting(actor, upload)
    table = table_of(found)
    _check_columns(table, columns)
    before = mapping_of(found) or Mapping()
    words: dict[Field, dict[str, str]] = {}
    for name, written in words_in(table, columns).items():
        if len(written) > MOST_WORDS:
            message = _(
                "This column holds more than %(most)s different words. Is it the right one?"
            )
            raise Refused(message % {"most": MOST_WORDS}, field=name)
        chosen = before.words.get(name, {})
        words[name] = {word: chosen.get(word) or guess_word(name, word) for word in written}
    _keep(found, Mapping(columns, words, all_handled))
    return found


def _check_columns(table: Table, columns: dict[Field, int]) -> None:
    for name in REQUIRED:
        if name not in columns:
            raise Refused(_("Choose the column for this."), field=name)
    taken: dict[int, Field] = {}
    for name, column in columns.items():
        if not 0 <= column < len(table.head):
            raise Refused(_("Choose the column for this."), field=name)
        if column in taken:
            message = _("You chose this column for '%(other)s' too.")
            raise Refused(message % {"other": LABELS[taken[column]]}, field=name)
        taken[column] = name


@transaction.atomic
def choose_words(
    *, actor: Actor, upload: RegisterImport, words: dict[Field, dict[str, str]]
) -> RegisterImport:
    """Keep which of our words each word of the file means; an empty one is not chosen yet.

    Returns the import. Words that aren't in the chosen columns are left out. Raises Refused before the
    columns were chosen.
    """
    found = _waiting(actor, upload)
    mapping = mapping_of(found)
    if mapping is None:
        raise Refused(_("Choose first which column is what."))
    kept = {
        name: {word: words.get(name, {}).get(word, code) for word, code in known.items()}
        for name, known in mapping.words.items()
    }
    _keep(found, replace(mapping, words=kept))
    return found


def preview_of(upload: RegisterImport) -> Preview:
    """Work out anew what a waiting file would do. Writes nothing; two queries however many rows.

    Raises Refused before the columns were chosen and once the file is wiped.
    """
    table, mapping = table_of(upload), mapping_of(upload)
    if mapping is None:
        raise Refused(_("Choose first which column is what."))
    now = timezone.now().astimezone(AMSTERDAM)
    plan = make_plan(table, mapping, school_id=upload.school_id, now=now)
    kept = Incident.objects.filter(school_id=upload.school_id).exclude(import_mark="")
    marks = set(kept.values_list("import_mark", flat=True))
    preview = Preview(plan)
    for one in plan.planned:
        (preview.known if marks.intersection(one.marks) else preview.new).append(one)
    return preview


@transaction.atomic
def confirm_register(*, actor: Actor, upload: RegisterImport, seen: str) -> RegisterImport:
    """Bring in a waiting file as a whole. Confirming twice brings it in once; the file is wiped.

    `seen` is the fingerprint of the preview. Returns the import. Raises Conflict when the outcome is
    another one by now, and Refused for a file with wrong rows or a cancelled import.
    """
    found = _locked(actor, upload)
    if found.state == RegisterImport.State.APPLIED:
        return found
    # Two files of one school at the same moment queue up, so that no row comes in twice.
    School.objects.select_for_update(no_key=True).get(pk=found.school_id)
    preview = preview_of(found)
    if preview.plan.faults:
        raise Refused(_("Nothing is imported as long as a row is wrong. Mend the file first."))
    if preview.fingerprint() != seen:
        raise Conflict(_("Something changed since this preview was made. Look at it again."))
    found.counts = preview.counts()
    found.applied_by_id, found.applied_at = actor.pk, timezone.now()
    _close(found, RegisterImport.State.APPLIED)
    _write(found, preview.new, actor=actor)
    record(events.IMPORT_APPLIED, actor=actor, obj=found, **found.counts)
    if found.counts["reported"]:
        notifications.imported(found, actor=actor)
    return found


@transaction.atomic
def cancel_register(*, actor: Actor, upload: RegisterImport) -> RegisterImport:
    """Drop a waiting file. Twice is once. Raises Refused when it was imported already."""
    found = _locked(actor, upload)
    if found.state == RegisterImport.State.APPLIED:
        raise Refused(_("This file was imported already."))
    if found.is_waiting:
        _close(found, RegisterImport.State.CANCELLED)
        record(events.IMPORT_DROPPED, actor=actor, obj=found)
    return found


def wipe_expired(day: date) -> int:
    """Wipe files that nobody confirmed in time (AVG: no longer than needed). Returns how many.

    Each in a transaction of its own, as SYSTEM; one that somebody confirmed meanwhile is left alone.
    """
    late = RegisterImport.objects.filter(state=RegisterImport.State.WAITING, expires_on__lt=day)

    def wipe(key: uuid.UUID) -> bool:
        found = late.select_for_update().filter(pk=key).first()
        if found is None:
            return False
        _close(found, RegisterImport.State.CANCELLED)
        record(events.IMPORT_DROPPED, actor=SYSTEM, obj=found)
        return True

    with acting_as_system():
        keys = list(late.values_list("pk", flat=True))
    return each_alone(keys, wipe, "register upload")


def _write(found: RegisterImport, rows: list[Planned], *, actor: Actor) -> None:
    """Write the rows in bulk: the same number of statements however many there are."""
    made = [(row, _incident(found, row, actor)) for row in rows]
    try:
        with transaction.atomic():
            Incident.objects.bulk_create(incident for _row, incident in made)
    except IntegrityError as error:
        # A row is in the register and exists for others only: it is kept from who is part of it (P2).
        raise Refused(_("Ask a colleague who handles incidents to import this file.")) from error
    shared: dict[str, Any] = {"school_id": found.school_id, "author_id": actor.pk}
    IncidentVersion.objects.bulk_create(
        IncidentVersion(
            incident=incident,
            number=1,
            account=row.account,
            place_detail=row.place_detail,
            others=row.others,
            **shared,
        )
        for row, incident in made
    )
    IncidentNote.objects.bulk_create(
        IncidentNote(
            incident=incident,
            kind=IncidentNote.Kind.RESULT,
            text=row.result or _("Taken over from an earlier register."),
            **shared,
        )
        for row, incident in made
        if row.handled
    )
    if made:
        told = [(incident, {"import_id": found.pk}) for _row, incident in made]
        record_many(events.IMPORTED, actor=actor, rows=told)


def _incident(found: RegisterImport, row: Planned, actor: Actor) -> Incident:
    incident = Incident(
        school_id=found.school_id,
        accident=row.accident,
        kind="" if row.accident else row.kind,
        occurred_on=row.occurred_on,
        occurred_at=row.occurred_at,
        place=row.place,
        by_whom=row.by_whom,
        against_whom=row.against_whom,
        reporter_id=person(actor),
        imported_in=found,
        import_mark=row.marks[0],
    )
    if row.handled:
        incident.state = Incident.State.CLOSED
        incident.taken_up_by_id = incident.closed_by_id = found.applied_by_id
        incident.taken_up_at = incident.closed_at = found.applied_at
    return incident


def _locked(actor: Actor, upload: RegisterImport) -> RegisterImport:
    found = RegisterImport.objects.select_for_update().get(pk=upload.pk)
    person(actor)
    demand(actor, PERMISSION, found)
    return found


def _waiting(actor: Actor, upload: RegisterImport) -> RegisterImport:
    found = _locked(actor, upload)
    if not found.is_waiting:
        raise Refused(_("This file is no longer kept. Upload it again."))
    return found


def _keep(found: RegisterImport, mapping: Mapping) -> None:
    found.mapping = json.dumps(mapping.as_json())
    found.save(update_fields=["mapping"])


def _close(found: RegisterImport, state: str) -> None:
    found.state, found.content, found.mapping = state, "", ""
    found.save()
