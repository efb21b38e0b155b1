"""What the database itself holds: append-only records, and rows of the own school only."""

from typing import Any

import psycopg2
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from core.context import acting_as
from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Draft, LookWatch, Opening
from tests.dossiers import rights
from tests.dossiers.attachments import attach
from tests.dossiers.disclosure import withhold
from tests.dossiers.helpers import (
    make_contact,
    make_finding,
    make_follow_up,
    make_hand_over,
    make_signal,
    open_dossier,
)
from tests.dossiers.talk_helpers import held, record_on_paper

APPEND_ONLY = [
    "signal", "signalversion", "signallink", "parentcontact", "opening", "disclosure", "talkreport",
    "talksignature", "parentstatement", "attachment", "lookfinding", "lookreview", "openingend",
]  # fmt: skip
MODELS = [model.__name__ for model in apps.get_app_config("dossiers").get_models()]


@pytest.fixture
def filled(world) -> Any:
    """A dossier with a row in every table."""
    earlier = make_signal(world.teacher, world.pupil, days_ago=3)
    later = make_signal(world.teacher, world.pupil)
    services.link_signals(
        actor=world.teacher, later=later, earlier=earlier, kind="confirms", key=uuid7()
    )
    services.disclose_signal(actor=world.af, signal=earlier, number=1)
    withhold(world.af, later)
    attach(world.teacher, make_contact(world.teacher, world.pupil))
    make_follow_up(world.teacher, world.pupil)
    talk, _report = held(world)
    record_on_paper(world, talk)
    rights.take_in_view(world.teacher, world.pupil)
    rights.file_request(world.parent, world.pupil)
    rights.give_consent(world.af, world.pupil)
    rights.give_information(world.af, world.pupil)
    make_hand_over(world.teacher, world.pupil, signals=[later])
    closed = open_dossier(world.colleague, world.pupil)
    services.close_opening(actor=world.colleague, opening=closed)
    finding = make_finding(world, world.colleague)
    services.review_finding(
        actor=world.manager, finding=finding, key=uuid7(), note="Stond voor de groep."
    )
    LookWatch.objects.create(school=world.school, until=today())
    services.save_draft(actor=world.teacher, pupil=world.pupil, key=uuid7(), content={"a": "b"})
    return world


@pytest.mark.parametrize(
    "attack", ["update {} set id = id", "delete from {}", "truncate {} cascade"]
)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_app_role_cannot_change_or_remove_what_was_recorded(
    filled, table: str, attack: str
) -> None:
    refusal = pytest.raises((ProgrammingError, InternalError))
    with refusal as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(f"dossiers_{table}"))
    assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.parametrize("model", MODELS)
def test_there_is_a_row_to_hide_in_every_table(filled, model: str) -> None:
    assert apps.get_model("dossiers", model).objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "other_teacher",
        "other_af",
        "other_manager",
        "other_parent",
        "bestuur",
        "beheerder",
        "outsider",
    ],
)
def test_other_schools_and_roles_without_children_get_no_row_at_all(filled, name: str) -> None:
    with acting_as(filled.user(name)):
        for model in MODELS:
            assert not apps.get_model("dossiers", model).objects.all().exists(), model


def test_parent_gets_what_was_disclosed_and_nothing_else(filled) -> None:
    with acting_as(filled.parent):
        found = {model: apps.get_model("dossiers", model).objects.all().count() for model in MODELS}
    # Parents read what was disclosed, and their own: statements, requests, consents, signatures (R7).
    own = {"Disclosure", "ParentStatement", "ParentRequest", "Consent", "TalkSignature"}
    assert {model for model, count in found.items() if count} <= own
    assert found["Disclosure"] == 1


def test_draft_is_a_row_for_its_writer_alone(filled) -> None:
    for name, count in [("teacher", 1), ("af", 0), ("manager", 0), ("colleague", 0)]:
        with acting_as(filled.user(name)):
            assert Draft.objects.all().count() == count, name


def test_row_of_another_school_cannot_be_written(filled) -> None:
    from django.utils import timezone

    with acting_as(filled.other_teacher), pytest.raises(ProgrammingError), transaction.atomic():
        Opening.objects.create(
            school=filled.school,
            pupil=filled.pupil,
            user=filled.other_teacher,
            purpose="support",
            valid_until=timezone.now(),
        )


def test_grant_shows_the_rows_of_one_pupil(filled) -> None:
    from dossiers.models import Signal, SignalVersion
    from schools.grants import grant

    make_signal(filled.colleague, filled.second_pupil)
    grant(
        actor=filled.manager,
        user=filled.outsider,
        permission="view_dossier",
        obj=filled.pupil,
        reason="Invaller",
        expires_on=today(),
    )
    with acting_as(filled.outsider):
        assert Signal.objects.all().count() == 2
        assert SignalVersion.objects.all().count() == 2
        assert Signal.objects.visible_to(filled.outsider).count() == 2


def test_every_table_of_the_dossier_has_row_level_security(filled) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname like 'dossiers_%' and relkind = 'r'"
            " and not relrowsecurity order by 1"
        )
        bare = [name for (name,) in cursor.fetchall()]
    assert bare == []
