"""Importing a school from an EDEXML file: first a plan, then the same plan worked out again under a
lock and written as a whole (S2).

However many pupils, the number of queries is the same: everything is read once, compared in memory
and written in bulk. Staff are proposed as rows without an account: roles are given by people.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import registry, services
from core.actors import Actor
from core.errors import Conflict
from core.names import search_key, sort_key
from schools.edexml import EdexFile
from schools.import_periods import Calendar, Periods, place, teach
from schools.import_plan import NAMES, Entry, Section
from schools.import_preview import ImportPlan, plan_import, wish_of
from schools.models import (
    Board,
    Group,
    GroupTeacher,
    Placement,
    Pupil,
    School,
    SchoolYear,
    StaffMember,
)
from schools.scope import schools_with

__all__ = ["ImportPlan", "apply_import", "plan_import"]

IMPORTED: Final = registry.register("schools.imported", _("imported a file of the administration"))
SCHOOL_ADDED: Final = registry.register("schools.school_added", _("added a school"))
PUPIL_ADDED: Final = registry.register("schools.pupil_added", _("added the pupil by an import"))
PUPIL_CHANGED: Final = registry.register("schools.pupil_changed", _("changed data by an import"))
PUPIL_MOVED: Final = registry.register(
    "schools.pupil_moved", _("moved the pupil to another group by an import")
)
PUPIL_MISSING: Final = registry.register(
    "schools.pupil_missing", _("imported a file in which the pupil is missing")
)
PUPIL_RETURNED: Final = registry.register(
    "schools.pupil_returned", _("imported a file in which the pupil is back")
)
STAFF_ADDED: Final = registry.register("schools.staff_added", _("added staff by an import"))
STAFF_CHANGED: Final = registry.register(
    "schools.staff_changed", _("changed data of staff by an import")
)


@transaction.atomic
def apply_import(
    *,
    actor: Actor,
    board: Board,
    file: EdexFile,
    school: School | None = None,
    expected: dict[str, int] | None = None,
) -> ImportPlan:
    """Write what `file` changes, all or nothing, and return the plan that was written.

    `expected` are the counts of the preview that was confirmed. The plan is made anew under a lock
    on the board, so two imports can't mix. A file that holds nothing new writes only the event.

    Raises EdexError as `plan_import` does, PermissionDenied for whom may not import at this school,
    and Conflict when the outcome is no longer what the preview showed.
    """
    board = Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    plan = plan_import(board=board, file=file, school=school)
    _check_permission(actor, plan)
    if expected is not None and expected != plan.counts():
        raise Conflict(_("Something changed since this preview was made. Look at it again."))
    target = plan.school or _add_school(actor, plan)
    _save_year(plan)
    groups = _write_groups(plan, target)
    pupils = _write_pupils(plan, target)
    staff = _write_staff(plan, target)
    _write_periods(plan, groups, pupils, staff)
    _flag_missing(plan)
    _record(actor, plan, target, pupils, staff)
    return plan


def _check_permission(actor: Actor, plan: ImportPlan) -> None:
    if actor.is_system:
        return
    # A school that isn't known yet is added on the command line: there is nobody in charge of it.
    if plan.school is None or plan.school.pk not in schools_with(actor, "schools.import_pupils"):
        raise PermissionDenied("schools.import_pupils")


def _add_school(actor: Actor, plan: ImportPlan) -> School:
    brin, dependance = plan.file.school.brin, plan.file.school.dependance
    # The file doesn't name the school; who manages it fills in the name.
    name = brin if dependance == "00" else f"{brin} {dependance}"
    school = School.objects.create(board=plan.board, name=name, brin=brin, dependance=dependance)
    services.record(SCHOOL_ADDED, actor=actor, obj=school)
    return school


def _save_year(plan: ImportPlan) -> None:
    year = plan.year
    if year.pk is None:
        plan.year, _created = SchoolYear.objects.get_or_create(
            name=year.name, defaults={"starts_on": year.starts_on, "ends_on": year.ends_on}
        )


def _write_groups(plan: ImportPlan, school: School) -> dict[str, Group]:
    made = {
        entry.record.key: Group(school=school, school_year=plan.year, **entry.values)
        for entry in plan.groups.new
    }
    Group.objects.bulk_create(made.values())
    _update(Group, plan.groups)
    kept = {entry.record.key: entry.known for entry in plan.groups.entries if entry.known}
    return made | kept


def _write_pupils(plan: ImportPlan, school: School) -> dict[str, Pupil]:
    made = {
        entry.record.key: _named(Pupil(school=school, **entry.values)) for entry in plan.pupils.new
    }
    Pupil.objects.bulk_create(made.values())
    _update(Pupil, plan.pupils)
    kept = {entry.record.key: entry.known for entry in plan.pupils.entries if entry.known}
    return made | kept


def _write_staff(plan: ImportPlan, school: School) -> dict[str, StaffMember]:
    made = {
        entry.record.key: _named(StaffMember(school=school, **entry.values))
        for entry in plan.staff.new
    }
    StaffMember.objects.bulk_create(made.values())
    _update(StaffMember, plan.staff)
    kept = {entry.record.key: entry.known for entry in plan.staff.entries if entry.known}
    return made | kept


def _named(person: Any) -> Any:
    """Fills in the keys by which a pupil or a member of staff is sorted and searched."""
    whole = " ".join(part for part in (person.prefix, person.last_name) if part)
    person.sort_name = sort_key(whole, person.call_name)
    if isinstance(person, Pupil):
        person.search_name = search_key(f"{person.call_name} {whole}")
    return person


def _update(model: type[Any], section: Section[Any, Any]) -> None:
    """Writes the changed columns of known rows; whoever is in the file isn't missing any more."""
    columns: set[str] = set()
    rows = []
    for entry in section.entries:
        changes = {one.field: one.new for one in entry.differences if one.field != "groups"}
        if entry.known is None or not (changes or entry.known.missing_since):
            continue
        for name, value in (changes | {"missing_since": None}).items():
            setattr(entry.known, name, value)
        columns |= {*changes, "missing_since"}
        if changes.keys() & NAMES:
            _named(entry.known)
            columns |= {"sort_name"} | ({"search_name"} if model is Pupil else set())
        rows.append(entry.known)
    if rows:
        model.objects.bulk_update(rows, sorted(columns))


