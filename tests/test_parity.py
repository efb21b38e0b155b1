"""Lists, pages and row-level security agree: for everyone, about every kind of object, at both schools.

What a list shows (`visible_to`) is what has a page, and the other way round. Row-level security lies
under it: it takes away nothing that a list promises, and shows no row of a school where somebody has no
business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.context import acting_as
from core.ids import uuid7
from core.workdays import today
from dossiers.models import Draft, FollowUp, HandOver, LookFinding, ParentContact, Signal, Talk
from incidents.models import Incident, IncidentNote, RegisterImport
from meldcode.models import Case, CaseDuty, CaseQuestion, DeputyRequest
from meldcode.services import ask_colleague
from meldcode.services.places import ask_board
from monitoring.models import Figure, MonitoringRound
from monitoring.services import refresh_figures
from protocols.models import Run, RunStep
from schools.models import (
    Group,
    GroupTeacher,
    Guardian,
    Membership,
    Pupil,
    School,
    SchoolImport,
    StaffMember,
)
from tests.access_matrix import EVERYONE
from tests.access_world import AccessWorld, make_proposed_case, rolled_back
from tests.dossiers.helpers import (
    make_contact,
    make_finding,
    make_follow_up,
    make_hand_over,
    make_signal,
)
from tests.dossiers.talk_helpers import make_talk
from tests.incidents.factories import make_incident, take_up
from tests.incidents.registers import row as register_row
from tests.incidents.registers import sheet, uploaded
from tests.protocols.factories import make_run


def _visible(user: Any, model: Any) -> Any:
    return model.objects.visible_to(user)


def _as_keeper(user: Any, model: Any) -> Any:
    return model.objects.registered_for(user)


def _as_parent(user: Any, model: Any) -> Any:
    return model.objects.of_guardian(user)


@dataclass(frozen=True)
class Kind:
    """A kind of object, its page if it has one, and the list that the page goes with."""

    model: Any
    route: str = ""
    argument: str = "pk"
    listed: Callable[[Any, Any], Any] = _visible

    def url(self, pk: Any) -> str:
        return reverse(self.route, kwargs={self.argument: pk})

    def __str__(self) -> str:
        return self.route or self.model._meta.label_lower


KINDS = (
    Kind(Pupil, "dossiers:dossier", "pupil"),
    Kind(Pupil, "schools:guardians", "pupil", _as_keeper),
    Kind(Pupil, "portal:dossier", "pupil", _as_parent),
    Kind(Signal, "dossiers:signal"),
    Kind(HandOver, "dossiers:hand_over_detail"),
    Kind(HandOver, "meldcode:hand_over_status", "hand_over"),
    Kind(FollowUp, "dossiers:finish_follow_up"),
    Kind(Draft, "dossiers:discard_draft"),
    Kind(ParentContact),
    Kind(Talk, "dossiers:talk"),
    Kind(LookFinding, "dossiers:finding"),
    Kind(Case, "meldcode:case", "case"),
    Kind(CaseDuty),
    Kind(CaseQuestion, "meldcode:question", "question"),
    Kind(DeputyRequest, "meldcode:name_deputy", "asked"),
    Kind(Incident, "incidents:incident"),
    Kind(IncidentNote),
    Kind(RegisterImport, "incidents:import_result"),
    Kind(Run, "protocols:run"),
    Kind(RunStep, "protocols:complete"),
    Kind(MonitoringRound, "monitoring:round"),
    Kind(Figure),
    Kind(School, "schools:staff", "school"),
    Kind(Group, "schools:teacher_set"),
    Kind(GroupTeacher),
    Kind(StaffMember, "schools:staff_account"),
    Kind(Guardian, "schools:guardian_change"),
    Kind(Membership, "schools:role_change"),
    Kind(SchoolImport, "schools:import_result"),
)
MOST = 6  # objects a kind that are looked at


@pytest.fixture
def both_schools(access_world: AccessWorld) -> AccessWorld:
    """The same kinds of object at the other school; a duty, a note and figures at both."""
    people = access_world.people
    teacher, af, pupil = people.other_teacher, people.other_af, people.foreign_pupil
    make_signal(teacher, pupil)
    make_follow_up(teacher, pupil)
    make_hand_over(teacher, pupil)
    make_contact(teacher, pupil)
    make_talk(teacher, pupil)
    make_contact(people.teacher, people.pupil)
    make_finding(people, people.manager, of_manager=True)
    LookFinding.objects.create(
        school=people.other_school, user=teacher, day=today(), kind="hours", amount=1,
        first_at=timezone.now(), last_at=timezone.now(),
    )  # fmt: skip
    foreign_case = make_proposed_case(pupil, teacher, af)
    ask_colleague(
        actor=af,
        case=foreign_case,
        key=uuid7(),
        who=teacher,
        question="Wat zag je?",
        due_on=today(),
    )
    ask_board(actor=af, case=foreign_case, place="manager", cause="vacant")
    foreign = make_incident(people, reporter=teacher, school=people.other_school)
    take_up(people, foreign, by=af)
    take_up(people, access_world.incident)
    uploaded(people, sheet([register_row()]), by=af, school=people.other_school)
    make_run(people, actor=af, school=people.other_school)
    for case, incident, author in (
        (access_world.case, access_world.incident, people.af),
        (foreign_case, foreign, af),
    ):
        CaseDuty.objects.create(
            school=case.school, case=case, kind="monitoring", due_on="2030-01-01"
        )
        IncidentNote.objects.create(
            school=incident.school, incident=incident, author=author, text="Gebeld."
        )
    refresh_figures(actor=people.af)
    return access_world


def sample(kind: Kind) -> list[Any]:
    """Return some objects of the kind, of each school alike (SYSTEM sees all)."""
    rows = list(kind.model.objects.order_by("pk"))
    own = [row for row in rows if school_of(row) == school_of(rows[0])]
    rest = [row for row in rows if row not in own]
    return own[: MOST // 2] + rest[: MOST - MOST // 2]


def school_of(row: Any) -> Any:
    return row.pk if isinstance(row, School) else row.school_id


def test_what_is_listed_has_a_page_and_what_is_not_has_none(
    both_schools: AccessWorld, clients: dict[str, Client], plain_refusals: None
) -> None:
    wrong = []
    for kind in (kind for kind in KINDS if kind.route):
        rows = sample(kind)
        assert len({school_of(row) for row in rows}) > 1 or kind.model in {Draft, SchoolImport}
        for persona in sorted(EVERYONE):
            user = both_schools.user(persona)
            with acting_as(user):
                listed = pks(kind.listed(user, kind.model))
            for row in rows:
                with rolled_back():
                    status = clients[persona].get(kind.url(row.pk)).status_code
                if (status != 404) is not (row.pk in listed):
                    wrong.append(f"{kind}, {persona}: listed {row.pk in listed}, page {status}")
    assert not wrong, "\n".join(wrong)


def narrowed() -> frozenset[str]:
    """Return the tables with row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity")
        return frozenset(name for (name,) in cursor.fetchall())


