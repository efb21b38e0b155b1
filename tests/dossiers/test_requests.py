"""Requests of parents: who may ask what, who answers, and what becomes of it in the dossier (A2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from audit.models import Event
from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import events, services
from dossiers.models import (
    Disclosure,
    Draft,
    ParentContact,
    ParentRequest,
    ParentStatement,
    SignalVersion,
)
from dossiers.services import SignalText, answers, requests
from schools.roles import Role
from tests.dossiers.helpers import make_contact, make_signal
from tests.dossiers.rights import (
    about,
    answer,
    file_request,
    opened,
    parent_of,
    refuse,
    take_in_request,
)
from tests.factories import make_guardian, make_member, make_user


def correct(world: Any, signal: Any, facts: str = "Het was op dinsdag.") -> SignalVersion:
    return services.correct_signal(
        actor=world.teacher,
        signal=signal,
        key=uuid7(),
        number=signal.versions.count(),
        reason="Op verzoek",
        text=SignalText(facts=facts),
    )


def test_request_of_a_parent_runs_four_weeks_from_today(world) -> None:
    request = file_request(world.parent, world.pupil)
    assert request.state == ParentRequest.State.RECEIVED
    assert (request.way, request.received_on) == ("portal", today())
    assert request.due_on == today() + timedelta(days=28)
    assert request.remind_on == today() + timedelta(days=14)
    assert Event.objects.filter(action=events.REQUEST_FILED).count() == 1


def test_letter_counts_from_the_day_on_which_it_came_in(world) -> None:
    request = take_in_request(world.teacher, world.pupil, days_ago=20)
    assert request.due_on == today() + timedelta(days=8)
    assert request.remind_on == today() + timedelta(days=5)
    assert request.guardian == parent_of(world.pupil)


def test_letter_of_tomorrow_did_not_come_in(world) -> None:
    with pytest.raises(Refused) as refusal:
        take_in_request(world.teacher, world.pupil, days_ago=-1)
    assert refusal.value.field == "received_on"


def test_same_form_twice_is_one_request(world) -> None:
    key = uuid7()
    first, again = (file_request(world.parent, world.pupil, key=key) for _number in range(2))
    assert first.pk == again.pk
    assert ParentRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "else"), ("text", "  "), ("way", "portal"), ("way", "else")]
)
def test_request_without_kind_text_or_way_is_refused(world, field: str, value: str) -> None:
    with pytest.raises(Refused) as refusal:
        take_in_request(world.teacher, world.pupil, **{field: value})
    assert refusal.value.field == field


@pytest.mark.parametrize("name", ["teacher", "af", "other_parent", "outsider"])
def test_only_a_parent_of_the_child_files_a_request(world, name: str) -> None:
    with pytest.raises(PermissionDenied):
        file_request(world.user(name), world.pupil)


@pytest.mark.parametrize(
    "ended",
    [
        {"gezag": False},
        {"portal_blocked": True},
        {"ends_on": today() - timedelta(days=1)},
        {"starts_on": today() + timedelta(days=1)},
    ],
)
def test_parent_without_running_gezag_files_nothing(world, ended: dict[str, Any]) -> None:
    guardian = parent_of(world.pupil)
    type(guardian).objects.filter(pk=guardian.pk).update(**ended)
    with pytest.raises(PermissionDenied):
        file_request(world.parent, world.pupil)


def test_letter_of_a_parent_whose_portal_is_blocked_counts(world) -> None:
    guardian = parent_of(world.pupil)
    guardian.portal_blocked = True
    guardian.save()
    assert take_in_request(world.teacher, world.pupil).guardian == guardian


def test_letter_of_somebody_without_gezag_is_refused(world) -> None:
    aunt = make_guardian(world.pupil, gezag=False)
    with pytest.raises(Refused) as refusal:
        take_in_request(world.teacher, world.pupil, guardian=aunt)
    assert refusal.value.field == "guardian"


def test_parent_asks_about_what_is_open_only(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with acting_as(world.parent), pytest.raises(Refused) as refusal:
        file_request(world.parent, world.pupil, about=about(signal))
    assert refusal.value.field == "about"
    opened(world, signal)
    with acting_as(world.parent):
        assert file_request(world.parent, world.pupil, about=about(signal)).signal_id == signal.pk


def test_staff_asks_about_entries_of_this_pupil_only(world) -> None:
    other = make_signal(world.colleague, world.second_pupil)
    with pytest.raises(Refused):
        take_in_request(world.teacher, world.pupil, about=about(other))
    contact = make_contact(world.teacher, world.pupil)
    assert take_in_request(world.teacher, world.pupil, about=about(contact)).contact == contact


@pytest.mark.parametrize("name", ["teacher", "colleague", "parent", "other_af", "beheerder"])
def test_only_af_and_manager_answer(world, name: str) -> None:
    request = file_request(world.parent, world.pupil)
    with pytest.raises(PermissionDenied):
        answer(world.user(name), request)


@pytest.mark.parametrize("outcome", ["partly", "refused"])
def test_refusal_gives_reasons(world, outcome: str) -> None:
    request = file_request(world.parent, world.pupil)
    with pytest.raises(Refused) as refusal:
        answer(world.af, request, outcome=outcome)
    assert refusal.value.field == "grounds"
    done = answer(world.af, request, outcome=outcome, grounds="Omdat het klopt.")
    assert (done.state, done.outcome, done.done_by) == ("answered", outcome, world.af)


def test_answer_without_words_is_none(world) -> None:
    request = file_request(world.parent, world.pupil)
    for field, value in [("outcome", "else"), ("answer", " ")]:
        with pytest.raises(Refused) as refusal:
            answer(world.af, request, **{field: value})
        assert refusal.value.field == field


def test_refusal_adds_the_parents_own_words_to_the_entry(world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil))
    request = file_request(world.parent, world.pupil, about=about(signal))
    done = refuse(world.af, request, add_view=True)
    view = ParentStatement.objects.get()
    assert (done.statement, view.signal, view.text) == (view, signal, request.text)
    assert view.guardian == request.guardian


def test_second_answer_is_told_who_answered_and_when(world) -> None:
    request = file_request(world.parent, world.pupil)
    answer(world.af, request)
    with pytest.raises(IllegalTransition) as refusal:
        refuse(world.manager, request)
    assert str(world.af) in str(refusal.value.message)
    request.refresh_from_db()
    assert request.outcome == "granted"
    assert answer(world.af, request).outcome == "granted"  # the same once more is a repeat


def test_who_wrote_the_text_does_not_answer_about_it(world) -> None:
    signal = make_signal(world.af, world.pupil)
    request = take_in_request(world.teacher, world.pupil, about=about(signal))
    with pytest.raises(Refused) as refusal:
        answer(world.af, request)
    assert str(world.manager) in str(refusal.value.message)
    assert answer(world.manager, request).done_by == world.manager


def test_author_answers_when_nobody_else_can_and_that_is_noted(world) -> None:
    signal = make_signal(world.af, world.pupil)
    request = take_in_request(world.teacher, world.pupil, about=about(signal))
    world.manager.memberships.update(ends_on=today() - timedelta(days=1))
    assert answer(world.af, request).done_by == world.af
    assert Event.objects.get(action=events.REQUEST_ANSWERED).detail["alone"] is True


def test_withdrawn_request_asks_nothing_any_more(world) -> None:
    request = file_request(world.parent, world.pupil)
    for _number in range(2):
        done = requests.withdraw_request(actor=world.parent, request=request)
    assert (done.state, done.done_on) == ("withdrawn", today())
    with pytest.raises(IllegalTransition):
        answer(world.af, request)


def test_co_parent_and_staff_withdraw_nothing(world) -> None:
    request = file_request(world.parent, world.pupil)
    other = make_guardian(world.pupil)
    for user in (other.user, world.af):
        with pytest.raises(PermissionDenied):
            requests.withdraw_request(actor=user, request=request)


def test_answered_request_is_not_withdrawn(world) -> None:
    request = answer(world.af, file_request(world.parent, world.pupil))
    with pytest.raises(IllegalTransition):
        requests.withdraw_request(actor=world.parent, request=request)


# What becomes of it


def granted(world: Any, kind: str = "correct") -> ParentRequest:
    signal = opened(world, make_signal(world.teacher, world.pupil))
    request = file_request(world.parent, world.pupil, about=about(signal), kind=kind)
    return answer(world.af, request)


def test_granted_correction_waits_until_a_version_carries_it_out(world) -> None:
    request = granted(world)
    assert not request.is_effected
    before = request.signal.versions.get()
    with pytest.raises(Refused):
        answers.link_version(actor=world.af, request=request, version=before)
    version = correct(world, request.signal)
    done = answers.link_version(actor=world.af, request=request, version=version)
    assert (done.version, done.is_effected) == (version, True)
    assert answers.link_version(actor=world.af, request=request, version=version).version == version


def test_version_of_another_signal_carries_out_nothing(world) -> None:
    request = granted(world)
    other = correct(world, make_signal(world.teacher, world.pupil))
    with pytest.raises(Refused):
        answers.link_version(actor=world.af, request=request, version=other)


def test_what_is_no_signal_is_carried_out_in_words_or_by_the_parents_view(world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    request = take_in_request(world.teacher, world.pupil, about=about(contact))
    answer(world.af, request)
    with pytest.raises(Refused):
        answers.carry_out(actor=world.af, request=request, key=uuid7(), what=" ")
    done = answers.carry_out(
        actor=world.af, request=request, key=uuid7(), what="De dag in het contact."
    )
    assert (done.carried_out_on, done.is_effected) == (today(), True)
    with pytest.raises(IllegalTransition):
        answers.carry_out(actor=world.af, request=request, key=uuid7(), what="Nog iets.")
    other = granted(world, "add")
    done = answers.carry_out(actor=world.af, request=other, key=uuid7(), add_view=True)
    assert done.statement is not None
    assert done.is_effected


def test_erasure_empties_every_version_and_what_parents_read(world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil, facts="kanarie een"))
    correct(world, signal, "kanarie twee")
    Draft.objects.create(
        school=world.school, pupil=world.pupil, author=world.teacher, form="correction",
        about=signal.pk, content="kanarie drie",
    )  # fmt: skip
    request = file_request(world.parent, world.pupil, about=about(signal), kind="erase")
    answer(world.af, request)
    with acting_as(world.af):
        for _number in range(2):
            done = answers.erase_entry(actor=world.af, request=request)
    assert done.erased_at is not None
    assert done.is_effected
    for version in SignalVersion.objects.filter(signal=signal):
        assert (version.facts, version.interpretation) == ("", "")
        assert version.erased_at is not None
    assert {one.content for one in Disclosure.objects.filter(signal=signal)} == {""}
    assert not Draft.objects.exists()
    assert Event.objects.filter(action=events.ENTRY_ERASED).count() == 1
    assert (done.text, done.answer) == (request.text, "We passen het aan.")


def test_erasure_of_a_contact_takes_every_correction_of_it_along(world) -> None:
    first = make_contact(world.teacher, world.pupil, about="kanarie een")
    last = ParentContact.objects.create(
        school=world.school, pupil=world.pupil, author=world.teacher, replaces=first,
        happened_on=today(), channel="phone", spoken_with="moeder", about="kanarie twee",
    )  # fmt: skip
    kept = make_contact(world.teacher, world.pupil, about="Iets anders.")
    request = take_in_request(world.teacher, world.pupil, about=about(last), kind="erase")
    answer(world.af, request)
    with acting_as(world.af):
        answers.erase_entry(actor=world.af, request=request)
    for contact in ParentContact.objects.exclude(pk=kept.pk):
        assert (contact.about, contact.spoken_with) == ("", "")
        assert contact.erased_at is not None
    kept.refresh_from_db()
    assert (kept.about, kept.erased_at) == ("Iets anders.", None)


def test_erasure_takes_the_files_with_it(world) -> None:
    from dossiers.models import Attachment
    from files.models import FileContent, StoredFile
    from tests.dossiers.attachments import attach

    signal = make_signal(world.teacher, world.pupil)
    [kept] = attach(world.teacher, make_signal(world.teacher, world.pupil))
    attach(world.teacher, signal)
    request = take_in_request(world.teacher, world.pupil, about=about(signal), kind="erase")
    answer(world.af, request)
    with acting_as(world.af):
        answers.erase_entry(actor=world.af, request=request)
    assert FileContent.objects.get().file == kept.file
    gone = StoredFile.objects.exclude(pk=kept.file_id).get()
    assert (gone.name, gone.sha256) == ("", "")
    assert Attachment.objects.count() == 2


def test_only_who_granted_the_erasure_erases(world) -> None:
    request = granted(world, "erase")
    with pytest.raises(Refused):
        answers.erase_entry(actor=world.manager, request=request)
    with pytest.raises(PermissionDenied):
        answers.erase_entry(actor=world.teacher, request=request)


def test_database_erases_nothing_that_was_not_granted_by_this_person(world) -> None:
    request = granted(world, "erase")
    waiting = take_in_request(world.teacher, world.pupil, kind="erase", about=about(request.signal))
    for user, one in [(world.manager, request), (world.parent, request), (world.af, waiting)]:
        refusal = pytest.raises(ProgrammingError)
        with acting_as(user), refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select app.erase(%s)", [one.pk])
    with acting_as(world.af), pytest.raises(ProgrammingError), transaction.atomic():
        ParentRequest.objects.filter(pk=request.pk).update(erased_at=timezone.now())
    assert SignalVersion.objects.get().facts


def test_refused_erasure_erases_nothing(world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil))
    request = file_request(world.parent, world.pupil, about=about(signal), kind="erase")
    refuse(world.af, request)
    with pytest.raises(IllegalTransition):
        answers.erase_entry(actor=world.af, request=request)


def test_erasure_of_the_whole_dossier_names_a_text_first(world) -> None:
    request = file_request(world.parent, world.pupil, kind="erase")
    with pytest.raises(Refused) as refusal:
        answer(world.af, request)
    assert refusal.value.field == "about"
    signal = make_signal(world.teacher, world.pupil)
    assert answer(world.af, request, about=about(signal)).signal == signal


def test_signal_of_a_meldcode_dossier_is_not_erased(world) -> None:
    from meldcode import services as meldcode
    from meldcode.services.steps import Pick

    signal = make_signal(world.teacher, world.pupil)
    case = meldcode.open_case(
        actor=world.af, key=uuid7(), pupil=world.pupil, cause="growing", reason="Het wordt erger."
    )
    pick = Pick(speaks="for")
    meldcode.gather_signals(actor=world.af, case=case, picks={signal.pk: pick})
    request = take_in_request(world.teacher, world.pupil, kind="erase", about=about(signal))
    with pytest.raises(Refused) as refusal:
        answer(world.af, request)
    assert refusal.value.field == "outcome"


def test_manager_of_two_hats_still_counts_as_another_answerer(world) -> None:
    second = make_user()
    make_member(second, world.school, Role.MANAGER)
    signal = make_signal(world.af, world.pupil)
    request = take_in_request(world.teacher, world.pupil, about=about(signal))
    with pytest.raises(Refused) as refusal:
        answer(world.af, request)
    assert str(second) in str(refusal.value.message)
