"""Every write in a dossier: what it leaves, what it refuses, and that a repeat changes nothing."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

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
    SignalLink,
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


def test_signal_keeps_facts_hearsay_and_view_apart_and_leads_back_to_its_author(world) -> None:
    signal = make_signal(
        world.teacher,
        world.pupil,
        facts="  Feit  ",
        hearsay="Verhaal",
        hearsay_source="tante",
        hearsay_consent=True,
        interpretation="Mening",
        others="M, S.v.D.",
    )
    version = signal.versions.get()
    assert (version.facts, version.hearsay, version.interpretation) == ("Feit", "Verhaal", "Mening")
    assert version.others == "M., S.v.D."
    assert version.author == world.teacher
    assert version.number == 1
    assert actions(signal) == [events.SIGNAL_LOGGED]
    assert Event.objects.get(action=events.SIGNAL_LOGGED).pupil_id == world.pupil.pk


def test_narratives_are_ciphertext_in_the_database(world) -> None:
    from django.db import connection

    signal = make_signal(world.teacher, world.pupil, facts="kanarie-feit", place="kanarie-plaats")
    with connection.cursor() as cursor:
        cursor.execute(
            "select facts || place from dossiers_signalversion where signal_id = %s", [signal.pk]
        )
        (stored,) = cursor.fetchone()
    assert "kanarie" not in stored


def test_signal_sent_twice_is_one_signal(world) -> None:
    key = uuid7()
    first = make_signal(world.teacher, world.pupil, key=key)
    second = make_signal(world.teacher, world.pupil, key=key, facts="Iets anders")
    assert first == second
    assert (Signal.objects.count(), SignalVersion.objects.count()) == (1, 1)
    assert actions(first) == [events.SIGNAL_LOGGED]


def test_key_of_somebody_elses_signal_is_refused(world) -> None:
    made = make_signal(world.teacher, world.pupil)
    with pytest.raises(Refused):
        make_signal(world.af, world.pupil, key=made.pk)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ({"facts": "   "}, "facts"),
        ({"hearsay": "x"}, "hearsay_source"),
        ({"hearsay": "x", "hearsay_source": "  "}, "hearsay_source"),
        ({"hearsay": "x", "hearsay_source": "oma"}, "hearsay_consent"),
        ({"others": "Sem Bakker"}, "others"),
        ({"agreement_otherwise": "dan bellen"}, "agreement"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["nonsense"]}, "kinds"),
        ({"days_ago": -1}, "occurred_on"),
    ],
)
def test_signal_is_refused_with_the_field_named(world, text: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        make_signal(world.teacher, world.pupil, **text)
    assert caught.value.field == field
    assert not Signal.objects.exists()


def test_source_without_hearsay_is_not_kept(world) -> None:
    signal = make_signal(world.teacher, world.pupil, hearsay_source="oma", hearsay_consent=True)
    assert signal.current.hearsay_source == ""
    assert not signal.current.hearsay_consent


def test_database_refuses_hearsay_without_consent(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignalVersion.objects.create(
            school=world.school,
            signal=signal,
            number=2,
            author=world.teacher,
            facts="x",
            hearsay="y",
            hearsay_source="z",
        )


@pytest.mark.parametrize(
    "name",
    ["colleague", "other_teacher", "bestuur", "beheerder", "contactpersoon", "parent", "outsider"],
)
def test_no_service_can_be_called_without_role_and_cause(world, name: str) -> None:
    actor = world.user(name)
    own = make_signal(world.teacher, world.pupil, days_ago=2)
    later = make_signal(world.teacher, world.pupil)
    duty = make_follow_up(world.teacher, world.pupil)
    text = SignalText(facts="x")
    calls = [
        lambda: make_signal(actor, world.pupil),
        lambda: services.correct_signal(
            actor=actor, signal=own, key=uuid7(), number=1, reason="x", text=text
        ),
        lambda: services.link_signals(
            actor=actor, later=later, earlier=own, kind="confirms", key=uuid7()
        ),
        lambda: make_contact(actor, world.pupil),
        lambda: make_follow_up(actor, world.pupil),
        lambda: services.finish_follow_up(actor=actor, follow_up=duty, result="x"),
        lambda: make_hand_over(actor, world.pupil),
        lambda: services.disclose_signal(actor=actor, signal=own, number=1),
        lambda: services.save_draft(actor=actor, pupil=world.pupil, key=uuid7(), content={}),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied), transaction.atomic():
            call()
    assert not Draft.objects.exists()


def test_teacher_may_not_disclose(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with pytest.raises(PermissionDenied):
        services.disclose_signal(actor=world.teacher, signal=signal, number=1)


def test_correction_is_a_new_version_and_the_earlier_one_stays(world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Maandag")
    services.correct_signal(
        actor=world.teacher,
        signal=signal,
        key=uuid7(),
        number=1,
        reason="Het was dinsdag",
        text=SignalText(facts="Dinsdag"),
    )
    assert [(v.number, v.facts, v.change_reason) for v in signal.versions.all()] == [
        (1, "Maandag", ""),
        (2, "Dinsdag", "Het was dinsdag"),
    ]
    assert signal.current.number == 2
    corrected = Event.objects.get(action=events.SIGNAL_CORRECTED)
    assert corrected.detail == {"version": 2, "fields": ["facts"]}


def correct(world, signal: Signal, **changes: Any) -> SignalVersion:
    given: dict[str, Any] = {
        "actor": world.teacher,
        "key": uuid7(),
        "number": 1,
        "reason": "Omdat",
        "text": SignalText(facts="Anders"),
    }
    return services.correct_signal(signal=signal, **(given | changes))


def test_correction_on_an_older_version_is_a_conflict(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    correct(world, signal)
    with pytest.raises(Conflict):
        correct(world, signal, actor=world.af, text=SignalText(facts="Nog anders"))
    assert signal.versions.count() == 2


def test_correction_sent_twice_is_one_version(world) -> None:
    signal, key = make_signal(world.teacher, world.pupil), uuid7()
    assert correct(world, signal, key=key) == correct(world, signal, key=key)
    assert signal.versions.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"text": SignalText(facts="Kwam zonder jas en zonder eten.")},
        {"text": SignalText(facts="x", others="Jan")},
    ],
)
def test_correction_needs_a_reason_a_change_and_initials(world, changes: dict[str, Any]) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with pytest.raises(Refused):
        correct(world, signal, **changes)
    assert signal.versions.count() == 1


def test_colleague_with_cause_may_not_correct_anothers_signal_but_the_af_may(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    open_dossier(world.colleague, world.pupil)
    with pytest.raises(PermissionDenied):
        correct(world, signal, actor=world.colleague)
    assert correct(world, signal, actor=world.af).author == world.af


def link(
    world, later: Signal, earlier: Signal, kind: str = "refutes", key: Any = None
) -> SignalLink:
    return services.link_signals(
        actor=world.teacher, later=later, earlier=earlier, kind=kind, key=key or uuid7()
    )


def test_later_signal_refutes_an_earlier_one_and_it_is_noted_there(world) -> None:
    earlier = make_signal(world.teacher, world.pupil, days_ago=9)
    later = make_signal(world.teacher, world.pupil)
    key = uuid7()
    made = link(world, later, earlier, key=key)
    assert link(world, later, earlier, key=key) == made
    assert list(earlier.links_on.all()) == [made]
    with pytest.raises(Refused, match=r"gekoppeld|linked"):
        link(world, later, earlier, "confirms")


def test_link_needs_a_kind_the_same_pupil_and_the_right_order(world) -> None:
    earlier = make_signal(world.teacher, world.pupil, days_ago=9)
    later = make_signal(world.teacher, world.pupil)
    other = make_signal(world.colleague, world.second_pupil, days_ago=20)
    for first, second, kind in [
        (later, earlier, "nonsense"),
        (earlier, later, "confirms"),
        (later, later, "confirms"),
        (later, other, "confirms"),
    ]:
        with pytest.raises(Refused):
            link(world, first, second, kind)
    assert not SignalLink.objects.exists()


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
