"""Importing a school again and again: nothing logged is lost, nobody becomes somebody else (S2)."""

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core.actors import SYSTEM
from core.context import acting_as
from core.errors import Conflict
from schools.edexml import EdexError, EdexFile, parse
from schools.edexml_sample import (
    SampleGroup,
    SamplePerson,
    SampleSchool,
    eckid,
    render,
    sample_school,
)
from schools.imports import ImportPlan, apply_import, plan_import
from schools.models import (
    Board,
    Group,
    GroupTeacher,
    Membership,
    Placement,
    Pupil,
    School,
    SchoolYear,
    StaffMember,
)

TODAY = date(2026, 11, 24)
NOTHING = {"created": 0, "changed": 0, "moved": 0, "missing": 0, "refused": 0}


@pytest.fixture(autouse=True)
def _a_day_in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def board() -> Board:
    return Board.objects.create(name="Stichting Invoer")


@pytest.fixture
def sample() -> SampleSchool:
    return sample_school(groups=3, pupils=9, teachers=5)


def file_of(sample: SampleSchool, version: str = "2.1") -> EdexFile:
    return parse(render(sample, version))


def load(board: Board, sample: SampleSchool, version: str = "2.1") -> ImportPlan:
    return apply_import(actor=SYSTEM, board=board, file=file_of(sample, version))


def done(plan: ImportPlan) -> dict[str, int]:
    counts = plan.counts()
    return {name: counts[name] for name in NOTHING}


def state() -> list[Any]:
    models = (School, SchoolYear, Group, Pupil, Placement, StaffMember, GroupTeacher)
    return [list(model.objects.order_by("pk").values()) for model in models]


def pupil(key: str = "1001") -> Pupil:
    return Pupil.objects.get(key=key)


def periods(one: Pupil) -> list[tuple[str, date, date | None]]:
    rows = Placement.objects.filter(pupil=one).order_by("starts_on", "pk")
    return list(rows.values_list("group__key", "starts_on", "ends_on"))


# A first time, and again


@pytest.mark.parametrize("version", ["1.03", "2.0", "2.1"])
def test_a_school_of_19_groups_400_pupils_and_29_teachers_comes_in_in_one_go(board, version):
    plan = load(board, sample_school(), version)
    assert plan.counts() == NOTHING | {
        "groups": 19,
        "pupils": 400,
        "staff": 29,
        "created": 448,
    }
    assert (Group.objects.count(), Pupil.objects.count()) == (19, 400)
    assert StaffMember.objects.count() == 29
    assert Placement.objects.filter(ends_on=None).count() == 400


@pytest.mark.parametrize("version", ["1.03", "2.0", "2.1"])
def test_the_same_file_twice_changes_nothing(board, version):
    sample = sample_school(groups=4, pupils=30, teachers=6)
    sample.pupils[3].leaves_on = date(2026, 10, 2)
    sample.pupils[4].leaves_on = date(2027, 1, 8)
    sample.pupils[5].leaves_on = date(2026, 3, 1)
    sample.pupils[6].group = ""
    load(board, sample, version)
    before = state()
    plan = load(board, sample, version)
    assert done(plan) == NOTHING
    assert plan.changes_nothing
    assert state() == before
    assert not Event.objects.filter(action="schools.pupil_changed").exists()


def test_a_file_of_an_older_version_wipes_nothing(board, sample):
    for group in sample.groups:
        group.years = (3,)
    for one in sample.pupils:
        one.year = 3
    load(board, sample)
    before = state()
    for one in sample.pupils:
        one.gender = "0"
    assert done(load(board, sample, "1.03")) == NOTHING
    assert state() == before


def test_a_preview_writes_nothing(board, sample):
    before = state()
    plan = plan_import(board=board, file=file_of(sample))
    assert plan.counts()["created"] == 17
    assert plan.school is None
    assert state() == before


def test_a_preview_calls_each_record_by_its_name_and_keeps_names_out_of_logs(board, sample):
    plan = plan_import(board=board, file=file_of(sample))
    assert plan.groups.entries[0].name == "1/2A"
    assert plan.pupils.entries[0].name == "Zoë 't Hoen"
    assert "Hoen" not in repr(plan)


