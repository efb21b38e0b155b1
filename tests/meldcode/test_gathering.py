"""Gathering: what is new, what was changed since, what else the dossiers hold; talks that are taken over."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Refused
from core.ids import uuid7
from core.workdays import school_year_label, today
from dossiers.models import Signal
from meldcode import services
from meldcode.gathering import count_new, prefilled_talk, reported_talks, sources_of
from meldcode.models import CaseSignal, ParentTalk, TalkSkipped
from meldcode.reading import case_file
from meldcode.services.steps import Pick
from meldcode.views.steps import SIGNALS_SHOWN
from schools.models import Pupil
from tests.dossiers.disclosure import make_report
from tests.dossiers.helpers import correct, make_contact, make_follow_up
from tests.factories import login
from tests.meldcode import helpers


def url(name: str, case) -> str:
    return reverse(f"meldcode:{name}", args=[case.pk])


def gather(world, case, signal, speaks: str = "for") -> int:
    return services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick(speaks)})


def test_a_signal_that_was_looked_at_and_not_used_is_not_new_any_more(world) -> None:
    case = helpers.open_case(world)
    signal = helpers.make_signal(world.pupil, world.teacher)
    assert count_new(case_file(case), world.af) == 1
    assert gather(world, case, signal, "not_used") == 1
    file = case_file(case)
    assert count_new(file, world.af) == 0
    assert file.signals == []
    assert file.taken.signals
    helpers.make_signal(world.pupil, world.teacher)
    assert count_new(case_file(case), world.af) == 1


def test_new_signals_show_on_the_page_of_the_case_once_it_was_gathered(client, world) -> None:
    case = helpers.open_case(world)
    gather(world, case, helpers.make_signal(world.pupil, world.teacher))
    login(client, world.af)
    assert "nieuw sinds het verzamelen" not in client.get(url("case", case)).content.decode()
    helpers.make_signal(world.pupil, world.teacher)
    page = client.get(url("case", case)).content.decode()
    assert "1 signaal is nieuw sinds het verzamelen." in page
    assert "1 nieuw signaal" in page


def test_a_signal_that_was_corrected_says_so_until_it_is_gathered_again(client, world) -> None:
    case = helpers.open_case(world)
    signal = helpers.make_signal(world.pupil, world.teacher)
    gather(world, case, signal)
    assert not case_file(case).signals[0].changed_since
    correct(signal, world.teacher, facts="Het was de andere arm.")
    login(client, world.af)
    page = client.get(url("case", case)).content.decode()
    assert "gewijzigd sinds het verzamelen" in page
    assert "1 signaal is gewijzigd" in page
    assert gather(world, case, signal) == 1
    assert gather(world, case, signal) == 0
    assert not case_file(case).signals[0].changed_since


def test_the_signals_are_narrowed_by_year_and_to_what_is_new(client, world) -> None:
    case = helpers.open_case(world)
    seen = helpers.make_signal(world.pupil, world.teacher, "Gezien dit jaar.")
    gather(world, case, seen)
    helpers.make_signal(world.pupil, world.teacher, "Nieuw dit jaar.")
    old = Signal.objects.create(
        school=world.school, pupil=world.pupil, author=world.teacher,
        occurred_on=today() - timedelta(days=800), kinds=["injury"],
    )  # fmt: skip
    old.versions.create(
        school=world.school, author=world.teacher, number=1, facts="Van vroeger.",
        occurred_on=old.occurred_on, kinds=["injury"],
    )  # fmt: skip
    login(client, world.af)
    everything = client.get(url("gather", case)).content.decode()
    assert all(
        text in everything for text in ("Gezien dit jaar.", "Nieuw dit jaar.", "Van vroeger.")
    )
    new = client.get(url("gather", case) + "?nieuw=1").content.decode()
    assert "Nieuw dit jaar." in new
    assert "Van vroeger." in new
    assert "Gezien dit jaar." not in new
    year = school_year_label(old.occurred_on)
    past = client.get(url("gather", case) + f"?jaar={year}").content.decode()
    assert "Van vroeger." in past
    assert "Nieuw dit jaar." not in past
    sent = {f"speaks-{old.pk}": "for", f"note-{old.pk}": ""}
    assert client.post(url("gather", case) + f"?jaar={year}", sent).status_code == 302
    assert CaseSignal.objects.filter(case=case).count() == 2
    assert client.get(url("gather", case) + "?jaar=onzin").status_code == 200


def test_a_signal_that_came_while_the_form_was_open_stays_new(client, world) -> None:
    case = helpers.open_case(world)
    first = helpers.make_signal(world.pupil, world.teacher)
    helpers.make_signal(world.pupil, world.teacher)
    login(client, world.af)
    sent = {f"speaks-{first.pk}": "against", f"note-{first.pk}": ""}
    assert client.post(url("gather", case), sent).status_code == 302
    assert count_new(case_file(case), world.af) == 1


def names_on(page: str) -> list[str]:
    """Return the ids of the signals that a form asks about."""
    return re.findall(r'name="note-([-0-9a-f]{36})"', page)


def answers_to(names: list[str]) -> dict[str, str]:
    return {f"speaks-{name}": "for" for name in names} | {f"note-{name}": "" for name in names}


@pytest.mark.parametrize(("chosen", "following"), [("", "page=2"), ("?nieuw=1", "nieuw=1&page=1")])
def test_many_signals_come_in_parts_and_saving_goes_on(client, world, chosen, following) -> None:
    case = helpers.open_case(world)
    for _number in range(SIGNALS_SHOWN + 3):
        helpers.make_signal(world.pupil, world.teacher)
    login(client, world.af)
    first = client.get(url("gather", case) + chosen).content.decode()
    assert "Bewaar, en ga door met de volgende" in first
    # While the form was open a colleague logged one more, so that every part shifts.
    helpers.make_signal(world.pupil, world.teacher)
    shown = names_on(first)
    assert len(shown) == SIGNALS_SHOWN
    answer = client.post(url("gather", case) + chosen, answers_to(shown))
    assert answer["Location"] == f"{url('gather', case)}?{following}"
    assert CaseSignal.objects.filter(case=case).count() == SIGNALS_SHOWN
    rest = client.get(answer["Location"]).content.decode()
    assert "Bewaar wat ik verzamelde" in rest
    answer = client.post(answer["Location"], answers_to(names_on(rest)))
    assert answer["Location"] == url("case", case)


def test_talks_contacts_and_agreements_of_the_family_are_shown_beside(client, world) -> None:
    case = helpers.open_case(world)
    world.pupil.siblings.add(world.second_pupil)
    make_contact(world.teacher, world.pupil, about="Over het slapen.")
    make_contact(world.colleague, world.second_pupil, about="Over het broertje.")
    make_follow_up(world.teacher, world.pupil)
    report = make_report(world.teacher, world.pupil)
    login(client, world.af)
    page = client.get(url("gather", case)).content.decode()
    assert "Over het slapen." in page
    assert "Over het broertje." in page
    assert reverse("dossiers:talk", args=[report.talk_id]) in page
    sources = sources_of(case, world.af)
    assert len(sources.contacts) == 2
    assert len(sources.talks) == 1
    assert not sources_of(case, world.other_af)


def test_the_page_takes_as_many_queries_for_many_sources_as_for_one(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)

    def queries() -> int:
        helpers.make_signal(world.pupil, world.teacher)
        make_contact(world.teacher, world.pupil)
        make_follow_up(world.teacher, world.pupil)
        make_report(world.teacher, world.pupil)
        with CaptureQueriesContext(connection) as captured:
            client.get(url("gather", case))
        return len(captured)

    queries()
    assert queries() == queries()


def test_a_reported_talk_of_the_dossier_fills_in_the_form(client, world) -> None:
    case = helpers.open_case(world)
    report = make_report(world.teacher, world.pupil)
    assert [one.talk.pk for one in reported_talks(case, world.af)] == [report.talk_id]
    login(client, world.af)
    form = client.get(url("talk", case) + f"?uit={report.talk_id}").context["form"]
    assert form["told"].value() == report.discussed
    assert form["spoken_with"].value() == report.present
    assert form["happened_on"].value() == report.held_on
    child = client.get(url("child_talk", case) + f"?uit={report.talk_id}").context["form"]
    assert child["reaction"].value() == report.child_view
    for wrong in ("", "onzin", str(uuid7())):
        assert prefilled_talk(case, world.af, wrong) == {}


def test_the_talk_with_the_child_has_a_form_of_its_own(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    sent = {
        "key": uuid7(), "happened_on": today(), "spoken_with": "Het kind", "told": "Hoe gaat het?",
        "reaction": "Ik durf niet naar huis.",
    }  # fmt: skip
    for _again in range(2):
        assert client.post(url("child_talk", case), sent).status_code == 302
    [talk] = ParentTalk.objects.all()
    assert talk.partner == "child"
    assert not case_file(case).taken.talk
    page = client.get(url("case", case)).content.decode()
    assert "Gesprek met het kind" in page
    assert "Ik durf niet naar huis." in page


def test_from_twelve_years_on_the_talk_with_the_child_is_asked_for(client, world) -> None:
    case = helpers.open_case(world)
    assert not case_file(case).child_missing
    day = today()
    born = date(day.year - 12, day.month, min(day.day, 28))
    Pupil.objects.filter(pk=world.pupil.pk).update(birth_date=born)
    assert case_file(case).child_missing
    login(client, world.af)
    assert "is 12 jaar" in client.get(url("child_talk", case)).content.decode()
    assert "het gesprek met het kind moet nog" in client.get(url("case", case)).content.decode()
    services.skip_parent_talk(
        actor=world.af, case=case, key=uuid7(), partner="child", danger="Vader hoort het.",
        reason="Advies van Veilig Thuis.",
    )  # fmt: skip
    assert not case_file(case).child_missing
    assert not case_file(case).taken.talk


def test_skipping_the_talk_with_the_child_needs_the_danger_too(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    page = client.get(url("skip_child_talk", case))
    assert "Vraag eerst advies aan Veilig Thuis." in page.content.decode()
    sent = {"key": uuid7(), "danger": "", "reason": "x"}
    answer = client.post(url("skip_child_talk", case), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["danger"]
    sent = {"key": uuid7(), "danger": "Vader hoort het.", "reason": "Advies van Veilig Thuis."}
    assert client.post(url("skip_child_talk", case), sent).status_code == 302
    assert TalkSkipped.objects.get().partner == "child"


def test_a_case_conference_names_the_child_with_the_parents_only(world) -> None:
    case = helpers.open_case(world)
    with pytest.raises(Refused) as refused:
        helpers.consult(world, case, kind="conference", anonymous=False)
    assert refused.value.field == "consent"
    helpers.consult(world, case, kind="conference", anonymous=True)
    made = helpers.consult(
        world, case, kind="conference", anonymous=False, consent="Beide ouders doen mee.",
        next_steps="De IB'er belt het wijkteam.",
    )  # fmt: skip
    assert made.next_steps == "De IB'er belt het wijkteam."


def test_the_summary_that_was_used_is_of_this_case(world) -> None:
    case, other = helpers.open_case(world), helpers.open_case(world, world.second_pupil)
    text = "Een kind van 8 jaar."
    mine, theirs = (
        services.write_summary(actor=world.af, case=one, key=uuid7(), seen=0, text=text)
        for one in (case, other)
    )
    used = {"kind": "veilig_thuis", "file_number": "VT-3"}
    assert helpers.consult(world, case, summary=mine, **used).summary == mine
    with pytest.raises(Refused) as refused:
        helpers.consult(world, case, summary=theirs, **used)
    assert refused.value.field == "summary"


def test_open_questions_are_put_into_the_form(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    page = client.get(url("consult", case) + "?vraag=1&vraag=3&vraag=99&vraag=x")
    asked = page.context["form"]["asked"].value()
    assert len(asked.splitlines()) == 2
    assert client.get(url("consult", case)).context["form"]["asked"].value() == ""
    summary = services.write_summary(
        actor=world.af, case=case, key=uuid7(), seen=0, text="Een kind van 8 jaar."
    )
    chosen = client.get(url("consult", case) + f"?soort=veilig_thuis&samenvatting={summary.pk}")
    form = chosen.context["form"]
    assert (form["kind"].value(), form["anonymous"].value()) == ("veilig_thuis", True)
    wrong = client.get(url("consult", case) + "?soort=onzin&samenvatting=onzin")
    assert wrong.status_code == 200
