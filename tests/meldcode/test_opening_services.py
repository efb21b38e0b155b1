"""A case opens from what is known (M2, M14), about one child or several (D7), and somebody may stay out (R1)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from core.context import acting_as
from core.errors import Refused
from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, CasePupil, CaseSignal, Involvement
from meldcode.opening import family_here, schools_of_family
from meldcode.services.cases import Asked, KeptOut, Start
from schools.models import Pupil
from tests.incidents.factories import make_incident
from tests.meldcode import helpers


def children(case: Case) -> list[Pupil]:
    links = CasePupil.objects.filter(case=case).select_related("pupil").order_by("created_at")
    return [link.pupil for link in links]


def incident_with(world: Any) -> Any:
    return make_incident(world, pupils={world.pupil: "befell"})


def test_a_signal_opens_a_case_and_is_gathered_as_one_that_supports_it(world: Any) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher)
    case = helpers.open_case(world, start=Start(signal=signal))
    assert (case.origin, case.origin_ref) == (Case.Origin.SIGNAL, signal.pk)
    gathered = CaseSignal.objects.get(case=case)
    assert (gathered.signal, gathered.speaks) == (signal, CaseSignal.Speaks.FOR)


def test_a_signal_of_a_child_in_a_running_case_is_gathered_there_once(world: Any) -> None:
    case = helpers.open_case(world)
    signal = helpers.make_signal(world.pupil, world.teacher)
    for _ in range(2):
        assert helpers.open_case(world, start=Start(signal=signal)) == case
    assert CaseSignal.objects.filter(case=case).count() == 1


def test_an_incident_opens_a_case_about_a_child_that_had_a_part_in_it(world: Any) -> None:
    incident = incident_with(world)
    case = helpers.open_case(world, start=Start(incident=incident.pk))
    assert (case.origin, case.origin_ref) == (Case.Origin.INCIDENT, incident.pk)


def test_an_incident_of_other_children_or_of_another_school_opens_none(world: Any) -> None:
    incident = incident_with(world)
    with pytest.raises(Refused):
        helpers.open_case(world, world.second_pupil, start=Start(incident=incident.pk))
    with pytest.raises(Refused):
        helpers.open_case(world, start=Start(incident=uuid7()))


def test_a_signal_of_another_child_opens_none(world: Any) -> None:
    signal = helpers.make_signal(world.second_pupil, world.teacher)
    with pytest.raises(Refused):
        helpers.open_case(world, start=Start(signal=signal))


def test_a_question_of_veilig_thuis_stands_before_the_reason(world: Any) -> None:
    asked = Asked(by="Veilig Thuis Noord", what="Hoe gaat het op school?")
    case = helpers.open_case(world, start=Start(asked=asked))
    assert case.origin == Case.Origin.VEILIG_THUIS
    assert "Hoe gaat het op school?" in case.reason
    assert case.reason.endswith("Zorg over thuis.")
    with pytest.raises(Refused) as refusal:
        helpers.open_case(world, world.second_pupil, start=Start(asked=Asked("x", " ")))
    assert refusal.value.field == "asked_what"


def test_brothers_and_sisters_of_the_school_are_in_the_case_from_the_start(world: Any) -> None:
    case = helpers.open_case(world, also=[world.second_pupil, world.pupil])
    assert children(case) == [world.pupil, world.second_pupil]


def test_a_child_of_another_school_is_not(world: Any) -> None:
    with pytest.raises(Refused) as refusal:
        helpers.open_case(world, also=[world.foreign_pupil])
    assert refusal.value.field == "also"
    assert not Case.objects.exists()


def test_a_hand_over_of_a_second_child_joins_the_running_case(world: Any) -> None:
    case = helpers.open_case(world, also=[world.second_pupil])
    hand_over = helpers.make_hand_over(world.second_pupil, world.colleague)
    assert helpers.open_case(world, world.second_pupil, hand_over=hand_over) == case


def test_a_child_is_in_one_running_case(world: Any) -> None:
    case = helpers.open_case(world)
    other = helpers.open_case(world, world.second_pupil)
    with pytest.raises(Refused):
        services.add_pupil(actor=world.af, case=case, pupil=world.second_pupil)
    with pytest.raises(IntegrityError), transaction.atomic():
        CasePupil.objects.create(
            case=case, school=world.school, author=world.af, pupil=world.second_pupil
        )
    assert children(other) == [world.second_pupil]


def test_a_second_child_that_is_in_another_case_stops_the_opening_by_its_field(world: Any) -> None:
    helpers.open_case(world, world.second_pupil)
    with pytest.raises(Refused) as refusal:
        helpers.open_case(world, also=[world.second_pupil])
    assert refusal.value.field == "also"


def test_who_is_involved_stays_out_from_the_first_moment(world: Any) -> None:
    kept = KeptOut((world.manager,), "accused", "De zorg gaat over de manager.")
    case = helpers.open_case(world, kept_out=kept)
    assert Involvement.objects.get(case=case).person == world.manager
    with acting_as(world.manager):
        assert not Case.objects.visible_to(world.manager).exists()


def test_nobody_is_kept_out_without_a_reason(world: Any) -> None:
    with pytest.raises(Refused) as refusal:
        helpers.open_case(world, kept_out=KeptOut((world.manager,), "accused", " "))
    assert refusal.value.field == "shut_out_reason"
    assert not Case.objects.exists()


@pytest.mark.parametrize("as_second_child", [False, True])
def test_who_is_kept_out_opens_no_case_and_learns_nothing(
    world: Any, as_second_child: bool
) -> None:
    case = helpers.open_case(
        world, world.second_pupil if as_second_child else world.pupil, also=[world.pupil]
    )
    services.shut_out_person(
        actor=world.manager, case=case, key=uuid7(), who=world.af, kind="close", reason="Buren."
    )
    world.af.__dict__.pop("_scope_of_request_shut_out", None)
    with acting_as(world.af), pytest.raises(Refused) as refusal:
        helpers.open_case(world, world.pupil)
    assert "zaak" not in str(refusal.value).lower()
    assert refusal.value.field is None
    assert Case.objects.count() == 1


def test_a_closed_case_of_which_a_child_is_in_another_one_stays_closed(world: Any) -> None:
    from meldcode.workflow import State

    closed = helpers.case_in(world, State.CLOSED)
    helpers.open_case(world)
    with pytest.raises(Refused):
        services.reopen_case(actor=world.af, case=closed, reason="Opnieuw zorg.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=closed.pk).update(state=State.OPEN)


def test_the_audit_says_how_many_children_and_from_what(world: Any) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher)
    helpers.open_case(world, start=Start(signal=signal), also=[world.second_pupil])
    detail = Event.objects.get(action="meldcode.case_opened").detail
    assert (detail["origin"], detail["children"]) == ("signal", 2)


def test_family_of_the_school_is_offered_and_of_another_school_only_its_name(world: Any) -> None:
    world.pupil.siblings.add(world.second_pupil, world.foreign_pupil)
    with acting_as(world.af):
        assert family_here([world.pupil], world.af) == [world.second_pupil]
        assert schools_of_family([world.pupil]) == [world.other_school.name]