def test_a_new_school_is_named_after_its_brin_until_somebody_names_it(board, sample):
    load(board, sample)
    sample.dependance = "01"
    load(board, sample)
    assert list(School.objects.values_list("name", flat=True)) == ["99ZZ", "99ZZ 01"]


def test_names_can_be_sorted_and_searched(board):
    load(board, sample_school(pupils=40))
    names = {one.full_name: one for one in Pupil.objects.all()}
    assert names["Zoë 't Hoen"].sort_name.startswith("hoen")
    assert "zoe" in names["Zoë 't Hoen"].search_name
    assert "ليلى الحسن" in names


def test_the_number_of_queries_does_not_grow_with_the_school(board):
    def queries(pupils: int, brin: str) -> list[int]:
        sample = sample_school(groups=2, pupils=pupils, teachers=3, brin=brin)
        counts = [_count(board, sample)]
        for one in sample.pupils:
            one.last_name += "x"
            one.group = "g2" if one.group == "g1" else "g1"
        counts.append(_count(board, sample))
        sample.pupils = sample.pupils[:1]
        return [*counts, _count(board, sample)]

    queries(4, "97ZZ")  # the school year exists from here on
    assert queries(4, "98ZZ") == queries(120, "99ZZ")


def _count(board: Board, sample: SampleSchool) -> int:
    file = file_of(sample)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        apply_import(actor=SYSTEM, board=board, file=file)
    return len(captured)


# Children who move, leave and return


def test_a_new_pupil_is_in_the_group_from_the_start_of_the_year_or_the_first_day(board, sample):
    sample.pupils[0].starts_on = date(2020, 8, 1)
    sample.pupils[1].starts_on = date(2026, 10, 5)
    load(board, sample)
    assert periods(pupil("1001")) == [("g1", date(2026, 8, 1), None)]
    assert periods(pupil("1002")) == [("g1", date(2026, 10, 5), None)]


def test_a_move_closes_one_period_and_opens_another(board, sample):
    load(board, sample)
    sample.pupils[0].group = "g3"
    plan = plan_import(board=board, file=file_of(sample))
    (entry,) = plan.pupils.moved
    assert entry.moved_from is not None
    assert (entry.moved_from.key, entry.moved_to) == ("g1", plan.groups.entries[2].record.name)
    assert done(load(board, sample)) == NOTHING | {"moved": 1}
    assert periods(pupil()) == [
        ("g1", date(2026, 8, 1), date(2026, 11, 23)),
        ("g3", TODAY, None),
    ]
    assert done(load(board, sample)) == NOTHING


def test_a_move_is_corrected_in_place_on_the_same_day(board, sample):
    load(board, sample)
    sample.pupils[0].group = "g3"
    load(board, sample)
    sample.pupils[0].group = "g2"
    load(board, sample)
    assert periods(pupil()) == [("g1", date(2026, 8, 1), date(2026, 11, 23)), ("g2", TODAY, None)]


def test_a_last_day_ends_the_period(board, sample):
    load(board, sample)
    sample.pupils[0].leaves_on = date(2026, 11, 20)
    sample.pupils[1].leaves_on = date(2026, 12, 18)
    assert done(load(board, sample)) == NOTHING | {"changed": 2}
    assert periods(pupil("1001")) == [("g1", date(2026, 8, 1), date(2026, 11, 20))]
    assert periods(pupil("1002")) == [("g1", date(2026, 8, 1), date(2026, 12, 18))]
    assert pupil("1001").left_on == date(2026, 11, 20)
    assert done(load(board, sample)) == NOTHING


def test_a_last_day_is_corrected(board, sample):
    sample.pupils[0].leaves_on = date(2026, 11, 20)
    load(board, sample)
    sample.pupils[0].leaves_on = date(2026, 11, 13)
    load(board, sample)
    assert periods(pupil()) == [("g1", date(2026, 8, 1), date(2026, 11, 13))]


