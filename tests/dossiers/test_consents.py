"""Consents: specific, agreed by who may, ending by themselves or when a parent takes them back (A6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from time_machine import travel

from core import outbox
from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import school_year_of, today
from dossiers import due
from dossiers.models import Consent
from dossiers.selectors.consents import consents_read_by, did_not_agree, running_for, with_gezag
from dossiers.services import consents
from dossiers.services.consents import ConsentText
from dossiers.tasks import keep_rights
from tests.dossiers.rights import TEXT, give_consent, parent_of
from tests.factories import make_guardian


def notices(user: Any) -> list[str]:
    outbox.deliver_due()
    found = OutboxMessage.objects.filter(kind="mail", payload__user=user.pk).order_by("id")
    return [message.payload["notice"] for message in found]


def on_day(day: date) -> Any:
    return travel(f"{day}T09:00:00+01:00", tick=False)


def test_consent_counts_until_the_end_of_the_school_year_unless_told_otherwise(world) -> None:
    made = give_consent(world.af, world.pupil, due_on=None)
    assert made.due_on == school_year_of(today())[1]
    assert list(running_for(world.pupil)) == [made]
    assert list(made.agreed_by.all()) == [parent_of(world.pupil)]


@pytest.mark.parametrize("field", ["purpose", "what", "giver", "receiver"])
def test_consent_without_one_of_the_four_is_none(world, field: str) -> None:
    values = {name: getattr(TEXT, name) for name in ("purpose", "what", "giver", "receiver")}
    with pytest.raises(Refused) as refusal:
        give_consent(world.af, world.pupil, text=ConsentText(**(values | {field: " "})))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"agreed_by": []}, "agreed_by"),
        ({"agreed_on": today() + timedelta(days=1)}, "agreed_on"),
        ({"due_on": today() - timedelta(days=1)}, "due_on"),
        ({"due_on": today() + timedelta(days=366)}, "due_on"),
        ({"way": "else"}, "way"),
    ],
)
def test_what_makes_a_consent_impossible_is_refused(world, fields: Any, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        give_consent(world.af, world.pupil, **fields)
    assert refusal.value.field == field


def test_only_a_parent_with_gezag_of_this_child_agrees(world) -> None:
    for guardian in (make_guardian(world.pupil, gezag=False), parent_of(world.foreign_pupil)):
        with pytest.raises(Refused):
            give_consent(world.af, world.pupil, agreed_by=[guardian])


@pytest.mark.parametrize("name", ["teacher", "parent", "other_af", "beheerder"])
def test_only_af_and_manager_keep_consents(world, name: str) -> None:
    with pytest.raises(PermissionDenied):
        give_consent(world.user(name), world.pupil)


def test_other_parent_with_gezag_who_did_not_agree_is_named_to_the_staff(world) -> None:
    other = make_guardian(world.pupil)
    made = give_consent(world.af, world.pupil)
    assert did_not_agree(made, with_gezag(world.pupil)) == [other]
    other.ends_on = today()
    other.save()
    assert did_not_agree(made, with_gezag(world.pupil)) == [other]


def test_parent_takes_it_back_at_once_and_the_staff_hears_it(world) -> None:
    made = give_consent(world.af, world.pupil)
    with acting_as(world.parent):
        for _number in range(2):
            done = consents.withdraw_consent(actor=world.parent, consent=made)
    assert (done.ending, done.done_on, done.done_by) == ("withdrawn", today(), world.parent)
    assert not running_for(world.pupil).exists()
    assert notices(world.af) == ["dossiers.consent_withdrawn"]


def test_co_parent_with_gezag_may_take_it_back_too_and_nobody_else(world) -> None:
    other = make_guardian(world.pupil)
    for name in ("other_parent", "teacher", "outsider"):
        made = give_consent(world.af, world.pupil)
        with pytest.raises(PermissionDenied):
            consents.withdraw_consent(actor=world.user(name), consent=made)
    assert consents.withdraw_consent(actor=other.user, consent=made).done_by == other.user


def test_staff_notes_that_a_parent_took_it_back(world) -> None:
    made = give_consent(world.af, world.pupil)
    done = consents.withdraw_consent(actor=world.manager, consent=made, note="Moeder belde.")
    assert (done.ending, done.ending_note) == ("withdrawn", "Moeder belde.")


def test_renewal_ends_the_old_one_in_the_same_moment(world) -> None:
    old = give_consent(world.af, world.pupil)
    given = {
        "text": TEXT,
        "agreed_by": [parent_of(world.pupil)],
        "agreed_on": today(),
        "way": "letter",
        "due_on": today() + timedelta(days=90),
        "key": uuid7(),
    }
    new, again = (
        consents.renew_consent(actor=world.af, consent=old, **given) for _number in range(2)
    )
    assert new == again
    old.refresh_from_db()
    assert old.ending == "renewed"
    assert list(running_for(world.pupil)) == [new]
    with pytest.raises(IllegalTransition):
        consents.renew_consent(actor=world.af, consent=old, **(given | {"key": uuid7()}))


def test_clock_reminds_the_author_and_ends_it_after_its_last_day(world) -> None:
    made = give_consent(world.af, world.pupil, due_on=today() + timedelta(days=20))
    keep_rights()
    assert notices(world.af) == []
    with on_day(made.due_on - timedelta(days=14)):
        for _number in range(2):
            keep_rights()
        assert notices(world.af) == ["dossiers.consent_ends"]
        assert [item.kind for item in due.due_items(world.af)] == ["dossiers.consent"]
        assert due.due_items(world.manager) == []
    with on_day(made.due_on):
        keep_rights()
        assert running_for(world.pupil).exists()
    with on_day(made.due_on + timedelta(days=40)):  # the task did not run for weeks
        assert not running_for(world.pupil).exists()
        for _number in range(2):
            keep_rights()
        made.refresh_from_db()
        assert (made.ending, made.done_by_id) == ("expired", None)
        assert notices(world.af) == ["dossiers.consent_ends", "dossiers.consent_expired"]


def test_parents_read_the_consents_and_not_which_of_them_agreed(world) -> None:
    other = make_guardian(world.pupil)
    give_consent(world.af, world.pupil)
    for user, names in [(world.parent, 1), (other.user, 0)]:
        with acting_as(user):
            [read] = consents_read_by(user, world.pupil)
            assert len(read.agreed_by.all()) == names
    with acting_as(world.other_parent):
        assert not Consent.objects.all().exists()
