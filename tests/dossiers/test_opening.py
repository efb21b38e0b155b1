"""When parents read what was written down: by the clock, by talking, by a person who decides (A1, A4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from core.duties import SomeFailed
from core.errors import Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from dossiers import disclosure, due, events, services
from dossiers.holds import _holds, register_hold
from dossiers.models import Disclosure, DisclosureTerm, Signal
from dossiers.services.opening import escalate_terms, open_due, remind_terms
from dossiers.services.terms import close_term, start_term
from dossiers.tasks import open_to_parents
from meldcode import services as meldcode
from schools.models import Board, Guardian
from tests.dossiers.disclosure import (
    mails,
    make_row_of_contact,
    make_talk,
    noon,
    withhold,
)
from tests.dossiers.helpers import make_hand_over, make_signal

DAYS = 14


def term_of(entry: Any) -> DisclosureTerm:
    return DisclosureTerm.objects.open().get(**{type(entry).__name__.lower(): entry})


def opened(user: Any) -> list[Any]:
    """Return what a parent reads now, as the texts that are kept."""
    return [disclosure.reading_in(made) for made in Disclosure.objects.open_to(user)]


def notices(user: Any) -> list[str]:
    found = OutboxMessage.objects.filter(payload__user=user.pk).order_by("id")
    return [message.payload["notice"] for message in found]


def version_of(signal: Signal, **fields: Any) -> None:
    """Write what the forms of a full signal can say in the last version."""
    last = signal.versions.order_by("-number")[0]
    last.pk, last.number = uuid7(), last.number + 1
    for name, value in fields.items():
        setattr(last, name, value)
    last.save(force_insert=True)


# the clock


def test_signal_opens_by_itself_after_the_days_of_the_board_and_not_before(world) -> None:
    Board.objects.update(disclosure_days=10)
    signal = make_signal(world.teacher, world.pupil)
    assert term_of(signal).due_on == today() + timedelta(days=10)
    with noon(9):
        assert open_due(today()) == 0
    with noon(10):
        assert open_due(today()) == 1
        assert open_due(today()) == 0
    made = Disclosure.objects.get()
    assert (made.ground, made.author, made.signal) == ("term", None, signal)
    assert not DisclosureTerm.objects.open().exists()
    event = Event.objects.get(action=events.SIGNAL_DISCLOSED)
    assert (event.actor_id, event.detail["ground"]) == (None, "term")


def test_clock_that_was_off_for_weeks_opens_each_once(world) -> None:
    for _number in range(3):
        make_signal(world.teacher, world.pupil)
    with noon(60):
        assert open_to_parents() >= 3
        assert Disclosure.objects.count() == 3
        assert open_due(today()) == 0


def test_what_opens_is_masked_as_the_preview_showed(world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Zoë 't Hoen duwde Noor.")
    with noon(DAYS):
        open_due(today())
    assert opened(world.parent)[0].facts == "Een ander kind duwde Noor."
    assert signal.disclosures.count() == 1


SENSITIVE = [
    {"kinds": ["violence"]},
    {"kinds": ["behaviour", "sexual"]},
    {"child_words": "Dat mag ik niet zeggen."},
    {"diagnosis": "ADHD", "diagnosis_by": "de kinderarts", "diagnosis_qualification": "big"},
    {"parents_informed": "no", "parents_not_informed_reason": "Eerst overleg."},
]


@pytest.mark.parametrize("fields", SENSITIVE)
def test_no_clock_opens_what_may_endanger_a_child(world, fields: dict[str, Any]) -> None:
    signal = make_signal(world.teacher, world.pupil)
    version_of(signal, **fields)
    start_term(pupil=world.pupil, entry=signal)
    assert term_of(signal).decide
    with noon(DAYS + 30):
        assert open_due(today()) == 0
    assert not Disclosure.objects.exists()


def test_waiting_hand_over_that_came_later_stops_the_clock(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    assert not term_of(signal).decide
    make_hand_over(world.teacher, world.pupil)
    with noon(DAYS):
        assert open_due(today()) == 0
    assert term_of(signal).decide
    assert Event.objects.filter(action=events.TERM_DECIDE).count() == 1
    assert "dossiers.opens_soon" in notices(world.af)


def test_open_case_stops_the_clock_and_the_writer_does_not_learn_of_it(world) -> None:
    meldcode.open_case(
        actor=world.af, key=uuid7(), pupil=world.pupil, cause="growing", reason="Het wordt erger."
    )
    from core.context import acting_as

    with acting_as(world.teacher):
        signal = make_signal(world.teacher, world.pupil)
    assert term_of(signal).decide
    with noon(DAYS):
        assert open_due(today()) == 0
    from dossiers.selectors import parents_state

    state = parents_state(signal, world.teacher)
    assert (state.term, state.full) == (None, False)
    assert parents_state(signal, world.af).term is not None


def test_any_room_can_hold_the_clock(world) -> None:
    make_signal(world.teacher, world.pupil)
    hold = register_hold(lambda pupil_id: pupil_id == world.pupil.pk)
    try:
        with noon(DAYS):
            assert open_due(today()) == 0
    finally:
        _holds.remove(hold)


def test_one_that_fails_stops_no_other(world, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = make_signal(world.teacher, world.pupil)
    fine = make_signal(world.teacher, world.pupil)
    from dossiers.services import opening

    real = opening.needs_decision

    def fails(entry: Any) -> bool:
        if entry == broken:
            raise RuntimeError("stuk")
        return real(entry)

    monkeypatch.setattr(opening, "needs_decision", fails)
    with noon(DAYS), pytest.raises(SomeFailed):
        open_due(today())
    assert list(Disclosure.objects.values_list("signal", flat=True)) == [fine.pk]


def test_af_hears_three_days_before_and_once_a_day(world) -> None:
    for _number in range(4):
        make_signal(world.teacher, world.pupil)
    with noon(DAYS - 4):
        assert remind_terms(today()) == 0
    with noon(DAYS - 3):
        assert remind_terms(today()) == 4
        assert remind_terms(today()) == 0
        assert [item.kind for item in due.due_items(world.af)] == ["dossiers.parents_soon"]
    assert notices(world.af) == ["dossiers.opens_soon"]
    assert notices(world.other_af) == notices(world.manager) == []


def test_manager_hears_when_nobody_decided_in_time(world) -> None:
    make_signal(world.teacher, world.pupil, kinds=["violence"])
    with noon(DAYS):
        assert escalate_terms(today()) == 0
        assert [item.kind for item in due.due_items(world.af)] == ["dossiers.parents_decide"]
        assert due.due_items(world.manager) == []
    with noon(DAYS + 1):
        assert escalate_terms(today()) == 1
        assert escalate_terms(today()) == 0
        assert [item.kind for item in due.due_items(world.manager)] == ["dossiers.parents_decide"]
    assert notices(world.manager) == ["dossiers.undecided"]


def test_what_waits_takes_three_queries_for_one_entry_and_for_many(world) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dossiers.due import disclosure as source

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert source.items(world.af)
        return len(captured)

    with noon(0):
        make_signal(world.teacher, world.pupil)
    with noon(DAYS):
        before = count()
        for _number in range(5):
            make_signal(world.teacher, world.pupil, kinds=["violence"])
        assert count() == before


# corrections


def correct(world, signal: Signal, facts: str, number: int = 1) -> None:
    values = services.SignalText(facts=facts)
    services.correct_signal(
        actor=world.teacher, signal=signal, key=uuid7(), number=number, reason="Fout.", text=values
    )


def test_correction_before_it_opens_is_what_parents_read_first(world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Eerst.")
    correct(world, signal, "Daarna.")
    assert DisclosureTerm.objects.open().count() == 1
    with noon(DAYS):
        open_due(today())
    assert [view.facts for view in opened(world.parent)] == ["Daarna."]


def test_correction_on_the_last_day_leaves_three_days_to_look(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with noon(DAYS - 3):
        remind_terms(today())
    with noon(DAYS):
        correct(world, signal, "Daarna.")
        assert open_due(today()) == 0
        assert remind_terms(today()) == 1
    with noon(DAYS + 3):
        assert open_due(today()) == 1


def test_correction_of_what_parents_read_opens_after_a_term_of_its_own(world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Eerst.")
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    assert not DisclosureTerm.objects.open().exists()
    correct(world, signal, "Daarna.")
    assert [view.facts for view in opened(world.parent)] == ["Eerst."]
    with noon(DAYS):
        assert open_due(today()) == 1
    assert [view.facts for view in opened(world.parent)] == ["Eerst.", "Daarna."]


def test_term_is_ended_once_and_without_one_nothing_happens(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    close_term(actor=world.af, entry=signal)
    close_term(actor=world.manager, entry=signal)
    assert DisclosureTerm.objects.get().done_by == world.af


# what was discussed


def test_signal_that_was_discussed_is_open_from_then_on(world, guardian) -> None:
    signal = make_signal(world.teacher, world.pupil)
    contact = make_row_of_contact(world.teacher, world.pupil, guardian=guardian)
    (made,) = services.mark_discussed(actor=world.teacher, signals=[signal], contact=contact)
    assert made.ground == "discussed"
    assert services.mark_discussed(actor=world.teacher, signals=[signal], contact=contact) == [made]
    assert not DisclosureTerm.objects.open().filter(signal=signal).exists()


def test_talk_with_one_parent_opens_nothing_dangerous_to_the_other(world, guardian, other) -> None:
    signal = make_signal(world.teacher, world.pupil, kinds=["violence"])
    talk = make_talk(world.teacher, world.pupil, guardian)
    assert services.mark_discussed(actor=world.teacher, signals=[signal], talk=talk) == []
    assert term_of(signal).decide


def test_discussed_needs_the_role_the_child_and_a_talk(world, guardian) -> None:
    signal = make_signal(world.teacher, world.pupil)
    contact = make_row_of_contact(world.teacher, world.pupil, guardian=guardian)
    with pytest.raises(PermissionDenied):
        services.mark_discussed(actor=world.outsider, signals=[signal], contact=contact)
    strange = make_signal(world.colleague, world.second_pupil)
    with pytest.raises(Refused):
        services.mark_discussed(actor=world.teacher, signals=[strange], contact=contact)
    with pytest.raises(ValueError, match="talk"):
        services.mark_discussed(actor=world.teacher, signals=[signal])


# mails to parents


def test_parent_gets_one_mail_a_day_without_a_name(world, guardian) -> None:
    for _number in range(3):
        make_signal(world.teacher, world.pupil)
    with noon(DAYS):
        open_due(today())
        sent = [one for one in mails() if one.to == [world.parent.email]]
    assert len(sent) == 1
    for name in (world.pupil.call_name, world.pupil.last_name, world.school.name):
        assert name not in sent[0].subject + sent[0].body


@pytest.mark.parametrize(
    "fields",
    [{"gezag": False}, {"portal_blocked": True}, {"ends_on": today() - timedelta(days=1)}],
)
def test_no_mail_to_who_may_not_read(world, guardian, fields: dict[str, Any]) -> None:
    Guardian.objects.filter(pk=guardian.pk).update(**fields)
    signal = make_signal(world.teacher, world.pupil)
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    assert notices(world.parent) == []


def test_what_is_kept_from_one_parent_is_a_mail_to_the_other_only(world, guardian, other) -> None:
    signal = make_signal(world.teacher, world.pupil)
    withhold(world.af, signal, guardian)
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    assert notices(world.parent) == []
    assert notices(other.user) == ["dossiers.new_for_parents"]
    assert opened(world.parent) == []
    assert len(opened(other.user)) == 1