def test_a_last_day_before_the_first_keeps_the_period_whole(board, sample):
    load(board, sample)
    sample.pupils[0].leaves_on = date(2026, 7, 1)
    load(board, sample)
    assert periods(pupil()) == [("g1", date(2026, 8, 1), date(2026, 8, 1))]
    assert done(load(board, sample)) == NOTHING


def test_who_left_before_this_year_has_no_period_in_it(board, sample):
    sample.pupils[0].leaves_on = date(2026, 7, 1)
    load(board, sample)
    assert periods(pupil()) == []


def test_who_moves_and_will_leave_is_in_the_new_group_until_then(board, sample):
    load(board, sample)
    sample.pupils[0].group, sample.pupils[0].leaves_on = "g2", date(2027, 1, 8)
    load(board, sample)
    assert periods(pupil())[-1] == ("g2", TODAY, date(2027, 1, 8))


def test_a_pupil_missing_from_the_file_is_flagged_and_stays(board, sample):
    load(board, sample)
    gone = sample.pupils.pop(0)
    assert done(load(board, sample)) == NOTHING | {"missing": 1}
    assert pupil(gone.key).missing_since == TODAY
    assert periods(pupil(gone.key)) == [("g1", date(2026, 8, 1), None)]
    assert done(load(board, sample)) == NOTHING, "flagged once"


def test_a_missing_pupil_who_is_back_loses_the_flag(board, sample):
    load(board, sample)
    gone = sample.pupils.pop(0)
    load(board, sample)
    sample.pupils.append(gone)
    plan = load(board, sample)
    assert [entry.record.key for entry in plan.pupils.returned] == [gone.key]
    assert done(plan) == NOTHING
    assert not plan.changes_nothing
    assert pupil(gone.key).missing_since is None
    assert Event.objects.filter(action="schools.pupil_returned").count() == 1


def test_who_has_left_is_not_missing_afterwards(board, sample):
    sample.pupils[0].leaves_on = date(2026, 10, 2)
    load(board, sample)
    sample.pupils.pop(0)
    assert done(load(board, sample)) == NOTHING


def test_a_pupil_who_comes_back_is_the_same_child_in_a_new_period(board, sample):
    sample.pupils[0].leaves_on = date(2026, 10, 2)
    load(board, sample)
    before = pupil().pk
    sample.pupils[0].leaves_on = None
    plan = load(board, sample)
    assert [entry.record.key for entry in plan.pupils.returned] == ["1001"]
    assert (pupil().pk, pupil().left_on) == (before, None)
    assert periods(pupil()) == [
        ("g1", date(2026, 8, 1), date(2026, 10, 2)),
        ("g1", TODAY, None),
    ]
    assert done(load(board, sample)) == NOTHING


def test_a_new_first_day_after_leaving_is_where_the_new_period_begins(board, sample):
    sample.pupils[0].leaves_on = date(2026, 9, 4)
    load(board, sample)
    sample.pupils[0].leaves_on, sample.pupils[0].starts_on = None, date(2026, 11, 2)
    load(board, sample)
    assert periods(pupil())[-1] == ("g1", date(2026, 11, 2), None)


def test_a_new_school_year_closes_the_old_groups(board, sample):
    sample.year = "2025-2026"
    for one in sample.pupils:
        one.starts_on = date(2024, 8, 1)
    load(board, sample)
    sample.year = "2026-2027"
    plan = load(board, sample)
    assert done(plan) == NOTHING | {"created": 3, "changed": 3, "moved": 9}
    assert periods(pupil()) == [
        ("g1", date(2025, 8, 1), date(2026, 7, 31)),
        ("g1", date(2026, 8, 1), None),
    ]
    teaching = GroupTeacher.objects.filter(staff__key="2001").order_by("starts_on")
    assert list(teaching.values_list("starts_on", "ends_on")) == [
        (date(2025, 8, 1), date(2026, 7, 31)),
        (date(2026, 8, 1), None),
    ]
    assert done(load(board, sample)) == NOTHING


