"""Contacts and talks are for the parents who were in them: parents of one child may live apart (R7)."""

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Conflict, Refused
from core.workdays import today
from dossiers import disclosure, services
from dossiers.models import Disclosure, DisclosureTerm
from dossiers.services.opening import open_due
from dossiers.services.terms import start_term
from tests.dossiers.disclosure import (
    make_agreement,
    make_report,
    make_row_of_contact,
    make_talk,
    noon,
)
from tests.dossiers.test_opening import DAYS, opened


def test_contact_opens_to_the_parent_it_was_with_and_to_no_other(world, guardian, other) -> None:
    contact = make_row_of_contact(world.teacher, world.pupil, guardian=guardian)
    start_term(pupil=world.pupil, entry=contact)
    with noon(DAYS):
        assert open_due(today()) == 1
    assert [view.about for view in opened(world.parent)] == ["Gym."]
    assert opened(other.user) == []


def test_contact_of_which_nobody_noted_the_parent_waits_for_a_person(
    world, guardian, other
) -> None:
    contact = make_row_of_contact(world.teacher, world.pupil)
    term = start_term(pupil=world.pupil, entry=contact)
    assert term is not None
    assert term.decide
    with pytest.raises(PermissionDenied):
        services.disclose_contact(actor=world.teacher, contact=contact)
    with pytest.raises(Refused):
        services.disclose_contact(actor=world.af, contact=contact)
    services.disclose_contact(actor=world.af, contact=contact, guardian=other)
    assert opened(world.parent) == []
    assert len(opened(other.user)) == 1


def test_only_parent_there_is_reads_a_contact_without_a_name(world, guardian) -> None:
    contact = make_row_of_contact(world.teacher, world.pupil)
    made = services.disclose_contact(actor=world.teacher, contact=contact)
    assert (made.guardian, made.ground) == (guardian, "discussed")
    assert services.disclose_contact(actor=world.teacher, contact=contact) == made


def test_only_af_and_manager_open_a_contact_to_the_other_parent(world, guardian, other) -> None:
    contact = make_row_of_contact(world.teacher, world.pupil, guardian=guardian)
    for more in ({"guardian": other}, {"for_all": True}):
        with pytest.raises(PermissionDenied):
            services.disclose_contact(actor=world.teacher, contact=contact, **more)
    made = services.disclose_contact(actor=world.manager, contact=contact, for_all=True)
    assert (made.guardian, made.ground) == (None, "decided")
    assert len(opened(other.user)) == 1


def test_contact_goes_to_no_parent_of_another_child(world) -> None:
    contact = make_row_of_contact(world.teacher, world.pupil)
    stranger = world.foreign_pupil.guardians.get()
    with pytest.raises(Refused):
        services.disclose_contact(actor=world.af, contact=contact, guardian=stranger)


def test_corrected_contact_takes_the_place_of_the_first(world, guardian) -> None:
    first = make_row_of_contact(world.teacher, world.pupil, guardian=guardian)
    start_term(pupil=world.pupil, entry=first)
    second = make_row_of_contact(
        world.teacher, world.pupil, guardian=guardian, replaces=first, change_reason="Dag."
    )
    start_term(pupil=world.pupil, entry=second)
    assert DisclosureTerm.objects.open().filter(contact=second).exists()
    assert not DisclosureTerm.objects.open().filter(contact=first).exists()
    services.disclose_contact(actor=world.teacher, contact=second)
    (view,) = opened(world.parent)
    assert (view.series, view.corrected) == (str(first.pk), True)
    assert first.series() == second.series() == [first.pk, second.pk]


def test_phone_numbers_and_addresses_of_mail_are_in_no_reading(world, guardian) -> None:
    contact = make_row_of_contact(
        world.teacher,
        world.pupil,
        guardian=guardian,
        about="Vader: 06-12345678, +31 6 1234 5678 of p.ouder@example.nl. Groep 5, 12 mei 2026.",
    )
    services.disclose_contact(actor=world.teacher, contact=contact)
    (view,) = opened(world.parent)
    assert "1234" not in view.about
    assert "example.nl" not in view.about
    assert "Groep 5, 12 mei 2026." in view.about


def test_report_goes_to_the_parents_of_the_talk_with_its_agreements(world, guardian, other) -> None:
    report = make_report(world.teacher, world.pupil, guardian, parents_view="Wij zien dat anders.")
    made = make_agreement(report.talk)
    services.disclose_report(actor=world.teacher, report=report)
    (view,) = opened(world.parent)
    assert view.parents_view == "Wij zien dat anders."
    assert [(one.what, one.owner, one.measure, one.day) for one in view.agreements] == [
        ("Op tijd naar bed.", "ouders", "uitgerust in de klas", made.due_on)
    ]
    assert opened(other.user) == []
    kept = Disclosure.objects.get(report=report)
    assert disclosure.dump(disclosure.reading_in(kept)) == kept.content


def test_who_was_not_in_the_talk_does_not_read_how_the_other_parent_sees_it(
    world, guardian, other
) -> None:
    report = make_report(world.teacher, world.pupil, guardian, parents_view="Wij zien dat anders.")
    with pytest.raises(PermissionDenied):
        services.disclose_report(actor=world.teacher, report=report, guardians=[other])
    services.disclose_report(actor=world.af, report=report, guardians=[other])
    (view,) = opened(other.user)
    assert view.parents_view == ""


def test_earlier_report_and_report_without_parents_are_refused(world, guardian) -> None:
    talk = make_talk(world.teacher, world.pupil)
    first = make_report(world.teacher, world.pupil, talk=talk)
    start_term(pupil=world.pupil, entry=first)
    second = make_report(world.teacher, world.pupil, talk=talk, change_reason="Aangevuld.")
    term = start_term(pupil=world.pupil, entry=second)
    assert DisclosureTerm.objects.open().get() == term
    assert term is not None
    assert term.decide
    with pytest.raises(Conflict):
        services.disclose_report(actor=world.af, report=first, for_all=True)
    with pytest.raises(Refused):
        services.disclose_report(actor=world.af, report=second)


def test_report_opens_to_its_parents_by_the_clock(world, guardian, other) -> None:
    report = make_report(world.teacher, world.pupil, guardian)
    start_term(pupil=world.pupil, entry=report)
    with noon(DAYS):
        assert open_due(today()) == 1
    assert len(opened(world.parent)) == 1
    assert opened(other.user) == []
