"""Parents' views: added to the dossier or to one entry that is open to them, never changed (A1, R7)."""

from typing import Any

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from core import outbox
from core.context import acting_as
from core.errors import Refused
from core.ids import uuid7
from core.models import OutboxMessage
from dossiers.models import ParentRequest, ParentStatement
from dossiers.selectors.statements import (
    entries_read_by,
    entries_to_choose,
    statements_about,
    words_for_parent,
)
from dossiers.services.withholding import withhold_entry
from tests.dossiers.helpers import make_contact, make_signal
from tests.dossiers.rights import about, file_request, make_view, opened, take_in_view
from tests.factories import make_guardian


def notices(user: Any) -> list[str]:
    outbox.deliver_due()
    found = OutboxMessage.objects.filter(kind="mail", payload__user=user.pk).order_by("id")
    return [message.payload["notice"] for message in found]


def test_parent_adds_a_view_to_an_open_signal_and_the_staff_reads_it_there(world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil))
    with acting_as(world.parent):
        made = make_view(world.parent, world.pupil, about=about(signal))
    assert (made.way, made.signal_id, made.author) == ("portal", signal.pk, world.parent)
    assert list(statements_about(signal, world.teacher)) == [made]


def test_view_about_what_is_not_open_is_refused_as_if_it_did_not_exist(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with acting_as(world.parent), pytest.raises(Refused) as refusal:
        make_view(world.parent, world.pupil, about=about(signal))
    assert refusal.value.field == "about"


def test_view_about_what_was_withheld_again_is_refused(world) -> None:
    from datetime import timedelta

    from core.workdays import today

    signal = opened(world, make_signal(world.teacher, world.pupil))
    withhold_entry(
        actor=world.af, entry=signal, key=uuid7(), reason="Niet veilig.",
        review_on=today() + timedelta(days=30),
    )  # fmt: skip
    with acting_as(world.parent):
        assert entries_read_by(world.parent, world.pupil) == []
        with pytest.raises(Refused):
            make_view(world.parent, world.pupil, about=about(signal))


def test_view_on_paper_is_put_in_by_the_staff(world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    made = take_in_view(world.teacher, world.pupil, about=about(contact))
    assert (made.way, made.contact, made.author) == ("paper", contact, world.teacher)
    for name in ("colleague", "parent", "other_teacher"):
        with pytest.raises(PermissionDenied):
            take_in_view(world.user(name), world.pupil)


@pytest.mark.parametrize("name", ["teacher", "other_parent", "outsider"])
def test_nobody_but_a_parent_of_the_child_adds_a_view_in_the_portal(world, name: str) -> None:
    with pytest.raises(PermissionDenied):
        make_view(world.user(name), world.pupil)


def test_same_form_twice_is_one_view_and_without_words_it_is_none(world) -> None:
    key = uuid7()
    assert len({make_view(world.parent, world.pupil, key=key).pk for _number in range(2)}) == 1
    with pytest.raises(Refused) as refusal:
        make_view(world.parent, world.pupil, text=" ")
    assert refusal.value.field == "text"


@pytest.mark.parametrize("attack", ["update {} set way = 'mail'", "delete from {}"])
def test_view_cannot_be_changed_or_removed(world, attack: str) -> None:
    make_view(world.parent, world.pupil)
    refusal = pytest.raises((ProgrammingError, InternalError))
    with refusal as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format("dossiers_parentstatement"))
    assert isinstance(caught.value.__cause__, psycopg2.errors.InsufficientPrivilege)


def test_co_parent_gets_no_row_of_the_others_views_and_requests(world) -> None:
    other = make_guardian(world.pupil)
    make_view(world.parent, world.pupil)
    file_request(world.parent, world.pupil)
    for user, count in [(world.parent, 1), (other.user, 0), (world.other_parent, 0)]:
        with acting_as(user):
            assert ParentStatement.objects.all().count() == count
            assert ParentRequest.objects.all().count() == count
            assert ParentStatement.objects.of_parent(user).count() == count
            assert ParentRequest.objects.of_parent(user).count() == count


def test_database_takes_no_view_in_the_name_of_the_other_parent(world) -> None:
    other = make_guardian(world.pupil)
    with acting_as(world.parent), pytest.raises(ProgrammingError), transaction.atomic():
        ParentStatement.objects.create(
            school=world.school, pupil=world.pupil, guardian=other, way="portal", text="Nee.",
            author=world.parent,
        )  # fmt: skip
    file_request(world.parent, world.pupil)
    with acting_as(world.parent), pytest.raises(ProgrammingError), transaction.atomic():
        ParentRequest.objects.update(guardian=other)


def test_author_and_af_hear_of_a_view_and_the_mail_says_nothing(world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil))
    make_view(world.parent, world.pupil, about=about(signal), text="kanarie")
    assert notices(world.teacher) == notices(world.af) == ["dossiers.statement_added"]
    assert notices(world.manager) == notices(world.colleague) == []
    assert "kanarie" not in str(list(OutboxMessage.objects.values_list("payload", flat=True)))


def test_teacher_hears_of_a_view_about_the_whole_dossier(world) -> None:
    make_view(world.parent, world.pupil)
    assert notices(world.teacher) == notices(world.af) == ["dossiers.statement_added"]


def test_who_puts_a_view_in_hears_nothing_of_it(world) -> None:
    take_in_view(world.af, world.pupil)
    assert notices(world.af) == notices(world.beheerder) == []
    assert notices(world.teacher) == ["dossiers.statement_added"]


def test_lists_to_choose_from_hold_what_each_may_know(world) -> None:
    hidden, shown = (make_signal(world.teacher, world.pupil, days_ago=n) for n in (3, 1))
    opened(world, shown)
    contact = make_contact(world.teacher, world.pupil)
    staff = [value for value, _label in entries_to_choose(world.pupil, world.teacher)]
    assert staff == [f"contact:{contact.pk}", f"signal:{shown.pk}", f"signal:{hidden.pk}"]
    with acting_as(world.parent):
        [(value, label)] = entries_read_by(world.parent, world.pupil)
    assert value == f"signal:{shown.pk}"
    assert "Signaal" in label


def test_parent_is_told_what_it_was_about_only_while_it_is_open(world) -> None:
    contact = make_contact(world.teacher, world.pupil)
    made = take_in_view(world.teacher, world.pupil, about=about(contact))
    with acting_as(world.parent):
        row = ParentStatement.objects.of_parent(world.parent).select_related("pupil").get()
        assert words_for_parent(world.parent, [row]) == {made.pk: "Iets in het dossier"}