def test_next_years_groups_wait_for_august(board, sample):
    load(board, sample)
    sample.year = "2027-2028"
    sample.pupils[1].leaves_on = date(2027, 7, 16)
    load(board, sample)
    assert periods(pupil()) == [
        ("g1", date(2026, 8, 1), date(2027, 7, 31)),
        ("g1", date(2027, 8, 1), None),
    ]
    assert periods(pupil("1002")) == [("g1", date(2026, 8, 1), date(2027, 7, 16))]
    sample.pupils[0].group = "g2"
    load(board, sample)
    assert periods(pupil())[1:] == [("g2", date(2027, 8, 1), None)]


# Who is who


def test_a_change_of_name_is_shown_field_by_field(board, sample):
    load(board, sample)
    one = sample.pupils[1]
    old, one.last_name, one.prefix = one.last_name, "Kroon", ""
    plan = load(board, sample)
    (entry,) = plan.pupils.changed
    assert ("last_name", old, "Kroon") in [(d.field, d.old, d.new) for d in entry.differences]
    assert all(str(difference.label) for difference in entry.differences)
    assert pupil(one.key).sort_name.startswith("kroon")
    assert pupil(one.key).search_name.endswith("kroon")


def test_a_changed_key_is_followed_by_the_eckid(board, sample):
    load(board, sample)
    before = pupil().pk
    content = render(sample).replace(b'key="1001"', b'key="nieuw-1"')
    plan = apply_import(actor=SYSTEM, board=board, file=parse(content))
    assert done(plan) == NOTHING | {"changed": 1}
    assert pupil("nieuw-1").pk == before


def test_twins_and_namesakes_stay_apart(board, sample):
    first = sample.pupils[0]
    twin = SamplePerson(
        key="1999",
        last_name=first.last_name,
        prefix=first.prefix,
        call_name=first.call_name,
        gender=first.gender,
        born=first.born,
        year=first.year,
        group=first.group,
    )
    sample.pupils.append(twin)
    load(board, sample)
    pupil("1001").siblings.add(pupil("1999"))
    sample.pupils.reverse()
    assert done(load(board, sample)) == NOTHING
    assert list(pupil("1999").siblings.all()) == [pupil("1001")]


def test_one_key_at_two_schools_means_two_children(board, sample):
    load(board, sample)
    other = sample_school(groups=3, pupils=9, teachers=5, brin="98ZZ")
    assert done(load(board, other)) == NOTHING | {"created": 17}
    assert Pupil.objects.filter(key="1001").count() == 2
    assert done(load(board, sample)) == NOTHING


def test_another_child_under_a_known_key_is_refused(board, sample):
    load(board, sample, "1.03")
    before = state()
    sample.pupils[0].call_name, sample.pupils[0].last_name = "Iemand", "Anders"
    sample.pupils[0].born = date(2018, 1, 5)
    plan = load(board, sample, "1.03")
    assert done(plan) == NOTHING | {"refused": 1}
    assert (plan.refused[0].kind, plan.refused[0].key) == ("pupil", "1001")
    assert plan.refused[0].line > 0
    assert state() == before, "and the known child is not flagged as missing"


def test_a_child_without_a_known_date_of_birth_is_known_by_its_key(board, sample):
    load(board, sample, "1.03")
    Pupil.objects.filter(key="1001").update(birth_date=None, last_name="Anders", call_name="X")
    assert done(load(board, sample, "1.03")) == NOTHING | {"changed": 1}


def test_another_eckid_with_another_date_of_birth_under_a_known_key_is_refused(board, sample):
    load(board, sample)
    Pupil.objects.filter(key="1001").update(eckid="https://other", birth_date=date(2019, 1, 1))
    assert done(load(board, sample)) == NOTHING | {"refused": 1}


