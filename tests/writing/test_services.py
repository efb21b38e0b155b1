"""Changing a board's words: by who keeps them, as versions, once, and with a trace."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from core.actors import SYSTEM
from core.context import acting_as
from core.errors import Conflict, Refused
from core.ids import uuid7
from schools.roles import Role
from tests.factories import World, make_school, make_user, make_wide_member
from writing import selectors, services
from writing.models import Word
from writing.querysets import boards_kept
from writing.services import WordValues

OWN = WordValues(kind="judging", term="Kribbig, kribbige", reason="Een  oordeel.", forms="KRIB*")


def add(world: World, actor: Any = None, key: Any = None, values: WordValues = OWN) -> Word:
    return services.add_word(
        actor=actor or world.manager, board=world.board, key=key or uuid7(), values=values
    )


def change(world: World, word: Word, **more: Any) -> Word:
    given: dict[str, Any] = {"actor": world.beheerder, "board": world.board, "key": uuid7()}
    values = WordValues(kind="avoid", term="kribbig", reason="Anders.")
    return services.change_word(**(given | {"seen": word, "values": values} | more))


def test_an_own_word_is_kept_tidy_and_counts_for_the_board_only(world: World) -> None:
    word = add(world)
    assert (word.term, word.forms, word.reason) == ("kribbig, kribbige", "krib*", "Een oordeel.")
    assert selectors.word_for(world.board, word.code) == word
    assert selectors.word_for(make_school().board, word.code) is None
    assert Event.objects.filter(action="writing.word_added", actor_id=world.manager.pk).exists()


def test_the_same_form_twice_is_one_word(world: World) -> None:
    key = uuid7()
    assert add(world, key=key) == add(world, key=key)
    with pytest.raises(Refused):
        add(world, actor=world.beheerder, key=key)


def test_a_word_that_is_there_is_not_added_again(world: World) -> None:
    for term in ("lui", "Lui", "LUI "):
        with pytest.raises(Refused) as refusal:
            add(world, values=WordValues(kind="judging", term=term, reason="Nog eens."))
        assert refusal.value.field == "term"


def test_a_word_of_another_script_is_a_word(world: World) -> None:
    word = add(world, values=WordValues(kind="avoid", term="كلمة", reason="Ook een woord."))
    assert word.code == f"w-{word.pk}"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("term", {"term": "  "}),
        ("term", {"term": "12"}),
        ("forms", {"forms": "kr*"}),
        ("unless", {"unless": "<b>"}),
        ("reason", {"reason": " \n"}),
    ],
)
def test_what_cannot_be_looked_for_is_refused_by_the_field(
    world: World, field: str, values: dict[str, str]
) -> None:
    given = {"kind": "judging", "term": "kribbig", "reason": "Een oordeel."} | values
    with pytest.raises(Refused) as refusal:
        add(world, values=WordValues(**given))
    assert refusal.value.field == field


def test_a_change_is_a_version_and_the_earlier_ones_stay(world: World) -> None:
    library = selectors.word_for(world.board, "lui")
    first = change(world, library, values=WordValues(kind="judging", term="lui", reason="Een."))
    second = change(world, first, values=WordValues(kind="avoid", term="lui", reason="Twee."))
    assert (first.number, second.number) == (1, 2)
    assert selectors.versions(world.board, "lui") == [second, first, library]
    assert selectors.version(world.board, "lui", first.pk) == first
    assert Event.objects.filter(action="writing.word_changed").count() == 2


def test_the_same_change_twice_is_one_version(world: World) -> None:
    key, lui = uuid7(), selectors.word_for(world.board, "lui")
    assert change(world, lui, key=key) == change(world, lui, key=key)


def test_who_saw_an_older_version_is_told(world: World) -> None:
    lui = selectors.word_for(world.board, "lui")
    change(world, lui)
    with pytest.raises(Conflict):
        change(world, lui, actor=world.manager)


def test_a_word_is_switched_off_and_on_with_a_trace(world: World) -> None:
    give = {"actor": world.manager, "board": world.board, "code": "lui"}
    off = services.switch_word(active=False, **give)
    assert services.switch_word(active=False, **give) == off
    on = services.switch_word(active=True, **give)
    assert (off.active, on.active, on.number) == (False, True, 2)
    codes = Event.objects.filter(action__startswith="writing.").values_list("action", flat=True)
    assert sorted(codes) == ["writing.word_switched_off", "writing.word_switched_on"]


@pytest.mark.parametrize(
    "who", ["teacher", "af", "bestuur", "contactpersoon", "parent", "outsider"]
)
def test_others_change_nothing(world: World, who: str) -> None:
    actor, lui = world.user(who), selectors.word_for(world.board, "lui")
    for attempt in (
        lambda: add(world, actor=actor),
        lambda: change(world, lui, actor=actor),
        lambda: services.switch_word(actor=actor, board=world.board, code="lui", active=False),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Word.objects.filter(board=world.board).exists()


def test_the_system_changes_no_board(world: World) -> None:
    with pytest.raises(PermissionDenied):
        services.switch_word(actor=SYSTEM, board=world.board, code="lui", active=False)


def test_who_keeps_another_board_keeps_this_one_not(world: World) -> None:
    elsewhere = make_school().board
    stranger = make_user()
    make_wide_member(stranger, elsewhere, Role.BEHEERDER)
    with pytest.raises(PermissionDenied):
        add(world, actor=stranger)
    assert list(boards_kept(stranger)) == [elsewhere]
    assert list(boards_kept(world.manager)) == [world.board]


def test_staff_read_the_words_of_their_board_and_postgres_holds_to_it(world: World) -> None:
    word = add(world)
    elsewhere = make_school()
    stranger = make_user()
    make_wide_member(stranger, elsewhere.board, Role.BEHEERDER)
    for user, sees in ((world.teacher, True), (world.beheerder, True), (stranger, False)):
        with acting_as(user):
            assert Word.objects.visible_to(user).filter(pk=word.pk).exists() is sees
            assert Word.objects.filter(pk=word.pk).exists() is sees
            assert Word.objects.filter(board=None).exists()
    with acting_as(world.outsider):
        assert not Word.objects.visible_to(world.outsider).filter(pk=word.pk).exists()


def test_postgres_takes_no_change_and_no_word_for_another_board(world: World) -> None:
    word = add(world)
    for statement in ("update writing_word set reason = 'x'", "delete from writing_word"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    elsewhere = make_school().board
    for board in (elsewhere, None):
        author = world.manager if board else None
        with acting_as(world.manager), pytest.raises(DatabaseError), transaction.atomic():
            Word.objects.create(
                board=board, code="x", kind="avoid", term="x", reason="X.", made_by=author
            )
    assert Word.objects.get(pk=word.pk).reason == "Een oordeel."
