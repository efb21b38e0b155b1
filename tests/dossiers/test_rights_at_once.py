"""Two people answer one request at the same moment: one answer, and the other is told by whom (A2)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.context import acting_as, acting_as_system
from core.errors import IllegalTransition, Refused
from dossiers.models import ParentRequest, ParentStatement
from tests.dossiers.rights import file_request, refuse
from tests.factories import make_world

pytestmark = pytest.mark.committed


def test_two_answers_at_once_are_one_answer_and_one_refusal_with_the_name() -> None:
    with acting_as_system():
        world = make_world()
        request = file_request(world.parent, world.pupil)
    start = Barrier(4)

    def run(actor: Any) -> Any:
        start.wait()
        try:
            with acting_as(actor):
                return refuse(actor, request, answer=f"Antwoord {actor.pk}", add_view=True)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(run, [world.af, world.manager] * 2))
    told = [one for one in made if isinstance(one, IllegalTransition)]
    with acting_as_system():
        found = ParentRequest.objects.get()
        assert ParentStatement.objects.count() == 1
    assert found.answer == f"Antwoord {found.done_by_id}"
    assert len(told) == 2
    assert all(str(found.done_by) in str(one.message) for one in told)