def test_a_corrected_date_of_birth_alone_is_a_change(board, sample):
    load(board, sample, "1.03")
    sample.pupils[0].born = date(2019, 1, 1)
    assert done(load(board, sample, "1.03")) == NOTHING | {"changed": 1}
    load(board, sample)
    sample.pupils[0].born, sample.pupils[0].call_name = date(2019, 2, 1), "Anders"
    sample.pupils[0].last_name = "Anders"
    assert done(load(board, sample)) == NOTHING | {"changed": 1}, "the eckid says who it is"


def test_a_key_and_an_eckid_of_two_children_are_refused(board, sample):
    load(board, sample)
    before = state()
    swapped = (
        render(sample).replace(b'key="1001"', b'key="x"').replace(b'key="1002"', b'key="1001"')
    )
    plan = apply_import(actor=SYSTEM, board=board, file=parse(swapped))
    assert plan.counts()["refused"] == 2
    assert state() == before


def test_a_second_record_for_one_child_is_refused(board, sample):
    load(board, sample)
    ghost = eckid(sample, sample.pupils[0]).encode()
    content = render(sample).replace(
        b'<leerling key="1001" eckid="%b"' % ghost, b'<leerling key="1001"'
    )
    extra = b'<leerling key="zz" eckid="%b"><achternaam>Dubbel</achternaam></leerling>' % ghost
    content = content.replace(b"</leerlingen>", extra + b"</leerlingen>")
    plan = apply_import(actor=SYSTEM, board=board, file=parse(content))
    assert [refusal.key for refusal in plan.refused] == ["zz"]
    assert done(plan) == NOTHING | {"refused": 1}


def test_an_unstable_key_is_recognised_by_its_eckid_alone(board, sample):
    load(board, sample)
    before = state()
    content = render(sample).replace(b'key="1001"', b'key="#7"').replace(b'key="1002"', b'key="#8"')
    assert done(apply_import(actor=SYSTEM, board=board, file=parse(content))) == NOTHING
    assert state() == before


def test_an_unstable_key_without_a_known_eckid_makes_a_pupil_that_is_found_again(board, sample):
    content = render(sample).replace(b'key="1001"', b'key="#7"')
    assert done(apply_import(actor=SYSTEM, board=board, file=parse(content)))["refused"] == 0
    other_number = content.replace(b'key="#7"', b'key="#99"')
    assert done(apply_import(actor=SYSTEM, board=board, file=parse(other_number))) == NOTHING
    settled = content.replace(b'key="#7"', b'key="1001"')
    assert done(apply_import(actor=SYSTEM, board=board, file=parse(settled)))["changed"] == 1
    assert Pupil.objects.filter(key="1001").exists()


def test_an_unstable_key_without_an_eckid_needs_attention(board, sample):
    content = render(sample, "1.03").replace(b'key="1001"', b'key="#7"')
    plan = apply_import(actor=SYSTEM, board=board, file=parse(content))
    assert plan.counts()["pupils"] == 8
    assert [(refusal.kind, refusal.key) for refusal in plan.refused] == [("pupil", "#7")]


def test_a_group_with_an_unstable_key_is_refused_and_its_pupils_stay_where_they_are(board, sample):
    load(board, sample)
    content = render(sample).replace(b'key="g1"', b'key="#g"')
    plan = apply_import(actor=SYSTEM, board=board, file=parse(content))
    assert done(plan) == NOTHING | {"refused": 1, "missing": 1, "changed": 1}
    assert periods(pupil()) == [("g1", date(2026, 8, 1), None)]


def test_a_pupil_refused_for_a_fault_is_not_missing(board, sample):
    load(board, sample)
    born = sample.pupils[0].born
    content = render(sample).replace(f"<geboortedatum>{born}".encode(), b"<geboortedatum>x", 1)
    plan = apply_import(actor=SYSTEM, board=board, file=parse(content))
    assert done(plan) == NOTHING | {"refused": 1}
    assert pupil().missing_since is None


def test_a_pupil_without_a_call_name_is_called_by_the_first_names(board, sample):
    content = render(sample).replace(b"<roepnaam>Zo\xc3\xab</roepnaam>", b"")
    apply_import(actor=SYSTEM, board=board, file=parse(content))
    assert pupil().call_name == "Zoë"


