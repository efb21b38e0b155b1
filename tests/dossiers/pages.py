"""Addresses, texts and queries of pages, for the tests of them."""

import re
from typing import Any

from django.urls import reverse

from core.ids import uuid7
from dossiers import services
from dossiers.services import SignalText
from tests.dossiers.helpers import make_contact, make_follow_up, make_hand_over, make_signal


def url(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def queries_of(client, address: str, search: str = "") -> int:
    """Return how many queries a page takes; with `search` that of a search by name."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask() -> Any:
        return client.post(address, {"q": search}) if search else client.get(address)

    ask()
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


def fill(world: Any, count: int) -> None:
    last: Any = None
    for n in range(count):
        signal = make_signal(world.teacher, world.pupil, days_ago=n)
        services.correct_signal(
            actor=world.teacher,
            signal=signal,
            key=uuid7(),
            number=1,
            reason="r",
            text=SignalText(facts=f"Versie {n}"),
        )
        if last is not None:
            services.link_signals(
                actor=world.teacher, later=last, earlier=signal, kind="confirms", key=uuid7()
            )
        last = signal
        services.disclose_signal(actor=world.af, signal=signal, number=2)
        make_contact(world.teacher, world.pupil, signal=signal)
        done = make_follow_up(world.teacher, world.pupil)
        services.finish_follow_up(actor=world.teacher, follow_up=done, result="r")
        make_follow_up(world.teacher, world.pupil)
        made = make_hand_over(world.teacher, world.pupil, signals=[signal])
        services.take_over(actor=world.af, hand_over=made)