def _write_periods(
    plan: ImportPlan,
    groups: dict[str, Group],
    pupils: dict[str, Pupil],
    staff: dict[str, StaffMember],
) -> None:
    periods, calendar = Periods(), Calendar(plan.today, plan.year)
    for entry in plan.pupils.entries:
        pupil = pupils[entry.record.key]
        rows = plan.placements.get(pupil.pk, [])
        place(periods, pupil, rows, wish_of(entry.record, groups), calendar)
    for member in plan.staff.entries:
        row = staff[member.record.key]
        wanted = [groups[key] for key in member.record.group_keys if key in groups]
        running = plan.teaching.get(row.pk, [])
        teach(periods, row, running, wanted, calendar, new=member.known is None)
    Placement.objects.bulk_update(periods.updated, ["group", "ends_on"])
    Placement.objects.bulk_create(periods.added)
    GroupTeacher.objects.filter(pk__in=[row.pk for row in periods.teaching_removed]).delete()
    GroupTeacher.objects.bulk_update(periods.teaching_updated, ["ends_on"])
    GroupTeacher.objects.bulk_create(periods.teaching_added)


def _flag_missing(plan: ImportPlan) -> None:
    for model, section in zip((Group, Pupil, StaffMember), plan.sections, strict=True):
        rows: Any = model._default_manager
        rows.filter(pk__in=[row.pk for row in section.gone]).update(missing_since=plan.today)


def _record(
    actor: Actor,
    plan: ImportPlan,
    school: School,
    pupils: dict[str, Pupil],
    staff: dict[str, StaffMember],
) -> None:
    def rows(entries: list[Entry[Any, Any]], by_key: dict[str, Any]) -> list[tuple[Any, Any]]:
        return [
            (
                by_key[one.record.key],
                {"fields": [difference.field for difference in one.differences]},
            )
            for one in entries
        ]

    details: dict[str, Any] = {**plan.counts()}
    services.record(IMPORTED, actor=actor, obj=school, **details)
    for action, found in (
        (PUPIL_ADDED, rows(plan.pupils.new, pupils)),
        (PUPIL_CHANGED, rows(plan.pupils.changed, pupils)),
        (PUPIL_MOVED, rows(plan.pupils.moved, pupils)),
        (PUPIL_RETURNED, rows(plan.pupils.returned, pupils)),
        (PUPIL_MISSING, [(pupil, {}) for pupil in plan.pupils.gone]),
        (STAFF_ADDED, rows(plan.staff.new, staff)),
        (STAFF_CHANGED, rows(plan.staff.changed, staff)),
    ):
        if found:
            services.record_many(action, actor=actor, rows=found)