# Groups and staff


def test_groups_change_go_and_return(board, sample):
    load(board, sample)
    sample.groups[2].name = "Panda's"
    sample.groups.append(SampleGroup("g9", "Nieuw", (5,)))
    assert done(load(board, sample)) == NOTHING | {"created": 1, "changed": 1}
    last = sample.groups.pop()
    assert done(load(board, sample)) == NOTHING | {"missing": 1}
    assert Group.objects.get(key="g9").missing_since == TODAY
    sample.groups.append(last)
    assert len(load(board, sample).groups.returned) == 1
    assert Group.objects.get(key="g9").missing_since is None


def test_a_composite_group_is_not_a_class(board, sample):
    sample.groups.append(SampleGroup("plus", "Plusklas", (), composite=True))
    sample.teachers[0].groups = ("g1", "plus")
    assert load(board, sample).counts()["groups"] == 3
    assert GroupTeacher.objects.filter(staff__key="2001").count() == 1
    assert done(load(board, sample)) == NOTHING


def test_staff_are_proposed_without_an_account_or_a_role(board, sample):
    load(board, sample)
    member = StaffMember.objects.get(key="2004")
    assert (member.user, member.role_codes) == (None, "DIR")
    assert member.email == "medewerker2004@99zz.example"
    assert not Membership.objects.exists()


def test_an_account_stays_with_the_staff_member(board, sample, world):
    load(board, sample)
    StaffMember.objects.filter(key="2001").update(user=world.outsider)
    sample.teachers[0].last_name = "Getrouwd"
    assert done(load(board, sample)) == NOTHING | {"changed": 1}
    member = StaffMember.objects.get(key="2001")
    assert (member.user, member.last_name) == (world.outsider, "Getrouwd")
    sample.teachers.pop(0)
    assert done(load(board, sample)) == NOTHING | {"missing": 1}


def test_teachers_change_groups_by_date(board, sample):
    load(board, sample)
    sample.teachers[0].groups = ("g2",)
    sample.teachers[3].groups = ("g1",)
    plan = load(board, sample)
    assert done(plan) == NOTHING | {"changed": 2}
    assert [d.field for d in plan.staff.changed[0].differences] == ["groups"]
    rows = GroupTeacher.objects.filter(staff__key="2001").order_by("starts_on")
    assert list(rows.values_list("group__key", "starts_on", "ends_on")) == [
        ("g1", date(2026, 8, 1), date(2026, 11, 23)),
        ("g2", TODAY, None),
    ]
    assert GroupTeacher.objects.get(staff__key="2004").starts_on == TODAY
    sample.teachers[0].groups = ()
    load(board, sample)
    assert not GroupTeacher.objects.filter(staff__key="2001", ends_on=None).exists()
    assert done(load(board, sample)) == NOTHING


# All or nothing


def test_a_school_of_another_board_is_refused(board, sample):
    load(board, sample)
    before = state()
    with pytest.raises(EdexError):
        load(Board.objects.create(name="Ander bestuur"), sample)
    assert state() == before


def test_an_earlier_school_year_is_refused(board, sample):
    load(board, sample)
    before = state()
    sample.year = "2025-2026"
    with pytest.raises(EdexError):
        load(board, sample)
    assert state() == before


def test_a_file_of_another_school_than_the_chosen_one_is_refused(board, sample, world):
    with pytest.raises(EdexError):
        plan_import(board=world.board, file=file_of(sample), school=world.school)


def test_a_file_without_a_brin_can_not_be_matched(board, sample):
    content = render(sample).replace(b"brincode", b"schoolkey")
    with pytest.raises(EdexError):
        plan_import(board=board, file=parse(content))


def test_what_changed_since_the_preview_is_not_written(board, sample):
    load(board, sample)
    sample.pupils[0].group = "g3"
    expected = plan_import(board=board, file=file_of(sample)).counts()
    load(board, sample)
    before = state()
    with pytest.raises(Conflict):
        apply_import(actor=SYSTEM, board=board, file=file_of(sample), expected=expected)
    assert state() == before


