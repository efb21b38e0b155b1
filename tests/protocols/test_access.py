"""Who sees runs: list, page, rule and row-level security agree."""

import pytest
import rules
from django.db import ProgrammingError, connection, transaction

from core.context import acting_as
from protocols.models import Protocol, Run, RunStep
from tests.protocols.factories import make_run

PEOPLE = [
    "teacher",
    "colleague",
    "af",
    "manager",
    "bestuur",
    "beheerder",
    "contactpersoon",
    "parent",
    "other_teacher",
    "other_af",
    "other_manager",
    "outsider",
]
MAY = {"af", "manager"}


@pytest.mark.parametrize("who", PEOPLE)
def test_list_page_rule_and_rows_agree(world, who) -> None:
    run = make_run(world, pupil=world.pupil)
    user = world.user(who)
    expected = who in MAY
    assert Run.objects.visible_to(user).filter(pk=run.pk).exists() == expected
    assert RunStep.objects.visible_to(user).exists() == expected
    for permission in ("protocols.view_run", "protocols.start_run", "protocols.work_on_run"):
        assert rules.has_perm(permission, user, run) == expected
    with acting_as(user):
        assert Run.objects.filter(pk=run.pk).exists() == expected
        assert RunStep.objects.filter(run=run).exists() == expected


def test_texts_are_for_who_works_with_runs(world) -> None:
    assert Protocol.objects.visible_to(world.other_af).count() == 2
    assert not Protocol.objects.visible_to(world.teacher).exists()


def test_app_role_cannot_write_a_run_of_another_school(world) -> None:
    run = make_run(world)
    with acting_as(world.other_af):
        assert Run.objects.filter(pk=run.pk).update(state="closed") == 0
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into protocols_run (id, school_id, protocol_id, title, counts_from,"
                " started_by_id, started_at, state, evaluation) values (gen_random_uuid(), %s, %s,"
                " 'x', now(), %s, now(), 'running', '')",
                [world.school.pk, run.protocol_id, world.other_af.pk],
            )
