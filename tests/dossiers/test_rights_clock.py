"""The four weeks of a request: no day passes in silence, however often and late the clock runs (A2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from time_machine import travel

from audit.models import Event
from core import outbox
from core.models import OutboxMessage
from core.workdays import today
from dossiers import due, events
from dossiers.models import ParentRequest
from dossiers.services import requests
from dossiers.tasks import keep_rights
from tests.dossiers.rights import answer, file_request, refuse, take_in_request

FIVE_WEEKS = 36


def on_day(day: date) -> Any:
    return travel(f"{day}T09:00:00+01:00", tick=False)


def mails_of(user: Any) -> list[str]:
    outbox.deliver_due()
    found = OutboxMessage.objects.filter(kind="mail", payload__user=user.pk).order_by("id")
    return [message.payload["notice"] for message in found]


def run_daily(days: Any, *people: Any) -> dict[int, list[list[str]]]:
    """Run the clock on these days from now; return per day what each person got that day."""
    start, told = today(), {}
    for number in days:
        with on_day(start + timedelta(days=number)):
            before = [len(mails_of(person)) for person in people]
            for _repeat in range(2):
                keep_rights()
            after = [mails_of(person)[old:] for person, old in zip(people, before, strict=True)]
            if any(after):
                told[number] = after
    return told


def test_af_and_manager_hear_it_at_two_weeks_and_three_days_before_and_the_manager_when_it_is_late(
    world,
) -> None:
    file_request(world.parent, world.pupil)
    assert mails_of(world.af) == mails_of(world.manager) == ["dossiers.request_filed"]
    assert mails_of(world.teacher) == []
    told = run_daily(range(FIVE_WEEKS), world.af, world.manager)
    both = [["dossiers.request_due"], ["dossiers.request_due"]]
    assert told == {14: both, 25: both, 29: [[], ["dossiers.request_late"]]}
    assert Event.objects.filter(action=events.REQUEST_REMINDED).count() == 2
    assert Event.objects.filter(action=events.REQUEST_ESCALATED).count() == 1


def test_missed_days_are_caught_up(world) -> None:
    file_request(world.parent, world.pupil)
    told = run_daily([20, 35], world.af, world.manager)
    assert told[20] == [["dossiers.request_due"], ["dossiers.request_due"]]
    assert told[35][1] == ["dossiers.request_due", "dossiers.request_late"]
    assert run_daily([36], world.af, world.manager) == {}


def test_letter_that_is_put_in_after_its_four_weeks_is_late_at_once(world) -> None:
    take_in_request(world.teacher, world.pupil, days_ago=40)
    assert ParentRequest.objects.get().remind_on is None
    assert run_daily([0], world.manager)[0] == [["dossiers.request_late"]]


@pytest.mark.parametrize("end", ["answered", "withdrawn"])
def test_clock_is_silent_about_what_is_done(world, end: str) -> None:
    request = file_request(world.parent, world.pupil)
    if end == "answered":
        refuse(world.af, request)
    else:
        requests.withdraw_request(actor=world.parent, request=request)
    mails_of(world.af)
    assert run_daily(range(0, FIVE_WEEKS, 5), world.af, world.manager) == {}


def test_somebody_hears_of_it_when_nobody_answers_at_this_school(world) -> None:
    for user in (world.af, world.manager):
        user.memberships.update(ends_on=today() - timedelta(days=1))
    file_request(world.parent, world.pupil)
    assert mails_of(world.beheerder) == ["schools.vacant"]
    told = run_daily(range(FIVE_WEEKS), world.beheerder)
    assert sorted(told) == [14, 25, 29]


def test_open_request_stands_in_today_from_the_first_day_for_who_answers(world) -> None:
    file_request(world.parent, world.pupil)
    for user in (world.af, world.manager):
        [item] = due.due_items(user)
        assert (item.kind, item.due_on) == ("dossiers.request", today() + timedelta(days=28))
    for name in ("teacher", "other_af", "parent", "beheerder"):
        assert due.due_items(world.user(name)) == []


def test_promise_stands_in_today_until_it_is_kept(world) -> None:
    request = answer(world.af, file_request(world.parent, world.pupil))
    assert [item.kind for item in due.due_items(world.manager)] == ["dossiers.granted"]
    from core.ids import uuid7
    from dossiers.services import answers

    answers.carry_out(actor=world.af, request=request, key=uuid7(), what="De dag staat er nu.")
    assert due.due_items(world.manager) == []


def test_mails_say_nothing_of_child_or_request_and_the_parents_leads_to_the_answer(world) -> None:
    request = file_request(world.parent, world.pupil, text="kanarie")
    answer(world.af, request, answer="kanarie")
    outbox.deliver_due()
    outbox.deliver_due()
    [told] = [sent for sent in mail.outbox if sent.to == [world.parent.email]]
    assert f"/verzoek/{request.pk}/" in told.body
    for sent in mail.outbox:
        text = f"{sent.subject}\n{sent.body}"
        for secret in ("kanarie", "Noor", "Dijk", str(world.parent), str(world.af)):
            assert secret not in text
