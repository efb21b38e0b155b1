"""The list of contacts with parents, and a contact that is corrected by a new row (D6, D8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Disclosure, DisclosureTerm, ParentContact
from dossiers.selectors.contacts import Wanted, contact_list, contact_years
from tests.dossiers.helpers import make_contact, make_signal, open_dossier
from tests.dossiers.pages import queries_of, text_of, url
from tests.dossiers.talk_helpers import held, other_parent, parent_of
from tests.dossiers.test_talks import STRANGERS
from tests.factories import login

VALUES = {
    "happened_on": today(),
    "happened_at": None,
    "channel": "phone",
    "spoken_with": "moeder",
    "guardian": None,
    "about": "De jas.",
    "agreed": "",
    "signal": None,
}


def correct(world: Any, contact: ParentContact, **fields: Any) -> ParentContact:
    given: dict[str, Any] = {
        "actor": world.teacher,
        "key": uuid7(),
        "seen": contact.pk,
        "reason": "Het was vader",
        "values": VALUES | {"spoken_with": "vader"},
    }
    return services.correct_contact(contact=contact, **(given | fields))


def test_a_contact_waits_for_its_days_before_the_parent_reads_it(world) -> None:
    contact = make_contact(world.teacher, world.pupil, guardian=parent_of(world))
    assert DisclosureTerm.objects.open().get(contact=contact).decide is False


def test_a_signal_that_was_discussed_in_a_contact_opens_to_the_parents(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    make_contact(world.teacher, world.pupil, signal=signal, guardian=parent_of(world))
    assert Disclosure.objects.get(signal=signal).ground == "discussed"


def test_a_contact_is_with_a_parent_of_this_child(world) -> None:
    with pytest.raises(Refused) as refused:
        make_contact(world.teacher, world.pupil, guardian=world.foreign_pupil.guardians.get())
    assert refused.value.field == "guardian"


def test_a_correction_takes_its_place_once_and_the_earlier_text_stays(world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    key = uuid7()
    made = correct(world, contact, key=key)
    assert correct(world, contact, key=key).pk == made.pk
    contact.refresh_from_db()
    assert (contact.spoken_with, made.spoken_with, made.replaces_id) == (
        "moeder", "vader", contact.pk,
    )  # fmt: skip
    assert ParentContact.objects.count() == 2
    event = Event.objects.get(action="dossiers.contact_corrected")
    assert event.detail["fields"] == ["spoken_with"]
    assert list(DisclosureTerm.objects.open().values_list("contact", flat=True)) == [made.pk]


def test_two_who_correct_a_contact_at_once_do_not_overwrite_each_other(world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    made = correct(world, contact)
    with pytest.raises(Conflict):
        correct(world, contact, actor=world.af)
    again = correct(world, contact, seen=made.pk, values=VALUES | {"spoken_with": "oma"})
    assert again.replaces_id == made.pk


def test_a_correction_needs_a_reason_and_a_difference(world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    for wrong, field in [({"reason": " "}, "change_reason"), ({"values": VALUES}, None)]:
        with pytest.raises(Refused) as refused:
            correct(world, contact, **wrong)
        assert refused.value.field == field


@pytest.mark.parametrize("name", [*STRANGERS, "colleague"])
def test_only_its_author_and_casework_correct_a_contact(world, name: str) -> None:
    contact = make_contact(world.teacher, world.pupil)
    if name == "colleague":
        open_dossier(world.colleague, world.pupil)
    with pytest.raises(PermissionDenied):
        correct(world, contact, actor=world.user(name))
    assert correct(world, contact, actor=world.manager).author_id == world.manager.pk


def test_contacts_and_held_talks_stand_together_and_can_be_narrowed(world) -> None:
    father = other_parent(world)
    last_year = today() - timedelta(days=400)
    old = make_contact(world.teacher, world.pupil, happened_on=last_year)
    mine = make_contact(world.teacher, world.pupil, guardian=father)
    talk, _report = held(world)

    def found(**wanted: Any) -> set[Any]:
        page = contact_list(world.pupil, world.teacher, Wanted(**wanted))
        return {row.record.pk for row in page}

    assert found() == {old.pk, mine.pk, talk.pk}
    assert found(kind="talk") == {talk.pk}
    assert found(kind="contact") == {old.pk, mine.pk}
    assert found(guardian=father.pk) == {mine.pk}
    years = contact_years(world.pupil, world.teacher)
    assert found(year=years[0]) == {mine.pk, talk.pk}
    assert found(year=years[-1]) == {old.pk}


def test_the_list_shows_what_was_agreed_and_strikes_what_was_corrected(client, world) -> None:
    contact = make_contact(world.teacher, world.pupil, about="Over de jas & de tas.")
    correct(world, contact, values=VALUES | {"about": "Over de tas."})
    held(world)
    login(client, world.teacher)
    page = text_of(client.get(url("contacts", world.pupil.pk)))
    assert "<s>Over de jas &amp; de tas.</s>" in page
    assert "Over de tas." in page
    assert "Het was vader" in page
    assert "Noor gaat op tijd naar bed." in page


def test_an_empty_list_says_so_and_odd_filters_do_no_harm(client, world) -> None:
    login(client, world.teacher)
    address = url("contacts", world.pupil.pk)
    assert "Geen contacten om te tonen" in text_of(client.get(address))
    odd = {"kind": "x", "year": "'; drop", "parent": "<script>", "page": "99"}
    assert client.get(address, odd).status_code == 200


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(client, world) -> None:
    login(client, world.teacher)
    address = url("contacts", world.pupil.pk)
    make_contact(world.teacher, world.pupil)
    held(world)
    first = queries_of(client, address)
    for _number in range(2):
        correct(world, make_contact(world.teacher, world.pupil))
        held(world)
    assert queries_of(client, address) == first


def test_a_correction_by_the_page_keeps_the_text_and_shows_the_difference(client, world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    login(client, world.teacher)
    address = url("correct_contact", contact.pk)
    form = client.get(address).context["form"]
    correct(world, contact, actor=world.af, values=VALUES | {"about": "Van een collega."})
    sent = {name: form[name].value() for name in form.fields if form[name].value()}
    sent |= {"about": "Mijn eigen tekst.", "change_reason": "Beter zo"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Mijn eigen tekst." in page
    assert "Van een collega." in page
    again = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    again = {name: value for name, value in again.items() if value}
    assert client.post(address, again).status_code == 302
    assert ParentContact.objects.count() == 3
