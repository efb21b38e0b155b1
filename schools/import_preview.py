"""What a file would change at a school, told by what the database knows (S2). Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.workdays import today
from schools.edexml import EdexError, EdexFile, EdexGroup, EdexPupil, EdexRefusal, EdexTeacher
from schools.import_periods import Wish, live_placement, moves
from schools.import_plan import (
    Difference,
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

    `school`, when given, is the school for which the file must be. Raises EdexError when the file
    is about another school, a school of another board, a school without BRIN, or a year before the
    one that is known already.
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
        wish = wish_of(entry.record, targets)
        live = live_placement(plan.placements.get(entry.known.pk, []), wish.leaves_on, plan.today)
        if wish.group is not None and live is not None and moves(live, wish, plan.today):
            entry.moved_from, entry.moved_to = live.group, wish.group.name
    plan.pupils.gone = [one for one in plan.pupils.gone if not has_left(one.left_on, plan.today)]


def wish_of(record: EdexPupil, targets: dict[str, Group]) -> Wish:
    """Where the file has a pupil, given the group for each key."""
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
