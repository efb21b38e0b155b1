"""Contacts, evaluations, hand-overs, disclosures, drafts and openings: what each leaves and refuses."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import add_workdays, today
from dossiers import events, services
from dossiers.models import (
    Disclosure,
    Draft,
    FollowUp,
    HandOver,
    Opening,
    ParentContact,
    Signal,
    SignalVersion,
)
from dossiers.services import SignalText
from dossiers.services.drafts import read_draft
from tests.dossiers.helpers import (
    make_contact,
    make_follow_up,
    make_hand_over,
    make_signal,
    open_dossier,
)


def actions(obj: Any) -> list[str]:
    return list(
        Event.objects.filter(object_id=str(obj.pk)).order_by("id").values_list("action", flat=True)
    )


def correct(world, signal: Signal, **changes: Any) -> SignalVersion:
    given: dict[str, Any] = {
        "actor": world.teacher,
        "key": uuid7(),
        "number": 1,
        "reason": "Omdat",
        "text": SignalText(facts="Anders"),
    }
    return services.correct_signal(signal=signal, **(given | changes))


def test_contact_is_noted_once(world) -> None:
    key = uuid7()
    signal = make_signal(world.teacher, world.pupil)
    first = make_contact(world.teacher, world.pupil, key=key, signal=signal)
    assert make_contact(world.teacher, world.pupil, key=key) == first
    assert ParentContact.objects.count() == 1
    assert actions(first) == [events.CONTACT_LOGGED]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"happened_on": today() + timedelta(days=1)}, "happened_on"),
        ({"channel": "pigeon"}, "channel"),
        ({"spoken_with": " "}, "spoken_with"),
        ({"about": " "}, "about"),
    ],
)
def test_contact_is_refused_with_the_field_named(world, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        make_contact(world.teacher, world.pupil, **fields)
    assert caught.value.field == field


def test_contact_and_evaluation_cannot_belong_to_anothers_signal(world) -> None:
    other = make_signal(world.colleague, world.second_pupil)
    for make in (make_contact, make_follow_up):
        with pytest.raises(Refused) as caught:
            make(world.teacher, world.pupil, signal=other)
        assert caught.value.field == "signal"


def test_evaluation_is_set_once_with_an_early_reminder(world) -> None:
    key = uuid7()
    made = make_follow_up(world.teacher, world.pupil, key=key)
    assert make_follow_up(world.teacher, world.pupil, key=key) == made
    assert made.remind_on == made.due_on - timedelta(days=2)
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"due_on": today() - timedelta(days=1)}, "due_on"), ({"what": " "}, "what")],
)
def test_evaluation_is_refused_with_the_field_named(world, fields: Any, field: str) -> None:
    with pytest.raises(Refused) as caught:
        make_follow_up(world.teacher, world.pupil, **fields)
    assert caught.value.field == field


def test_evaluation_goes_to_somebody_of_the_pupils_team_only(world) -> None:
    assert make_follow_up(world.teacher, world.pupil, assignee=world.af).assignee == world.af
    with pytest.raises(Refused) as caught:
        make_follow_up(world.teacher, world.pupil, assignee=world.colleague)
    assert caught.value.field == "assignee"


def test_evaluation_is_finished_with_a_result_once(world) -> None:
    made = make_follow_up(world.teacher, world.pupil)
    with pytest.raises(Refused):
        services.finish_follow_up(actor=world.teacher, follow_up=made, result=" ")
    for _repeat in range(2):
        services.finish_follow_up(actor=world.teacher, follow_up=made, result="Beter")
    made.refresh_from_db()
    assert (made.done_on, made.done_by, made.result) == (today(), world.teacher, "Beter")
    assert actions(made).count(events.FOLLOW_UP_DONE) == 1
    with pytest.raises(IllegalTransition):
        services.finish_follow_up(actor=world.af, follow_up=made, result="Slechter")


def test_hand_over_mails_the_af_and_names_nobody(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    made = make_hand_over(world.teacher, world.pupil, signals=[signal])
    assert list(made.signals.all()) == [signal]
    assert made.escalate_on == add_workdays(today(), 2)
    message = OutboxMessage.objects.get()
    assert message.payload["user"] == world.af.pk
    assert world.pupil.last_name not in json.dumps(message.payload)
    assert actions(made) == [events.HANDED_OVER]


def test_acute_hand_over_escalates_the_same_day(world) -> None:
    assert make_hand_over(world.teacher, world.pupil, acute=True).escalate_on == today()
    assert OutboxMessage.objects.get().payload["notice"] == "dossiers.handed_over_acute"


def test_hand_over_sent_twice_is_once_and_a_second_one_waits_its_turn(world) -> None:
    key = uuid7()
    made = make_hand_over(world.teacher, world.pupil, key=key)
    assert make_hand_over(world.teacher, world.pupil, key=key) == made
    with pytest.raises(Refused):
        make_hand_over(world.af, world.pupil)
    assert HandOver.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_hand_over_needs_a_reason_and_signals_of_this_pupil(world) -> None:
    other = make_signal(world.colleague, world.second_pupil)
    for fields, field in [({"reason": " "}, "reason"), ({"signals": [other]}, "signals")]:
        with pytest.raises(Refused) as caught:
            make_hand_over(world.teacher, world.pupil, **fields)
        assert caught.value.field == field


def test_af_takes_a_hand_over_and_its_maker_hears_it(world) -> None:
    made = make_hand_over(world.teacher, world.pupil)
    for _repeat in range(2):
        taken = services.take_over(actor=world.af, hand_over=made)
    assert (taken.state, taken.taken_by) == ("taken", world.af)
    assert actions(made) == [events.HANDED_OVER, events.TAKEN_OVER]
    assert OutboxMessage.objects.filter(payload__user=world.teacher.pk).count() == 1
    assert make_hand_over(world.teacher, world.pupil).state == "waiting"


@pytest.mark.parametrize("name", ["teacher", "manager", "other_af", "parent"])
def test_only_the_af_of_the_school_takes_a_hand_over(world, name: str) -> None:
    made = make_hand_over(world.teacher, world.pupil)
    with pytest.raises(PermissionDenied):
        services.take_over(actor=world.user(name), hand_over=made)


def test_what_one_af_took_another_cannot_take(world) -> None:
    from schools.roles import Role
    from tests.factories import make_member, make_user

    second = make_user()
    make_member(second, world.school, Role.AF_HGKM)
    made = make_hand_over(world.teacher, world.pupil)
    services.take_over(actor=world.af, hand_over=made)
    with pytest.raises(IllegalTransition):
        services.take_over(actor=second, hand_over=made)


def test_disclosing_a_version_is_once_and_a_correction_is_disclosed_anew(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    first = services.disclose_signal(actor=world.af, signal=signal, number=1)
    assert services.disclose_signal(actor=world.manager, signal=signal, number=1) == first
    correct(world, signal)
    signal = Signal.objects.get(pk=signal.pk)
    assert signal.for_parents == "earlier"
    with pytest.raises(Conflict):
        services.disclose_signal(actor=world.af, signal=signal, number=1)
    services.disclose_signal(actor=world.af, signal=signal, number=2)
    assert Disclosure.objects.count() == 2
    assert Signal.objects.get(pk=signal.pk).for_parents == "current"


def test_draft_keeps_what_was_typed_for_its_writer_and_becomes_the_signal(world) -> None:
    key = uuid7()
    services.save_draft(actor=world.teacher, pupil=world.pupil, key=key, content={"facts": "a"})
    draft = services.save_draft(
        actor=world.teacher, pupil=world.pupil, key=uuid7(), content={"place": "b"}
    )
    assert draft is not None
    assert draft.pk == key
    assert read_draft(draft) == {"facts": "a", "place": "b"}
    assert not Draft.objects.visible_to(world.af).exists()
    make_signal(world.teacher, world.pupil, key=key)
    assert not Draft.objects.exists()
    late = services.save_draft(
        actor=world.teacher, pupil=world.pupil, key=key, content={"facts": "late"}
    )
    assert late is None
    assert not Draft.objects.exists()


def test_draft_refuses_a_text_that_is_too_long_and_keeps_the_one_before(world) -> None:
    key = uuid7()
    services.save_draft(actor=world.teacher, pupil=world.pupil, key=key, content={"facts": "a"})
    with pytest.raises(Refused) as caught:
        services.save_draft(
            actor=world.teacher, pupil=world.pupil, key=key, content={"facts": "x" * 100_000}
        )
    assert caught.value.field == "facts"
    assert read_draft(Draft.objects.get()) == {"facts": "a"}


def test_only_the_writer_can_throw_a_draft_away(world) -> None:
    draft = services.save_draft(actor=world.teacher, pupil=world.pupil, key=uuid7(), content={})
    assert draft is not None
    services.discard_draft(actor=world.af, draft=draft)
    assert Draft.objects.count() == 1
    services.discard_draft(actor=world.teacher, draft=draft)
    assert not Draft.objects.exists()


def test_purpose_opens_once_and_only_at_the_own_school(world) -> None:
    key = uuid7()
    for _repeat in range(2):
        services.open_with_purpose(
            actor=world.colleague, pupil=world.pupil, key=key, purpose="replacing"
        )
    assert Opening.objects.count() == 1
    assert Event.objects.get(action=events.OPENED).detail == {"purpose": "replacing"}
    with pytest.raises(Refused):
        open_dossier(world.colleague, world.pupil, purpose="nosiness")
    with pytest.raises(PermissionDenied):
        open_dossier(world.other_teacher, world.pupil)


def test_period_of_a_hand_over_skips_the_weekend_unless_acute() -> None:
    from dossiers.workflow import escalate_on, remind_on

    friday = date(2026, 11, 27)
    assert escalate_on(friday, acute=False) == date(2026, 12, 1)
    assert escalate_on(friday, acute=True) == friday
    assert remind_on(friday, friday + timedelta(days=2)) is None
    assert remind_on(friday, friday + timedelta(days=9)) == friday + timedelta(days=7)