def work_of(user: Any) -> set[int]:
    """Return the schools where somebody has any role."""
    return set(School.objects.filter(memberships__user=user).values_list("pk", flat=True)) | set(
        School.objects.filter(
            board__memberships__user=user, board__memberships__school=None
        ).values_list("pk", flat=True)
    )


def pks(rows: QuerySet[Any]) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


def test_row_level_security_keeps_to_lists_and_to_schools(both_schools: AccessWorld) -> None:
    secured = narrowed()
    for model in {kind.model for kind in KINDS}:
        for persona in sorted(EVERYONE):
            user = both_schools.user(persona)
            kinds = [kind for kind in KINDS if kind.model is model]
            promised = [pks(kind.listed(user, model)) for kind in kinds]
            with acting_as(user):
                rows = pks(model.objects.all())
                shown = [pks(kind.listed(user, model)) for kind in kinds]
            listed = set().union(*promised)
            assert shown == promised, (model, persona)
            assert listed <= rows, (model, persona)
            if model._meta.db_table in secured:
                own = pks(model.objects.filter(school__in=work_of(user)))
                allowed = own | listed | own_family(both_schools, persona, model)
                assert rows <= allowed, (model, persona)


def own_family(world: AccessWorld, persona: str, model: Any) -> set[Any]:
    """Return what parents, a stand-in and the reader of a case see of no school of theirs."""
    pupils = {
        "parent": [world.pupil.pk],
        "other_parent": [world.people.foreign_pupil.pk],
        "stand_in": [world.pupil.pk],
        "case_reader": [world.people.second_pupil.pk],
        "decider": [world.people.second_pupil.pk],
    }.get(persona, [])
    fields = {field.name for field in model._meta.get_fields()}
    if model is Pupil:
        return set(pupils)
    if "pupil" in fields and model is not Case:
        return pks(model.objects.filter(pupil__in=pupils))
    return set()


def test_every_table_about_children_has_row_level_security() -> None:
    """A new table with a school needs a policy, unless it is named here with its reason."""
    from django.apps import apps

    free = {
        "schools_group",  # names of groups: no child
        "schools_membership",  # asked before anybody's scope is known
        "audit_chain",
    }
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if any(
            field.name in {"school", "pupil"}
            for field in model._meta.get_fields()
            if field.concrete
        )
    }
    assert tables - narrowed() <= free, tables - narrowed()
