"""Importing a school from an EDEXML file: first a plan, then the same plan worked out again under a
lock and written as a whole (S2).

However many pupils, the number of queries is the same: everything is read once, compared in memory
and written in bulk. Staff are proposed as rows without an account: roles are given by people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import registry, services
from core.actors import Actor
from core.errors import Conflict
from core.names import search_key, sort_key
from core.workdays import today
from schools.edexml import EdexError, EdexFile, EdexGroup, EdexPupil, EdexRefusal, EdexTeacher
from schools.import_periods import Calendar, Periods, Wish, live_placement, moves, place, teach
from schools.import_plan import (
    NAMES,
    Difference,
    Entry,
    Known,
    Section,
    compare,
    group_values,
    has_left,
    pupil_values,
    staff_values,
)
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


@dataclass(slots=True)
class ImportPlan:
    """What a file would change at a school. `school` is None when it isn't known yet."""

    board: Board
    file: EdexFile
    school: School | None
    year: SchoolYear
    today: date
    groups: Section[EdexGroup, Group]
    pupils: Section[EdexPupil, Pupil]
    staff: Section[EdexTeacher, StaffMember]
    placements: dict[Any, list[Placement]] = field(repr=False)
    teaching: dict[int, list[GroupTeacher]] = field(repr=False)

    @property
    def sections(self) -> tuple[Section[Any, Any], ...]:
        """Groups, pupils and staff, in this order."""
        return (self.groups, self.pupils, self.staff)

    @property
    def refused(self) -> list[EdexRefusal]:
        """Every record that is left out, in the order of the file."""
        found = [refusal for section in self.sections for refusal in section.refused]
        return sorted(found, key=lambda refusal: refusal.line)

    def counts(self) -> dict[str, int]:
        """How many records were taken of each kind, and what would happen to how many."""
        return {
            "groups": len(self.groups.entries),
            "pupils": len(self.pupils.entries),
            "staff": len(self.staff.entries),
            "created": sum(len(section.new) for section in self.sections),
            "changed": sum(len(section.changed) for section in self.sections),
            "moved": len(self.pupils.moved),
            "missing": sum(len(section.gone) for section in self.sections),
            "refused": len(self.refused),
        }

    @property
    def changes_nothing(self) -> bool:
        """Whether the file holds nothing new."""
        counts = self.counts()
        done = ("created", "changed", "moved", "missing")
        returned = any(section.returned for section in self.sections)
        return not returned and not any(counts[name] for name in done)


def plan_import(*, board: Board, file: EdexFile, school: School | None = None) -> ImportPlan:
    """Work out what `file` would change, writing nothing.

    `school`, when given, is the school for which the file must be. Raises EdexError when the file is
    about another school, a school of another board, a school without BRIN, or a year before the one
    that is known already.
    """
    found = _school_of(board, file, school)
    year = _year_of(file)
    if found is not None:
        _refuse_earlier_year(found, year)
    plan = ImportPlan(
        board=board,
        file=file,
        school=found,
        year=year,
        today=today(),
        groups=_compare_groups(file, found, year),
        pupils=compare(
            "pupil", file.pupils, Known.of(_rows(Pupil, found)), file.refused, pupil_values
        ),
        staff=compare(
            "teacher",
            file.teachers,
            Known.of(_rows(StaffMember, found)),
            file.refused,
            staff_values,
        ),
        placements=_placements(found),
        teaching=_teaching(found),
    )
    _mark_pupils(plan)
    _mark_staff(plan)
    return plan


def _school_of(board: Board, file: EdexFile, school: School | None) -> School | None:
    brin, dependance = file.school.brin, file.school.dependance
    if not brin:
        raise EdexError(
            _("This file has no BRIN code, so it can't be told which school it is."),
            None,
            "brincode",
        )
    if school is not None and (school.brin, school.dependance) != (brin, dependance):
        raise EdexError(_("This file is about another school."), None, "brincode")
    found = School.objects.filter(brin=brin, dependance=dependance).first()
    if found is not None and found.board_id != board.pk:
        raise EdexError(_("This file is about a school of another board."), None, "brincode")
    return found


