"""Parents read what was opened to them, and nothing else of the school (A1, R7)."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from core.workdays import today
from dossiers.disclosure import dump, read_signal
from dossiers.models import (
    Disclosure,
    FollowUp,
    HandOver,
    Opening,
    ParentContact,
    Signal,
    SignalLink,
    SignalVersion,
)
from tests.factories import login, make_guardian, make_pupil, make_user
from writing.masking import NameTable

ENDINGS = {
    "without gezag": {"gezag": False},
    "blocked": {"portal_blocked": True},
    "ended": {"ends_on": today() - timedelta(days=1)},
    "not begun": {"starts_on": today() + timedelta(days=1)},
    "of nobody": {"user": None},
}


def make_signal(world, pupil=None, *, text: str = "", **narratives) -> Signal:
    pupil = pupil or world.pupil
    signal = Signal.objects.create(
        school=pupil.school,
        pupil=pupil,
        author=world.teacher,
        occurred_on=today(),
        kinds=["behaviour"],
    )
    narratives.setdefault("facts", text or "Zat stil in een hoek.")
    add_version(world, signal, 1, **narratives)
    return signal


def add_version(world, signal: Signal, number: int, **narratives) -> None:
    SignalVersion.objects.create(
        school=signal.school,
        signal=signal,
        number=number,
        author=world.teacher,
        occurred_on=signal.occurred_on,
        kinds=signal.kinds,
        **narratives,
    )


def disclose(world, signal: Signal) -> None:
    version = signal.versions.last()
    Disclosure.objects.create(
        school=signal.school,
        pupil=signal.pupil,
        signal=signal,
        version=version,
        author=world.af,
        content=dump(read_signal(version, NameTable())),
    )


def children_url() -> str:
    return reverse("portal:children")


def dossier_url(pupil) -> str:
    return reverse("portal:dossier", args=[pupil.pk])


def test_a_parent_reads_a_disclosed_signal_of_the_own_child(client, world) -> None:
    signal = make_signal(
        world, facts="Liep weg bij het buitenspelen.", agreement="Morgen een talk."
    )
    disclose(world, signal)
    login(client, world.parent)
    page = client.get(dossier_url(world.pupil)).content.decode()
    assert "Liep weg bij het buitenspelen." in page
    assert "Morgen een talk." in page
    assert "Mijn kind" in client.get(children_url()).content.decode()


def test_what_was_not_disclosed_is_not_there_and_not_counted(client, world) -> None:
    make_signal(world, facts="Nog niet geopend.")
    login(client, world.parent)
    page = client.get(dossier_url(world.pupil))
    assert b"Nog niet geopend." not in page.content
    assert list(page.context["page"]) == []
    assert client.get(children_url()).context["children"][0].entries == 0


def test_a_correction_is_read_only_after_it_was_opened_too(client, world) -> None:
    signal = make_signal(world, facts="Eerste lezing.")
    disclose(world, signal)
    add_version(world, signal, 2, facts="Tweede lezing.", change_reason="Fout gezien.")
    login(client, world.parent)
    page = client.get(dossier_url(world.pupil)).content.decode()
    assert "Eerste lezing." in page
    assert "Tweede lezing." not in page


def test_html_in_a_signal_is_shown_as_text(client, world) -> None:
    disclose(world, make_signal(world, facts="<script>alert(1)</script>"))
    login(client, world.parent)
    page = client.get(dossier_url(world.pupil)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("ending", ENDINGS)
def test_without_a_running_link_with_gezag_the_dossier_does_not_exist(
    client, world, ending: str
) -> None:
    disclose(world, make_signal(world))
    login(client, world.parent)
    assert client.get(dossier_url(world.pupil)).status_code == 200
    link = world.pupil.guardians.get()
    for name, value in ENDINGS[ending].items():
        setattr(link, name, value)
    link.save()
    assert client.get(dossier_url(world.pupil)).status_code == 404
    assert client.get(children_url()).status_code == 403
    assert reverse("portal:children") not in client.get(reverse("home:today")).content.decode()


def test_an_account_that_was_closed_reads_nothing(client, world) -> None:
    login(client, world.parent)
    world.parent.is_active = False
    world.parent.save()
    assert client.get(dossier_url(world.pupil)).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "teacher",
        "af",
        "manager",
        "bestuur",
        "beheerder",
        "contactpersoon",
        "other_parent",
        "outsider",
    ],
)
def test_nobody_else_finds_the_page_of_a_child(client, world, name: str) -> None:
    login(client, world.user(name))
    assert client.get(dossier_url(world.pupil)).status_code == 404
    assert client.get(dossier_url(world.pupil)).status_code != 200
    expected = 200 if name == "other_parent" else 403
    assert client.get(children_url()).status_code == expected


def test_a_child_that_does_not_exist_answers_as_one_that_is_not_yours(client, world) -> None:
    login(client, world.parent)
    unknown = client.get(reverse("portal:dossier", args=[uuid.uuid4()]))
    foreign = client.get(dossier_url(world.foreign_pupil))
    assert (unknown.status_code, foreign.status_code) == (404, 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_portal_only_reads(client, world, method: str) -> None:
    login(client, world.parent)
    for url in (children_url(), dossier_url(world.pupil)):
        assert getattr(client, method)(url).status_code == 405


def test_list_and_dossier_agree_for_every_parent_and_child(client, world) -> None:
    pupils = [world.pupil, world.second_pupil, world.foreign_pupil]
    both = make_guardian(world.pupil).user
    make_guardian(world.second_pupil, both)
    for parent in (world.parent, world.other_parent, both):
        login(client, parent)
        children = client.get(children_url()).context["children"]
        listed = {child.pupil.pk for child in children}
        opened = {one.pk for one in pupils if client.get(dossier_url(one)).status_code == 200}
        assert listed == opened


def test_every_look_is_in_the_log_of_the_child(client, world) -> None:
    login(client, world.parent)
    client.get(dossier_url(world.pupil))
    client.get(dossier_url(world.pupil))
    looks = Event.objects.about_pupil(world.pupil.pk).filter(action="portal.dossier_read")
    assert [event.actor_id for event in looks] == [world.parent.pk] * 2
    assert all(event.is_look and event.school_id == world.school.pk for event in looks)


def test_parents_of_one_child_do_not_see_each_other(client, world) -> None:
    other = make_user(name="Mede Ouder-Kanarie")
    make_guardian(world.pupil, other, email="kanarie-ouder@example.invalid", phone="0612345678")
    login(client, world.parent)
    for url in (children_url(), dossier_url(world.pupil), reverse("home:today")):
        page = client.get(url).content.decode()
        for text in ("Mede Ouder-Kanarie", "kanarie-ouder", "0612345678"):
            assert text not in page


def canaries_of(world) -> list[str]:
    """Put a unique text in every field of staff, and return those texts."""
    words = [f"KANARIE{n:02}" for n in range(20)]
    give = iter(words)
    school, pupil = world.school, world.pupil
    base = {"school": school, "pupil": pupil}
    for user in (world.teacher, world.colleague, world.af, world.manager):
        user.display_name = next(give)
        user.save()
    hidden = make_signal(
        world,
        place=next(give),
        facts=next(give),
        hearsay=next(give),
        hearsay_source=next(give),
        hearsay_consent=True,
        interpretation=next(give),
        action=next(give),
        agreement=next(give),
    )
    shown = make_signal(
        world,
        facts="Open tekst.",
        hearsay="Gehoord.",
        hearsay_source=next(give),
        hearsay_consent=True,
        others=next(give),
        change_reason=next(give),
    )
    disclose(world, shown)
    SignalLink.objects.create(
        school=school, later=hidden, earlier=shown, kind="refutes", author=world.af
    )
    ParentContact.objects.create(
        **base,
        author=world.teacher,
        happened_on=today(),
        channel="talk",
        signal=shown,
        spoken_with=next(give),
        about=next(give),
        agreed=next(give),
    )
    FollowUp.objects.create(
        **base, signal=shown, assignee=world.teacher, due_on=today(), what=next(give)
    )
    HandOver.objects.create(
        **base, author=world.teacher, reason=next(give), escalate_on=today()
    ).signals.add(shown)
    Opening.objects.create(
        school=school,
        pupil=pupil,
        user=world.colleague,
        purpose="signal",
        valid_until="2040-01-01T00:00Z",
    )
    return words


def crawl(client, start: str) -> dict[str, str]:
    """Return every page that a parent reaches by following links, as text by address."""
    seen: dict[str, str] = {}
    waiting = [start, children_url()]
    while waiting:
        url = waiting.pop()
        if url in seen or not url.startswith("/") or url.startswith(("/static/", "/account/")):
            continue
        response = client.get(url, follow=True)
        seen[url] = response.content.decode()
        links = seen[url].split('href="')[1:]
        waiting += [link.partition('"')[0].partition("#")[0] for link in links if link[0] == "/"]
    return seen


def test_no_text_of_staff_reaches_any_page_of_a_parent(client, world) -> None:
    words = canaries_of(world)
    login(client, world.parent)
    pages = crawl(client, reverse("home:today"))
    assert {children_url(), dossier_url(world.pupil)} <= set(pages)
    assert "Open tekst." in pages[dossier_url(world.pupil)]
    leaks = [(url, word) for url, page in pages.items() for word in words if word in page]
    assert leaks == []


def test_postgres_itself_shows_a_parent_none_of_it(world) -> None:
    from core.context import acting_as

    canaries_of(world)
    with acting_as(world.parent):
        assert Signal.objects.count() == 0
        assert Disclosure.objects.count() == 1
        assert ParentContact.objects.count() == 0
        assert FollowUp.objects.count() == 0
        assert HandOver.objects.count() == 0
        assert Opening.objects.count() == 0


def test_pages_take_as_many_queries_with_more_children_and_signals(client, world) -> None:
    login(client, world.parent)

    def counts() -> list[int]:
        found = []
        for url in (children_url(), dossier_url(world.pupil)):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        return found

    disclose(world, make_signal(world))
    counts()
    before = counts()
    for _ in range(3):
        disclose(world, make_signal(world))
        child = make_pupil(world.school, world.group)
        make_guardian(child, world.parent)
        disclose(world, make_signal(world, child))
    assert counts() == before


def test_sentences_for_parents_are_short() -> None:
    from babel.messages.pofile import read_po
    from django.conf import settings

    path = settings.BASE_DIR / "locale" / "portal" / "nl" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        texts = [
            text
            for message in read_po(file, locale="nl")
            for text in ([message.string] if isinstance(message.string, str) else message.string)
        ]
    sentences = [part for text in texts for part in text.replace("?", ".").split(".")]
    lengths = [len(sentence.split()) for sentence in sentences if sentence.strip()]
    assert max(lengths) <= 20
    assert sum(lengths) / len(lengths) <= 12
