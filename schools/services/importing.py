"""An EDEXML file in the browser: upload, preview, confirm or cancel (S2).

Between upload and confirmation the file lies encrypted in its row; after that it is gone. The content
is never logged. `schools.imports` does the reading and the writing.
"""

import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from core.uploads import packed, unpacked
from schools import events
from schools.edexml import EdexError, EdexFile, parse
from schools.imports import SCHOOL_ADDED, ImportPlan, apply_import, plan_import
from schools.models import Board, School, SchoolImport
from schools.scope import schools_with
from schools.services.rights import check_keeps

MAX_REFUSALS_KEPT = 500


@transaction.atomic
def upload(
    *,
    actor: Actor,
    key: uuid.UUID,
    content: bytes,
    board: Board,
    school: School | None = None,
    name: str = "",
) -> SchoolImport:
    """Keep a file for its preview. Nothing in the registry changes but that a new school is made.

    `school` is the one that the file must be about; None means a school that isn't here yet, which
    gets `name`. Returns the import. Raises Refused (field `file`, `name` or `place`) when the file
    can't be used, is about another school, or the school isn't the actor's to keep.
    """
    made = already_made(SchoolImport, key, uploaded_by_id=actor.pk)
    if made is not None:
        return made
    check_keeps(actor, "schools.import_pupils", board, school)
    try:
        file = parse(content)
        target = school or _new_school(actor, board, file, name)
        plan = plan_import(board=board, file=file, school=target)
    except EdexError as error:
        raise Refused(str(error), field="file") from error
    found = SchoolImport(id=key, school=target, counts=plan.counts(), content=packed(content))
    found.uploaded_by_id = actor.pk  # type: ignore[assignment]  # SYSTEM uploads nothing here
    found.save()
    record(events.IMPORT_UPLOADED, actor=actor, obj=found)
    return found


def _new_school(actor: Actor, board: Board, file: EdexFile, name: str) -> School:
    brin, dependance = file.school.brin, file.school.dependance
    known = School.objects.filter(brin=brin, dependance=dependance).first()
    if known is not None:
        if not actor.is_system and known.pk not in schools_with(actor, "schools.import_pupils"):
            raise Refused(_("This file is about a school that you do not keep."), field="file")
        kept: School = known
        return kept
    if not brin:
        raise EdexError(
            _("This file has no BRIN code, so it can't be told which school it is."),
            None,
            "brincode",
        )
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Fill in what the new school is called."), field="name")
    school = School.objects.create(board=board, name=name, brin=brin, dependance=dependance)
    record(SCHOOL_ADDED, actor=actor, obj=school)
    return school


def plan_of(upload: SchoolImport) -> ImportPlan:
    """Work out anew what a waiting file would change. Writes nothing.

    Raises Refused when the file can't be used any more, such as after a later school year came in.
    """
    try:
        return plan_import(board=upload.school.board, file=_file(upload), school=upload.school)
    except EdexError as error:
        raise Refused(str(error)) from error


def _file(upload: SchoolImport) -> EdexFile:
    return parse(unpacked(upload.content))


def fingerprint(plan: ImportPlan) -> str:
    """Return a short text that is another one as soon as the outcome of `plan` is."""
    parts: list[Any] = [plan.counts()]
    for section in plan.sections:
        parts += [
            (
                entry.record.key,
                getattr(entry.known, "pk", None),
                [(one.field, str(one.old), str(one.new)) for one in entry.differences],
                entry.returned,
                getattr(entry.moved_from, "pk", None),
                entry.moved_to,
            )
            for entry in section.entries
        ]
        parts.append(sorted(str(row.pk) for row in section.gone))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@transaction.atomic
def confirm(*, actor: Actor, upload: SchoolImport, seen: str) -> SchoolImport:
    """Apply a waiting file. Confirming twice applies once; the file is wiped.

    `seen` is the fingerprint of the preview. Raises Conflict when the outcome is another one by now,
    and Refused for a cancelled import or a file that can't be used any more.
    """
    found = _locked(upload)
    if found.state == SchoolImport.State.APPLIED:
        return found
    if found.state == SchoolImport.State.CANCELLED:
        raise Refused(_("This import was cancelled. Upload the file again."))
    board = Board.objects.select_for_update(no_key=True).get(pk=found.school.board_id)
    plan = plan_of(found)
    if fingerprint(plan) != seen:
        raise Conflict(_("Something changed since this preview was made. Look at it again."))
    try:
        plan = apply_import(actor=actor, board=board, file=plan.file, school=found.school)
    except EdexError as error:
        raise Refused(str(error)) from error
    found.counts = plan.counts()
    found.refusals = [
        [one.line, one.element, str(one.message)] for one in plan.refused[:MAX_REFUSALS_KEPT]
    ]
    _close(found, SchoolImport.State.APPLIED)
    return found


@transaction.atomic
def cancel(*, actor: Actor, upload: SchoolImport) -> SchoolImport:
    """Drop a waiting file. Twice is once. Raises Refused when it was imported already."""
    found = _locked(upload)
    if found.state == SchoolImport.State.APPLIED:
        raise Refused(_("This file was imported already."))
    if found.state == SchoolImport.State.PREVIEW:
        _close(found, SchoolImport.State.CANCELLED)
        record(events.IMPORT_CANCELLED, actor=actor, obj=found)
    return found


def _locked(upload: SchoolImport) -> SchoolImport:
    rows = SchoolImport.objects.select_for_update(of=("self",)).select_related("school__board")
    found: SchoolImport = rows.get(pk=upload.pk)
    return found


def _close(found: SchoolImport, state: str) -> None:
    found.state, found.content = state, ""
    if state == SchoolImport.State.APPLIED:
        found.applied_at = timezone.now()
    found.save()


@transaction.atomic
def rename_school(*, actor: Actor, school: School, name: str) -> School:
    """Give a school the name that people know. The same name again changes nothing."""
    check_keeps(actor, "schools.manage_staff", school.board, school)
    found: School = School.objects.select_for_update().get(pk=school.pk)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Fill in what the school is called."), field="name")
    if found.name != name:
        found.name = name
        found.save(update_fields=["name"])
        record(events.SCHOOL_RENAMED, actor=actor, obj=found)
    return found