def test_only_who_may_import_at_this_school_imports(world, sample):
    sample.brin, sample.dependance = world.school.brin, world.school.dependance
    file = file_of(sample)
    for user in (world.teacher, world.manager, world.bestuur, world.outsider):
        with acting_as(user), pytest.raises(PermissionDenied):
            apply_import(actor=user, board=world.board, file=file)
    with acting_as(world.beheerder):
        plan = apply_import(actor=world.beheerder, board=world.board, file=file)
    assert plan.counts()["created"] == 17
    sample.dependance = "77"
    with acting_as(world.beheerder), pytest.raises(PermissionDenied):
        apply_import(actor=world.beheerder, board=world.board, file=file_of(sample))


def test_the_log_has_a_row_for_the_file_and_for_each_child_and_no_name(board, sample):
    load(board, sample)
    sample.pupils[0].group, sample.pupils[1].last_name = "g3", "Kanariegeel"
    sample.pupils.pop()
    load(board, sample)
    events = Event.objects.order_by("seq")
    actions = [event.action for event in events]
    assert actions.count("schools.imported") == 2
    assert actions.count("schools.pupil_added") == 9
    assert actions.count("schools.staff_added") == 5
    moved = events.get(action="schools.pupil_moved")
    assert (moved.pupil_id, moved.school_id) == (pupil().pk, pupil().school_id)
    assert events.get(action="schools.pupil_changed").detail == {"fields": ["last_name"]}
    assert events.filter(action="schools.pupil_missing").count() == 1
    assert "Kanariegeel" not in repr(list(events.values()))
    assert all(event.sentence for event in events)


# The command


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_edexml", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def path(tmp_path: Any, sample: SampleSchool) -> str:
    found = tmp_path / "school.xml"
    found.write_bytes(render(sample))
    return str(found)


def test_the_command_prints_the_counts_as_json(path):
    out, err = run(path, "--board", "Stichting Nieuw", "--json")
    assert json.loads(out) == NOTHING | {"groups": 3, "pupils": 9, "staff": 5, "created": 17}
    assert "Stichting Nieuw" in err
    out, err = run(path, "--board", "Stichting Nieuw", "--json")
    assert json.loads(out) == NOTHING | {"groups": 3, "pupils": 9, "staff": 5}
    assert err == ""


def test_a_trial_run_changes_nothing(path):
    before = state()
    out, _err = run(path, "--board", "Stichting Nieuw", "--json", "--dry-run")
    assert json.loads(out)["created"] == 17
    assert state() == before
    assert not Board.objects.filter(name="Stichting Nieuw").exists()


def test_the_command_prints_a_table_and_what_was_refused(tmp_path, sample):
    file = tmp_path / "school.xml"
    file.write_bytes(render(sample).replace(b'<groep key="g1"/>', b'<groep key="g8"/>', 1))
    out, _err = run(str(file), "--board", "Stichting Nieuw")
    assert "99ZZ-00 · 2026-2027" in out
    assert "groep" in out.splitlines()[-2]
    assert sample.pupils[0].last_name not in out


@pytest.mark.parametrize(
    "content",
    [b"", b"geen xml", b"<!DOCTYPE EDEX><EDEX/>", b"<EDEX><school/></EDEX>", b"<EDEX><school>"],
)
def test_a_file_that_can_not_be_used_ends_the_command_with_one_line(tmp_path, content):
    file = tmp_path / "school.xml"
    file.write_bytes(content)
    before = state()
    with pytest.raises(CommandError) as caught:
        run(str(file), "--board", "Stichting Nieuw", "--json")
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.returncode == 1
    assert state() == before
    assert not Board.objects.filter(name="Stichting Nieuw").exists()


def test_a_file_that_is_not_there_or_a_board_without_a_name_is_one_line_too(path, tmp_path):
    with pytest.raises(CommandError):
        run(str(tmp_path / "none.xml"), "--board", "Stichting Nieuw")
    with pytest.raises(CommandError):
        run(path, "--board", " ")
