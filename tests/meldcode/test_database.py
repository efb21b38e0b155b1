"""What the database itself holds of the Meldcode: what was recorded stays, and rows of the own cases only."""

from typing import Any

import psycopg2
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from core.actors import SYSTEM
from core.context import acting_as
from core.ids import uuid7
from meldcode import services
from meldcode.models import Bundle, Case
from meldcode.workflow import State
from tests.factories import make_pupil
from tests.meldcode import helpers, situations
from tests.meldcode.cast import Cast, make_cast
from tests.meldcode.moves import MOVES, Stage
from tests.meldcode.test_cross_product import lands

# Rows of these never change; of the others only what is named in ledger.py does.
APPEND_ONLY = [
    "casepupil", "casehandover", "casesignal", "closure", "analysis", "consultation", "parenttalk",
    "talkskipped", "weighinground", "weighinganswer", "report", "feedback", "monitoringnote",
    "rapportage", "advicefollowed", "anonymoussummary", "reportletter", "helpplan", "evaluation",
    "bundletext",
]  # fmt: skip
CHANGING = [
    "case",
    "decision",
    "caseduty",
    "involvement",
    "deputyrequest",
    "casequestion",
    "bundle",
]
MODELS = [model.__name__ for model in apps.get_app_config("meldcode").get_models()]
# A grant is given, prolonged and ended; the log keeps that.
ENDED = ["casegrant"]
REFUSED = pytest.raises((ProgrammingError, InternalError))


@pytest.fixture
def filled(world: Any) -> Cast:
    """Cases with a row in every table, made by every service once."""
    cast = make_cast(world)
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    services.open_case(
        actor=world.af, key=uuid7(), pupil=world.pupil, cause="growing", reason="Zorg.",
        hand_over=hand_over,
    )  # fmt: skip
    for name in ("help_runs_beside_report", "disputed", "proposed", "closed"):
        _state, make = situations.ALL[name]
        case = make(cast.makers, make_pupil(world.school))
        if name == "help_runs_beside_report":
            _all_moves(cast, cast.join(case))
    services.open_bundles(actor=SYSTEM)
    bundle = Bundle.objects.filter(school=world.school).first()
    assert bundle is not None
    services.write_bundle(
        actor=world.af, bundle=bundle, key=uuid7(), seen_version=0, seen="Twee zaken.",
        measures="Eerder bellen.",
    )  # fmt: skip
    return cast


def _all_moves(cast: Cast, case: Case) -> None:
    """Do with a case what its state allows, except what moves it on or shuts somebody in or out."""
    for move in MOVES:
        stage = Stage(cast, Case.objects.get(pk=case.pk))
        state = State(stage.case.state)
        stays = lands(move, state) is state and move.name not in (
            "step_back",
            "shut_out",
            "name_deputy",
        )
        if stays and move.needs(stage) and move.possible(stage):
            who = sorted(move.who)[0]
            actor = cast.actor("af" if "af" in move.who else who)
            move.ready(stage)(actor)


@pytest.mark.parametrize(
    "attack", ["update {} set id = id", "delete from {}", "truncate {} cascade"]
)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_app_role_cannot_change_or_remove_what_was_recorded(table: str, attack: str) -> None:
    with REFUSED as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(f"meldcode_{table}"))
    assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    "attack", ["update {} set school_id = school_id", "delete from {}", "truncate {} cascade"]
)
@pytest.mark.parametrize("table", CHANGING)
def test_app_role_cannot_change_whose_a_row_is_or_remove_it(table: str, attack: str) -> None:
    with REFUSED as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(f"meldcode_{table}"))
    assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)


def test_no_narrative_of_a_table_can_be_changed_but_what_is_written_last() -> None:
    """An answer, a ground, why something ended: empty when the row is made, written once by a service."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.table_name, p.column_name from information_schema.column_privileges p"
            " join information_schema.columns c using (table_name, column_name)"
            " where p.grantee = current_user and p.privilege_type = 'UPDATE'"
            " and p.table_name like 'meldcode_%' and p.table_name <> 'meldcode_casegrant'"
            " and c.data_type in ('text', 'bytea')"
        )
        found = sorted(".".join(row) for row in cursor.fetchall())
    assert found == [
        "meldcode_casequestion.answer",
        "meldcode_decision.confirm_ground",
        "meldcode_decision.return_reason",
        "meldcode_involvement.end_reason",
    ]


def test_every_table_is_in_one_of_the_lists() -> None:
    tables = {apps.get_model("meldcode", model)._meta.db_table for model in MODELS}
    assert tables == {f"meldcode_{name}" for name in (*APPEND_ONLY, *CHANGING, *ENDED)}


def test_every_table_has_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class c where relname like 'meldcode_%' and relkind = 'r' and not"
            " (relrowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid))"
            " order by 1"
        )
        bare = [name for (name,) in cursor.fetchall()]
    assert bare == []


def test_who_has_no_part_in_the_cases_gets_no_row_at_all(filled: Cast) -> None:
    empty = [m for m in MODELS if not apps.get_model("meldcode", m).objects.exists()]
    assert empty == []
    own = {"bestuur": {"DeputyRequest"}, "teacher": {"CaseQuestion"}}
    for name in (
        "teacher", "other_teacher", "other_af", "other_manager", "parent",
        "other_parent", "bestuur", "beheerder", "contactpersoon", "outsider",
    ):  # fmt: skip
        with acting_as(filled.world.user(name)):
            seen = {m for m in MODELS if apps.get_model("meldcode", m).objects.all().exists()}
        other = {"Bundle"} if name in ("other_af", "other_manager") else set()
        assert seen - other <= own.get(name, set()), name


def test_a_row_of_another_schools_case_cannot_be_written(filled: Cast) -> None:
    case = Case.objects.filter(school=filled.world.school).first()
    assert case is not None
    other = filled.world.other_af
    with acting_as(other), pytest.raises(ProgrammingError), transaction.atomic():
        case.parenttalk_set.create(
            school_id=case.school_id, author=other, happened_on=helpers.days(0), spoken_with="x",
            told="x", reaction="x",
        )  # fmt: skip
