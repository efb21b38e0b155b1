"""Fifty people change one signal at the same moment: each version has one winner, no text is lost (D6)."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core.context import acting_as, acting_as_system
from core.errors import Conflict
from core.ids import uuid7
from dossiers import services
from dossiers.models import Signal, SignalVersion
from dossiers.services import SignalText
from tests.dossiers.helpers import make_signal
from tests.dossiers.pages import text_of, url
from tests.factories import World, login, make_world

EDITORS, WINDOWS = 50, 12

pytestmark = pytest.mark.committed


@pytest.fixture
def signal() -> Signal:
    with acting_as_system():
        world: World = make_world()
        made = make_signal(world.teacher, world.pupil, facts="Begin.")
        made.__dict__["world"] = world
        return made


def at_once(count: int, call: Callable[[int], Any]) -> list[Any]:
    """Run `call` in so many threads that start together; return what each returned."""
    start = Barrier(count)

    def run(number: int) -> Any:
        start.wait()
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def typed_in(page: str, name: str) -> str:
    """Return what stands in a text area of the page."""
    found = re.search(rf'<textarea name="{name}"[^>]*>(.*?)</textarea>', page)
    return found[1].strip() if found else ""


def test_fifty_editors_that_go_on_after_a_conflict_all_end_up_in_the_dossier(
    signal: Signal,
) -> None:
    world = signal.__dict__["world"]
    actors = [world.teacher, world.af, world.manager]
    lost: Counter[int] = Counter()

    def edit(number: int) -> int:
        """Add an own line upon the newest version, again after each conflict; return the version made."""
        actor, mine, known = actors[number % 3], f"Regel {number}.", 1
        while True:
            with acting_as(actor):
                base = SignalVersion.objects.get(signal=signal, number=known)
                text = replace(SignalText.of(base), facts=f"{base.facts}\n{mine}")
                try:
                    made = services.correct_signal(
                        actor=actor,
                        signal=signal,
                        key=uuid7(),
                        number=known,
                        reason=mine,
                        text=text,
                    )
                except Conflict:
                    lost[number] += 1
                    known = signal.versions.order_by("-number").values_list("number", flat=True)[0]
                    continue
                return made.number

    made = at_once(EDITORS, edit)
    assert sorted(made) == list(range(2, EDITORS + 2))  # one winner a version
    assert sum(lost.values()) > 0
    with acting_as_system():
        last = signal.versions.order_by("-number")[0]
        lines = last.facts.splitlines()
        assert sorted(lines) == sorted(["Begin.", *(f"Regel {n}." for n in range(EDITORS))])
        for (
            version
        ) in signal.versions.all():  # each builds on the one before it: nothing overwritten
            assert len(version.facts.splitlines()) == version.number


def test_fifty_editors_on_one_version_are_one_winner_and_49_who_know(signal: Signal) -> None:
    world = signal.__dict__["world"]

    def edit(number: int) -> SignalVersion | Conflict:
        with acting_as(world.teacher):
            try:
                return services.correct_signal(
                    actor=world.teacher,
                    signal=signal,
                    key=uuid7(),
                    number=1,
                    reason="r",
                    text=SignalText(facts=f"Tekst {number}"),
                )
            except Conflict as conflict:
                return conflict

    made = at_once(EDITORS, edit)
    winners = [one for one in made if isinstance(one, SignalVersion)]
    assert len(winners) == 1
    assert sum(isinstance(one, Conflict) for one in made) == EDITORS - 1
    with acting_as_system():
        assert signal.versions.count() == 2
        assert signal.versions.get(number=2).facts == winners[0].facts


def test_losers_of_twelve_windows_keep_their_text_and_see_the_winners(signal: Signal) -> None:
    world = signal.__dict__["world"]
    address = url("correct_signal", signal.pk)
    clients, forms = [], []
    for number in range(WINDOWS):
        client = Client()
        login(client, [world.teacher, world.af, world.manager][number % 3])
        clients.append(client)
        form = client.get(address).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        mine = {"facts": f"Mijn tekst {number}.", "change_reason": f"Reden {number}."}
        forms.append({name: value for name, value in (shown | mine).items() if value})

    answers = at_once(WINDOWS, lambda number: clients[number].post(address, forms[number]))
    winner = [number for number, answer in enumerate(answers) if answer.status_code == 302]
    assert len(winner) == 1
    for number, answer in enumerate(answers):
        if number in winner:
            continue
        assert answer.status_code == 422
        # What the test client calls the context is that of any of the threads.
        page = text_of(answer)
        assert typed_in(page, "facts") == f"Mijn tekst {number}."
        assert typed_in(page, "change_reason") == f"Reden {number}."
        assert re.findall(r'name="take" value="(\w+)"', page) == ["facts"]
        assert f"Reden {winner[0]}." in page
        assert "Wat jij typte" in page
        assert "De nieuwste versie" in page
    with acting_as_system():
        assert signal.versions.count() == 2
