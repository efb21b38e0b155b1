"""Every write in a dossier: what it leaves, what it refuses, and that a repeat changes nothing."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from core.errors import Conflict, Refused
from core.ids import uuid7
from dossiers import events, services
from dossiers.models import (
    Draft,
    Signal,
    SignalLink,
    SignalVersion,
)
from dossiers.services import SignalText
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


def test_source_without_hearsay_is_refused_and_a_consent_alone_is_not_kept(world) -> None:
    with pytest.raises(Refused) as refused:
        make_signal(world.teacher, world.pupil, hearsay_source="oma", hearsay_consent=True)
    assert refused.value.field == "hearsay"
    assert not make_signal(world.teacher, world.pupil, hearsay_consent=True).current.hearsay_consent


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
