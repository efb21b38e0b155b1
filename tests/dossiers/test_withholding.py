"""Keeping an entry from parents: with a reason, until a review, and without a trace for them (A4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from audit.models import Event
from core.context import acting_as
from core.errors import IllegalTransition, Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import due, events, services
from dossiers.models import Disclosure, DisclosureTerm, Signal, Withholding
from dossiers.services.opening import open_due
from dossiers.services.terms import start_term
from dossiers.services.withholding import escalate_reviews, remind_reviews
from tests.dossiers.disclosure import make_report, make_row_of_contact, noon, withhold
from tests.dossiers.helpers import make_signal
from tests.dossiers.pages import text_of, url
from tests.dossiers.test_opening import DAYS, notices, opened
from tests.factories import login, make_guardian, make_user


@pytest.fixture
def signal(world) -> Signal:
    return make_signal(world.teacher, world.pupil)


def rows_for(user: Any) -> int:
    """Return how many disclosures Postgres itself shows to a parent."""
    with acting_as(user):
        return Disclosure.objects.count()


def test_withheld_signal_does_not_open_and_its_term_ends(world, signal: Signal) -> None:
    kept = withhold(world.af, signal)
    assert not DisclosureTerm.objects.open().exists()
    with noon(60):
        assert open_due(today()) == 0
    assert Event.objects.get(action=events.WITHHELD).object_id == str(kept.pk)
    with pytest.raises(Refused):
        services.disclose_signal(actor=world.af, signal=signal, number=1)


def test_what_was_open_by_mistake_is_gone_at_once(world, signal: Signal) -> None:
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    assert rows_for(world.parent) == 1
    kept = withhold(world.manager, signal)
    assert rows_for(world.parent) == 0
    assert opened(world.parent) == []
    services.end_withholding(actor=world.af, withholding=kept, result="Veilig.", at_once=False)
    assert rows_for(world.parent) == 1


def test_correction_of_what_is_withheld_starts_no_term(world, signal: Signal) -> None:
    withhold(world.af, signal)
    services.correct_signal(
        actor=world.teacher,
        signal=signal,
        key=uuid7(),
        number=1,
        reason="Fout.",
        text=services.SignalText(facts="Anders."),
    )
    assert not DisclosureTerm.objects.open().exists()


def test_kept_from_one_parent_the_other_reads_it(world, signal: Signal, guardian) -> None:
    other = make_guardian(world.pupil, make_user())
    withhold(world.af, signal, other)
    assert DisclosureTerm.objects.open().exists()
    with noon(DAYS):
        open_due(today())
    assert rows_for(world.parent) == 1
    assert rows_for(other.user) == 0


@pytest.mark.parametrize("disclosed", ["before", "after"])
def test_report_is_kept_back_in_every_version(world, guardian, disclosed: str) -> None:
    first = make_report(world.teacher, world.pupil, guardian)
    services.disclose_report(actor=world.teacher, report=first)
    if disclosed == "after":
        withhold(world.af, first)
    second = make_report(world.teacher, world.pupil, talk=first.talk, change_reason="Aangevuld.")
    if disclosed == "before":
        withhold(world.af, second)
    assert start_term(pupil=world.pupil, entry=second) is None
    with pytest.raises(Refused):
        services.disclose_report(actor=world.af, report=second)
    assert rows_for(world.parent) == 0
    assert opened(world.parent) == []


@pytest.mark.parametrize("which", [0, 1, 2])
def test_contact_is_kept_back_with_all_its_corrections(world, guardian, which: int) -> None:
    contacts: list[Any] = []
    for number in range(3):
        before = contacts[-1] if contacts else None
        contact = make_row_of_contact(
            world.teacher, world.pupil, guardian=guardian, about=f"Nr {number}.", replaces=before
        )
        services.disclose_contact(actor=world.teacher, contact=contact)
        contacts.append(contact)
    assert rows_for(world.parent) == 3
    withhold(world.af, contacts[which])
    assert rows_for(world.parent) == 0
    assert opened(world.parent) == []


def test_skips_the_one_parent_of_a_talk_from_whom_it_is_kept(world, guardian) -> None:
    other = make_guardian(world.pupil, make_user())
    report = make_report(world.teacher, world.pupil, guardian, other)
    withhold(world.af, report, other)
    (made,) = services.disclose_report(actor=world.teacher, report=report)
    assert made.guardian == guardian


def test_same_form_twice_is_kept_back_once(world, signal: Signal) -> None:
    key = uuid7()
    assert withhold(world.af, signal, key=key) == withhold(world.af, signal, key=key)
    with pytest.raises(Refused):
        withhold(world.manager, signal)
    with pytest.raises(Refused):
        withhold(world.manager, signal, world.pupil.guardians.get())


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": "  "},
        {"review_on": today()},
        {"review_on": today() - timedelta(days=1)},
        {"review_on": today() + timedelta(days=184)},
    ],
)
def test_reason_and_a_review_within_half_a_year_are_needed(
    world, signal: Signal, fields: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        withhold(world.af, signal, **fields)


def test_parent_of_another_child_is_refused(world, signal: Signal) -> None:
    with pytest.raises(Refused):
        withhold(world.af, signal, world.foreign_pupil.guardians.get())


@pytest.mark.parametrize("name", ["teacher", "colleague", "other_af", "bestuur", "parent"])
def test_only_af_and_manager_keep_back_continue_and_end(world, signal: Signal, name: str) -> None:
    with pytest.raises(PermissionDenied):
        withhold(world.user(name), signal)
    kept = withhold(world.af, signal)
    with pytest.raises(PermissionDenied):
        services.end_withholding(actor=world.user(name), withholding=kept, result="x", at_once=True)
    with pytest.raises(PermissionDenied):
        services.continue_withholding(
            actor=world.user(name),
            withholding=kept,
            key=uuid7(),
            reason="x",
            review_on=today() + timedelta(days=5),
        )


def test_review_that_continues_keeps_both_rows_and_hides_on(world, signal: Signal) -> None:
    kept = withhold(world.af, signal)
    key = uuid7()
    given = {"key": key, "reason": "Nog niet veilig.", "review_on": today() + timedelta(days=20)}
    new = services.continue_withholding(actor=world.manager, withholding=kept, **given)
    assert services.continue_withholding(actor=world.manager, withholding=kept, **given) == new
    kept.refresh_from_db()
    assert (kept.outcome, kept.result, kept.done_by) == (
        "continued",
        "Nog niet veilig.",
        world.manager,
    )
    assert Withholding.objects.open().get() == new
    with pytest.raises(IllegalTransition):
        services.continue_withholding(
            actor=world.af, withholding=kept, **(given | {"key": uuid7()})
        )


@pytest.mark.parametrize("at_once", [True, False])
def test_review_that_ends_opens_at_once_or_after_the_days(
    world, signal: Signal, at_once: bool
) -> None:
    kept = withhold(world.af, signal)
    for _repeat in range(2):
        services.end_withholding(
            actor=world.af, withholding=kept, result="Het is veilig.", at_once=at_once
        )
        kept.refresh_from_db()
    assert kept.outcome == "opened"
    assert rows_for(world.parent) == int(at_once)
    assert DisclosureTerm.objects.open().exists() != at_once
    with noon(DAYS):
        open_due(today())
    assert rows_for(world.parent) == 1
    with pytest.raises(IllegalTransition):
        services.end_withholding(actor=world.manager, withholding=kept, result="y", at_once=True)


def test_end_without_what_it_came_to_is_refused(world, signal: Signal) -> None:
    kept = withhold(world.af, signal)
    with pytest.raises(Refused):
        services.end_withholding(actor=world.af, withholding=kept, result=" ", at_once=True)


def test_end_for_one_parent_opens_nothing_that_is_kept_from_all(
    world, signal: Signal, guardian
) -> None:
    one = withhold(world.af, signal, guardian)
    every = withhold(world.af, signal)
    services.end_withholding(actor=world.af, withholding=one, result="Klaar.", at_once=True)
    assert every.is_open
    assert not Disclosure.objects.exists()


def test_af_is_reminded_a_week_before_and_the_manager_told_after(world, signal: Signal) -> None:
    withhold(world.af, signal, review_on=today() + timedelta(days=30))
    with noon(22):
        assert remind_reviews(today()) == 0
    with noon(23):
        assert remind_reviews(today()) == 1
        assert remind_reviews(today()) == 0
        assert [item.kind for item in due.due_items(world.af)] == ["dossiers.parents_withheld"]
        assert due.due_items(world.manager) == []
    with noon(30):
        assert escalate_reviews(today()) == 0
    with noon(31):
        assert escalate_reviews(today()) == 1
        assert [item.kind for item in due.due_items(world.manager)] == ["dossiers.parents_withheld"]
    assert notices(world.af) == ["dossiers.withholding_review"]
    assert notices(world.manager) == ["dossiers.withholding_late"]


def test_parent_asks_postgres_and_gets_no_withholding_of_anybody(world, signal: Signal) -> None:
    withhold(world.af, signal)
    with acting_as(world.parent), connection.cursor() as cursor:
        assert Withholding.objects.count() == 0
        cursor.execute("select app.withheld_from(%s)", [world.other_parent.pk])
        assert cursor.fetchone()[0] == []


# pages


def test_teacher_reads_that_it_is_kept_back_but_not_why(client, world, signal: Signal) -> None:
    withhold(world.af, signal, reason="Geheime kanarie-reden.")
    login(client, world.teacher)
    for page in (url("signal", signal.pk), url("dossier", world.pupil.pk)):
        text = text_of(client.get(page))
        assert "Achtergehouden" in text
        assert "kanarie" not in text
    preview = text_of(client.get(url("disclose_signal", signal.pk)))
    assert "kanarie" not in preview


def test_af_keeps_back_reviews_and_ends_on_the_pages(client, world, signal: Signal) -> None:
    login(client, world.af)
    page = url("withhold_signal", signal.pk)
    assert client.get(page).status_code == 200
    given = {"key": uuid7(), "reason": "Gevaar.", "review_on": today() + timedelta(days=9)}
    answer = client.post(page, given)
    assert answer.status_code == 302, text_of(answer)
    kept = Withholding.objects.get()
    assert "Gevaar." in text_of(client.get(answer["Location"]))
    again = {
        "key": uuid7(),
        "choice": "continue",
        "reason": "Nog.",
        "review_on": given["review_on"],
    }
    assert client.post(answer["Location"], again).status_code == 302
    assert Withholding.objects.count() == 2
    kept = Withholding.objects.open().get()
    ended = {"key": uuid7(), "choice": "at_once", "reason": "Veilig."}
    assert client.post(url("withholding", kept.pk), ended).status_code == 302
    assert rows_for(world.parent) == 1


def test_review_that_continues_needs_a_day(client, world, signal: Signal) -> None:
    kept = withhold(world.af, signal)
    login(client, world.af)
    given = {"key": uuid7(), "choice": "continue", "reason": "Nog.", "review_on": ""}
    answer = client.post(url("withholding", kept.pk), given)
    assert answer.status_code == 422
    assert "review_on" in answer.context["form"].errors


def test_list_shows_what_opens_waits_and_is_kept_of_the_own_school(client, world) -> None:
    soon = make_signal(world.teacher, world.pupil)
    waits = make_signal(world.teacher, world.pupil, kinds=["violence"])
    withhold(world.af, make_signal(world.teacher, world.pupil, kinds=["debt"]))
    make_signal(world.other_teacher, world.foreign_pupil)
    login(client, world.af)
    page = url("parents_reading")
    assert [line.entry for line in client.get(page, {"part": "soon"}).context["page"]] == [soon]
    assert [line.entry for line in client.get(page, {"part": "decide"}).context["page"]] == [waits]
    assert len(client.get(page, {"part": "withheld"}).context["page"]) == 1
    assert len(client.get(page, {"part": "nonsense"}).context["page"]) == 1
    login(client, world.teacher)
    assert client.get(page).status_code == 403


def test_list_takes_as_many_queries_for_one_as_for_many(client, world) -> None:
    from django.test.utils import CaptureQueriesContext

    login(client, world.af)

    def counts() -> list[int]:
        found = []
        for part in ("soon", "decide", "withheld"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url("parents_reading"), {"part": part}).status_code == 200
            found.append(len(captured))
        return found

    def more() -> None:
        make_signal(world.teacher, world.pupil)
        make_signal(world.teacher, world.pupil, kinds=["violence"])
        withhold(world.af, make_signal(world.teacher, world.pupil))
        contact = make_row_of_contact(world.teacher, world.pupil)
        start_term(pupil=world.pupil, entry=contact)
        withhold(world.af, make_report(world.teacher, world.pupil))

    more()
    counts()
    before = counts()
    for _number in range(3):
        more()
    assert counts() == before


def test_writer_previews_a_contact_and_a_report_and_the_af_opens_them(
    client, world, guardian
) -> None:
    contact = make_row_of_contact(world.teacher, world.pupil, about="Zoë 't Hoen duwde.")
    report = make_report(world.teacher, world.pupil, guardian)
    for name, entry in (("disclose_contact", contact), ("disclose_report", report)):
        login(client, world.teacher)
        assert client.get(url(name, entry.pk)).status_code == 200
        assert client.post(url(name, entry.pk), {"number": 1}).status_code == 403
        login(client, world.af)
        sent = client.post(url(name, entry.pk), {"number": 1, "reader": str(guardian.pk)})
        assert sent.status_code == 302, text_of(sent)
    assert rows_for(world.parent) == 2
    assert opened(world.parent)[0].about == "Een ander kind duwde."
