"""Who is kept out of a case and who takes a place in it (R1, R4, M8): services, mail, audit, the clock."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import add_workdays, today
from meldcode import events, services
from meldcode.models import Case, CaseGrant, DeputyRequest, Involvement
from meldcode.scope import holders_on
from meldcode.services.deputies import deputy_candidates
from meldcode.services.people import people_for_team, people_to_shut_out
from meldcode.services.people_clock import remind_people, watch_places
from meldcode.services.places import empty_places
from meldcode.workflow import State
from schools.grants import granted
from schools.models import Membership, Pupil, PupilGrant
from schools.roles import Role
from tests.factories import make_guardian, make_member, make_pupil, make_user
from tests.meldcode import helpers

Place, Cause = DeputyRequest.Place, DeputyRequest.Cause


@pytest.fixture
def case(world) -> Case:
    helpers.make_signal(world.pupil, world.teacher)
    return helpers.open_case(world)


def shut_out(actor, case, who, **fields) -> Involvement:
    values = {"kind": "close", "reason": "Bevriend met de familie.", "key": uuid7()}
    with acting_as(actor):
        return services.shut_out_person(actor=actor, case=case, who=who, **(values | fields))


def name(world, request, who, **fields) -> DeputyRequest:
    values = {"until": today() + timedelta(days=30)}
    with acting_as(world.bestuur):
        return services.name_deputy(
            actor=world.bestuur, request=request, who=who, **(values | fields)
        )


def mailed(notice: str) -> set[int]:
    rows = OutboxMessage.objects.filter(payload__notice=f"meldcode.{notice}")
    return {row.payload["user"] for row in rows}


def request_of(case: Case, place: str = Place.MANAGER) -> DeputyRequest:
    return DeputyRequest.objects.open().get(case=case, place=place)


def test_who_is_shut_out_is_recorded_with_kind_and_reason(world, case) -> None:
    row = shut_out(world.af, case, world.teacher, kind="accused", reason="De zorg gaat over hem.")
    assert (row.person, row.author, row.kind) == (world.teacher, world.af, "accused")
    event = Event.objects.filter(action=events.PERSON_SHUT_OUT).get()
    assert (event.actor_id, event.detail["person"]) == (world.af.pk, world.teacher.pk)
    assert event.object_id == str(case.pk)


def test_the_board_hears_without_names_that_somebody_is_kept_out(world, case) -> None:
    shut_out(world.af, case, world.teacher)
    assert mailed("shut_out") == {world.bestuur.pk}
    assert not DeputyRequest.objects.exists()


def test_the_same_form_twice_shuts_out_once(world, case) -> None:
    key = uuid7()
    first = shut_out(world.af, case, world.teacher, key=key)
    assert shut_out(world.af, case, world.teacher, key=key) == first
    assert Involvement.objects.count() == 1


@pytest.mark.parametrize("who", ["teacher", "other_af", "other_manager", "bestuur", "beheerder"])
def test_only_who_manages_the_people_shuts_somebody_out(world, case, who: str) -> None:
    with pytest.raises(PermissionDenied):
        shut_out(world.user(who), case, world.manager)


@pytest.mark.parametrize("who", ["outsider", "parent"])
def test_only_who_works_for_the_board_is_shut_out(world, case, who: str) -> None:
    with pytest.raises(Refused):
        shut_out(world.af, case, world.user(who))


def test_nobody_is_shut_out_twice_nor_without_a_reason(world, case) -> None:
    shut_out(world.af, case, world.teacher)
    with pytest.raises(Refused):
        shut_out(world.af, case, world.teacher)
    with pytest.raises(Refused):
        shut_out(world.af, case, world.colleague, reason=" ")


def test_stepping_back_closes_the_case_for_oneself(world, case) -> None:
    shut_out(world.manager, case, world.manager)
    with acting_as(world.manager):
        assert not Case.objects.exists()
        assert not Involvement.objects.exists()
    assert not Case.objects.visible_to(world.manager).exists()
    assert request_of(case).cause == Cause.INVOLVED


def test_shutting_out_ends_what_the_person_was_given_and_asked(world, case) -> None:
    until = today() + timedelta(days=9)
    services.give_access(
        actor=world.af, case=case, who=world.teacher, reason="Kent het kind.", expires_on=until
    )
    question = services.ask_colleague(
        actor=world.af, case=case, key=uuid7(), who=world.teacher, question="Wat zag je?",
        due_on=until,
    )  # fmt: skip
    shut_out(world.af, case, world.teacher)
    question.refresh_from_db()
    assert not CaseGrant.objects.exists()
    assert question.done_on == today()
    assert question.answer == ""


def test_shutting_out_the_only_manager_asks_the_board_by_the_next_working_day(world, case) -> None:
    shut_out(world.af, case, world.manager)
    request = request_of(case)
    assert request.due_on == add_workdays(today(), 1)
    assert mailed("deputy_asked") == {world.bestuur.pk}
    assert not mailed("shut_out")
    assert Event.objects.filter(action=events.DEPUTY_ASKED, actor_id=world.af.pk).count() == 1


def test_shutting_out_the_only_af_asks_for_an_af(world, case) -> None:
    shut_out(world.manager, case, world.af)
    assert request_of(case, Place.AF_HGKM).cause == Cause.INVOLVED
    assert not DeputyRequest.objects.filter(place=Place.MANAGER).exists()


def test_no_deputy_is_asked_while_another_manager_is_inside(world, case) -> None:
    make_member(make_user(), world.school, Role.MANAGER)
    shut_out(world.af, case, world.manager)
    assert not DeputyRequest.objects.exists()


def test_one_person_in_both_roles_cannot_fill_both_places(world, case) -> None:
    make_member(world.af, world.school, Role.MANAGER)
    shut_out(world.af, case, world.manager)
    assert request_of(case).place == Place.MANAGER


def test_without_bestuur_the_functioneel_beheerder_hears_it(world, case) -> None:
    world.bestuur.memberships.update(ends_on=today() - timedelta(days=1))
    shut_out(world.af, case, world.manager)
    rows = OutboxMessage.objects.filter(payload__notice="schools.vacant")
    assert {row.payload["user"] for row in rows} == {world.beheerder.pk}


def test_mail_about_people_names_nobody(world, case) -> None:
    shut_out(world.af, case, world.manager)
    name(world, request_of(case), world.other_manager)
    for row in OutboxMessage.objects.all():
        for secret in (world.pupil.last_name, world.manager.display_name, world.school.name):
            assert secret not in str(row.payload)


def test_let_back_in_by_somebody_else_with_a_reason(world, case) -> None:
    row = shut_out(world.af, case, world.manager)
    with acting_as(world.manager), pytest.raises(Case.DoesNotExist):
        services.let_back_in(actor=world.manager, involvement=row, reason="Ik wil weer mee.")
    with pytest.raises(Refused):
        services.let_back_in(actor=world.af, involvement=row, reason="  ")
    with acting_as(world.af):
        services.let_back_in(actor=world.af, involvement=row, reason="Het bleek iemand anders.")
        services.let_back_in(actor=world.af, involvement=row, reason="Nog een keer.")
    row.refresh_from_db()
    assert (row.ended_by, row.end_reason) == (world.af, "Het bleek iemand anders.")
    assert Case.objects.visible_to(world.manager).exists()
    request = DeputyRequest.objects.get(case=case)
    assert request.done_on == today()
    assert request.deputy is None


def test_who_was_let_back_in_can_be_shut_out_again(world, case) -> None:
    row = shut_out(world.af, case, world.teacher)
    services.let_back_in(actor=world.af, involvement=row, reason="Toch niet.")
    assert shut_out(world.af, case, world.teacher).pk != row.pk


def test_people_are_shut_out_from_the_first_moment_of_a_case(world, case) -> None:
    people = [world.manager, world.colleague]
    with acting_as(world.af):
        made = services.shut_out_at_opening(
            actor=world.af, case=case, people=people, kind="accused", reason="Het gaat over hen."
        )
    assert {row.person for row in made} == set(people)
    assert request_of(case)
    assert (
        services.shut_out_at_opening(
            actor=world.af, case=case, people=[], kind="accused", reason=""
        )
        == []
    )
    for wrong in ({"people": [world.af]}, {"people": [world.outsider]}, {"reason": ""}):
        values = {"people": [world.teacher], "kind": "close", "reason": "Vriend."} | wrong
        with pytest.raises(Refused):
            services.shut_out_at_opening(actor=world.af, case=case, **values)


# The case team


def test_a_colleague_of_the_board_reads_along_until_a_day(world, case) -> None:
    until = today() + timedelta(days=20)
    given = services.give_access(
        actor=world.manager, case=case, who=world.other_teacher, reason="Broer op mijn school.",
        expires_on=until,
    )  # fmt: skip
    assert Case.objects.visible_to(world.other_teacher).get() == case
    assert mailed("access_given") == {world.other_teacher.pk}
    with time_machine.travel(timezone.now() + timedelta(days=21)):
        assert not Case.objects.visible_to(world.other_teacher).exists()
    services.end_access(actor=world.manager, case=case, given_id=given.pk)
    services.end_access(actor=world.manager, case=case, given_id=given.pk)
    assert not Case.objects.visible_to(world.other_teacher).exists()


@pytest.mark.parametrize("who", ["outsider", "parent", "manager"])
def test_the_case_team_is_for_colleagues_without_a_part_in_it(world, case, who: str) -> None:
    """`parent` works here too, and is a parent of the child; `manager` is who gives it."""
    make_member(world.parent, world.school, Role.LEERKRACHT)
    with pytest.raises(Refused):
        services.give_access(
            actor=world.manager, case=case, who=world.user(who), reason="Meedenken.",
            expires_on=today(),
        )  # fmt: skip


def test_access_to_a_case_has_a_reason_and_a_day_within_a_year(world, case) -> None:
    for wrong in (
        {"reason": " "},
        {"expires_on": today() - timedelta(days=1)},
        {"expires_on": today() + timedelta(days=367)},
    ):
        values = {"who": world.teacher, "reason": "Meedenken.", "expires_on": today()} | wrong
        with pytest.raises(Refused):
            services.give_access(actor=world.af, case=case, **values)


def test_who_is_shut_out_cannot_be_let_in_as_team(world, case) -> None:
    shut_out(world.af, case, world.teacher)
    assert world.teacher not in people_for_team(case, world.af)
    assert world.teacher not in people_to_shut_out(case, world.af)


# Deputies


def test_the_board_names_a_deputy_in_the_managers_place(world, case) -> None:
    shut_out(world.af, case, world.manager)
    request = name(world, request_of(case), world.other_manager)
    assert (request.deputy, request.done_by) == (world.other_manager, world.bestuur)
    assert [user.pk for user in holders_on(case, "meldcode.confirm_decision")] == [
        world.other_manager.pk
    ]
    assert mailed("deputy_named") == {world.other_manager.pk}
    assert mailed("deputy_there") == {world.af.pk}
    event = Event.objects.get(action=events.DEPUTY_NAMED)
    assert event.actor_id == world.bestuur.pk
    assert not PupilGrant.objects.exists()


def test_the_bestuur_sees_no_case_before_during_or_after_naming(world, case) -> None:
    shut_out(world.af, case, world.manager)
    name(world, request_of(case), world.other_manager)
    with acting_as(world.bestuur):
        assert not Case.objects.exists()
        assert not Pupil.objects.exists()
        assert not Involvement.objects.exists()
        assert DeputyRequest.objects.count() == 1


def test_a_deputy_confirms_and_files_as_the_manager_would(world, case) -> None:
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    shut_out(world.af, case, world.manager)
    name(world, request_of(case), world.other_manager)
    decision = helpers.propose(world, case)
    deputy = world.other_manager
    with acting_as(deputy):
        services.confirm_decision(actor=deputy, decision=decision)
        services.file_report(actor=deputy, decision=decision, key=uuid7(), filing=helpers.filing())
    case.refresh_from_db()
    assert case.state == State.REPORTED


def test_a_deputy_of_the_af_reads_the_dossiers_until_the_same_day(world, case) -> None:
    sister = make_pupil(world.school)
    world.pupil.siblings.add(sister)
    shut_out(world.manager, case, world.af)
    deputy, until = world.other_af, today() + timedelta(days=10)
    name(world, request_of(case, Place.AF_HGKM), deputy, until=until)
    found = {row["content_object_id"] for row in granted(deputy, "view_dossier")}
    assert found == {world.pupil.pk, sister.pk}
    assert set(PupilGrant.objects.values_list("expires_on", flat=True)) == {until}
    with acting_as(deputy):
        services.record_analysis(
            actor=deputy, case=case, key=uuid7(), seen=0, answers={"signals": "Blauwe plek."}
        )


def test_shutting_out_a_deputy_closes_the_dossiers_too_and_asks_again(world, case) -> None:
    shut_out(world.manager, case, world.af)
    name(world, request_of(case, Place.AF_HGKM), world.other_af)
    with acting_as(world.other_af):
        assert shut_out(world.other_af, case, world.other_af)
    assert not CaseGrant.objects.exists()
    assert not PupilGrant.objects.exists()
    assert request_of(case, Place.AF_HGKM)


def test_candidates_are_of_other_schools_and_the_bestuur_and_not_involved(world, case) -> None:
    make_guardian(world.pupil, world.other_manager)
    shut_out(world.af, case, world.other_af)
    shut_out(world.af, case, world.manager)
    assert deputy_candidates(request_of(case)) == [world.bestuur]
    for who in (world.other_manager, world.other_af, world.manager, world.af, world.teacher):
        with pytest.raises(Refused):
            name(world, request_of(case), who)


def test_nobody_takes_both_places(world, case) -> None:
    shut_out(world.manager, case, world.af)
    name(world, request_of(case, Place.AF_HGKM), world.other_af)
    other = make_user()
    make_member(other, world.school, Role.AF_HGKM)
    shut_out(other, case, world.manager)
    candidates = deputy_candidates(request_of(case))
    assert world.other_af not in candidates
    assert world.other_manager in candidates


@pytest.mark.parametrize("who", ["af", "manager", "beheerder", "other_manager", "teacher"])
def test_only_the_bestuur_names_a_deputy(world, case, who: str) -> None:
    shut_out(world.af, case, world.colleague)
    request = services.places.ask_board(
        actor=world.af, case=case, place=Place.MANAGER, cause=Cause.VACANT
    )
    with pytest.raises(PermissionDenied):
        services.name_deputy(
            actor=world.user(who), request=request, who=world.other_manager, until=today()
        )


def test_a_shut_out_bestuurder_names_nobody(world, case) -> None:
    shut_out(world.af, case, world.bestuur)
    shut_out(world.af, case, world.manager)
    with pytest.raises(PermissionDenied):
        name(world, request_of(case), world.other_manager)
    assert not mailed("deputy_asked")
    with acting_as(world.bestuur):
        assert not DeputyRequest.objects.exists()


def test_naming_twice_is_once_and_another_one_is_refused(world, case) -> None:
    shut_out(world.af, case, world.manager)
    request = request_of(case)
    name(world, request, world.other_manager)
    name(world, request, world.other_manager)
    assert CaseGrant.objects.count() == 1
    assert Event.objects.filter(action=events.DEPUTY_NAMED).count() == 1
    with pytest.raises(IllegalTransition):
        name(world, request, world.bestuur)
    for wrong in (today() - timedelta(days=1), today() + timedelta(days=400)):
        with pytest.raises(Refused):
            services.prolong_deputy(actor=world.bestuur, request=request, until=wrong)


def test_a_deputy_is_prolonged_while_nothing_keeps_them_away(world, case) -> None:
    shut_out(world.af, case, world.manager)
    request = name(world, request_of(case), world.other_manager)
    later = today() + timedelta(days=200)
    with acting_as(world.bestuur):
        services.prolong_deputy(actor=world.bestuur, request=request, until=later)
        services.prolong_deputy(actor=world.bestuur, request=request, until=later)
    assert CaseGrant.objects.get().expires_on == later
    shut_out(world.af, case, world.other_manager)
    with pytest.raises(IllegalTransition):
        services.prolong_deputy(actor=world.bestuur, request=request, until=today())


# The clock


def test_a_grant_that_ends_while_the_case_runs_asks_again(world, case) -> None:
    shut_out(world.af, case, world.manager)
    name(world, request_of(case), world.other_manager, until=today() + timedelta(days=5))
    assert watch_places() == 0
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert watch_places() == 1
        assert watch_places() == 0
        assert request_of(case).cause == Cause.INVOLVED


def test_a_school_without_a_manager_asks_for_one_and_a_new_one_ends_the_request(
    world, case
) -> None:
    Membership.objects.filter(user=world.manager).update(ends_on=today() - timedelta(days=1))
    assert watch_places() == 1
    assert request_of(case).cause == Cause.VACANT
    make_member(make_user(), world.school, Role.MANAGER)
    assert watch_places() == 1
    assert not DeputyRequest.objects.open().exists()
    assert empty_places(case) == []


def test_a_closed_case_asks_nobody_any_more(world) -> None:
    case = helpers.case_in(world, State.CLOSED)
    shut_out(world.af, case, world.manager)
    assert not DeputyRequest.objects.exists()
    services.places.ask_board(actor=world.af, case=case, place=Place.MANAGER, cause=Cause.VACANT)
    assert watch_places() == 1
    assert not DeputyRequest.objects.open().exists()


def test_the_board_is_reminded_once_and_then_it_escalates_once(world, case) -> None:
    shut_out(world.af, case, world.manager)
    day = request_of(case).due_on
    assert remind_people(on=day - timedelta(days=1)) == 0
    for _again in range(2):
        remind_people(on=day)
    assert mailed("deputy_reminder") == {world.bestuur.pk}
    assert not mailed("deputy_late")
    for _again in range(2):
        remind_people(on=day + timedelta(days=1))
    assert mailed("deputy_late") == {world.bestuur.pk}
    assert mailed("board_late") == {world.beheerder.pk}
    kinds = Event.objects.filter(detail__kind="deputy").values_list("action", flat=True)
    assert sorted(kinds) == sorted([events.DUTY_REMINDED, events.DUTY_ESCALATED])


# Mail about a case


def test_mail_of_a_case_goes_to_the_deputy_and_not_to_who_is_shut_out(world, case) -> None:
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    shut_out(world.af, case, world.manager)
    name(world, request_of(case), world.other_manager)
    OutboxMessage.objects.all().delete()
    helpers.propose(world, case)
    assert mailed("proposed") == {world.other_manager.pk}


def test_mail_of_a_case_in_which_nobody_is_goes_to_the_board(world, case) -> None:
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    decision = helpers.propose(world, case)
    shut_out(world.af, case, world.manager)
    shut_out(world.af, case, world.af)
    OutboxMessage.objects.all().delete()
    from meldcode import notifications

    notifications.proposed(decision)
    notifications.confirmed(decision)
    assert mailed("nobody_inside") == {world.bestuur.pk}
    assert not mailed("confirmed")