def _year_of(file: EdexFile) -> SchoolYear:
    name = file.school.school_year
    first = int(name[:4])
    known = SchoolYear.objects.filter(name=name).first()
    return known or SchoolYear(
        name=name, starts_on=date(first, 8, 1), ends_on=date(first + 1, 7, 31)
    )


def _refuse_earlier_year(school: School, year: SchoolYear) -> None:
    later = Group.objects.filter(school=school, school_year__starts_on__gt=year.starts_on)
    if later.exists():
        raise EdexError(
            _("This file is about an earlier school year than the one that was imported last."),
            None,
            "schooljaar",
        )


def _rows(model: type[Any], school: School | None) -> list[Any]:
    return list(model.objects.filter(school=school)) if school else []


def _compare_groups(
    file: EdexFile, school: School | None, year: SchoolYear
) -> Section[EdexGroup, Group]:
    rows = Group.objects.filter(school=school, school_year=year) if school and year.pk else []
    # A composite group (a plusklas) has no pupils of its own here: who is in it is not read.
    groups = [group for group in file.groups if not group.composite]
    return compare("group", groups, Known.of(rows), file.refused, group_values)


def _placements(school: School | None) -> dict[Any, list[Placement]]:
    found: dict[Any, list[Placement]] = defaultdict(list)
    if school:
        for row in Placement.objects.filter(school=school).select_related("group"):
            found[row.pupil_id].append(row)
    return found


def _teaching(school: School | None) -> dict[int, list[GroupTeacher]]:
    found: dict[int, list[GroupTeacher]] = defaultdict(list)
    if school:
        running = GroupTeacher.objects.filter(school=school, ends_on=None)
        for row in running.select_related("group"):
            found[row.staff_id].append(row)
    return found


def _targets(plan: ImportPlan) -> dict[str, Group]:
    """The group for each key of the file; a new one has no primary key until it's written."""
    return {entry.record.key: entry.known or Group(**entry.values) for entry in plan.groups.entries}


def _mark_pupils(plan: ImportPlan) -> None:
    """Fills in who moves, and who is back after having left."""
    targets = _targets(plan)
    for entry in plan.pupils.entries:
        if entry.known is None:
            continue
        left = has_left(entry.record.leaves_on, plan.today)
        entry.returned = not left and (entry.returned or has_left(entry.known.left_on, plan.today))
        wish = _wish(entry.record, targets)
        live = live_placement(plan.placements.get(entry.known.pk, []), wish.leaves_on, plan.today)
        if wish.group is not None and live is not None and moves(live, wish, plan.today):
            entry.moved_from, entry.moved_to = live.group, wish.group.name
    plan.pupils.gone = [one for one in plan.pupils.gone if not has_left(one.left_on, plan.today)]


def _wish(record: EdexPupil, targets: dict[str, Group]) -> Wish:
    return Wish(targets.get(record.group_key), record.starts_on, record.leaves_on)


def _mark_staff(plan: ImportPlan) -> None:
    """Adds a difference for whom teaches other groups than before."""
    targets = _targets(plan)
    for entry in plan.staff.entries:
        if entry.known is None:
            continue
        before = [row.group for row in plan.teaching.get(entry.known.pk, [])]
        after = [targets[key] for key in entry.record.group_keys if key in targets]
        if {group.pk for group in before} != {group.pk for group in after}:
            names = [", ".join(sorted(one.name for one in groups)) for groups in (before, after)]
            entry.differences += (Difference("groups", *names),)


# Writing


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

    `expected` are the counts of the preview that was confirmed. The plan is made anew under a lock on
    the board, so two imports can't mix. A file that holds nothing new writes nothing but the event.

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
    if plan.school is None or not rules.has_perm("schools.import_pupils", actor, plan.school):
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
        place(periods, pupil, rows, _wish(entry.record, groups), calendar)
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

    services.record(IMPORTED, actor=actor, obj=school, **plan.counts())
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
