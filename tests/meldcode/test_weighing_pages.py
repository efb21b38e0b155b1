"""Pages of the weighing and the decision: the road, the norms, both grounds, the choice between two (M5, M6, M8)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, Decision
from meldcode.reading import case_file
from meldcode.weighing import Norm
from meldcode.workflow import State
from schools.grants import grant
from tests.factories import login, make_user
from tests.meldcode import helpers

WHY = "Veilig Thuis raadde het af, omdat het wijkteam er al mee bezig is."
WALKS = {
    "nothing": {},
    "no suspicion": helpers.NOTHING,
    "unsafe": helpers.REPORTING,
    "unsafe, walked on": helpers.REPORTING | {"hulp": "ja", "hulp_accepteren": "nee"},
    "help": helpers.HELPING,
}


def url(name: str, case: Case) -> str:
    return reverse(f"meldcode:{name}", args=[case.pk])


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def case(world):
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    return case


@pytest.mark.parametrize("walk", WALKS)
def test_the_road_shows_what_was_walked_and_where_it_ends(client, world, case, walk: str) -> None:
    answers = WALKS[walk]
    helpers.weigh(world, case, answers)
    road = case_file(case).road
    assert [stop.question for stop in road.stops if stop.row] == list(answers)
    ways = {
        "nothing": [],
        "no suspicion": ["left"],
        "unsafe": ["on", "left"],
        "unsafe, walked on": ["on", "left on", "on", "left"],
        "help": ["on", "on", "on", "on"],
    }[walk]
    walked = [
        " ".join(name for name in ("left", "on") if getattr(stop, name))
        for stop in road.stops
        if stop.row
    ]
    assert walked == ways
    login(client, world.manager)
    page = words(client.get(url("case", case)))
    assert str(road.ends) in page


def test_the_norms_say_what_they_mean_here(world, case) -> None:
    found = case_file(case).norms_here
    assert [here.norm for here in found] == list(Norm)
    assert not any(here.applies or here.rows for here in found)
    helpers.weigh(world, case, {"vermoeden": "ja", "veiligheid": "nee", "hulp": "nee"})
    first, second, third = case_file(case).norms_here
    assert (first.applies, second.applies, third.applies) == (False, True, False)
    assert [row.question for row in second.rows] == ["hulp"]
    assert first.rows
    assert not third.rows


def test_a_norm_that_was_reported_on_says_so(world) -> None:
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.weigh(world, case, helpers.REPORTING)
    plan = helpers.proposal(help=True, help_until=helpers.days(30))
    decision = helpers.propose(world, case, plan)
    services.confirm_decision(actor=world.manager, decision=decision)
    helpers.feedback(world, helpers.file_report(world, decision))
    helpers.weigh(world, case, {"hulp": "ja", "hulp_accepteren": "ja", "resultaat": "ja"})
    first = case_file(case).norms_here[0]
    assert (first.applies, first.reported) == (False, True)


def test_earlier_answers_stand_where_one_revises_and_earlier_rounds_on_the_path(
    client, world
) -> None:
    case = helpers.case_in(world, State.REPORTED)
    services.weigh_again(actor=world.af, case=case)
    helpers.answer(world, case, "vermoeden", "nee", reason="Nu niet meer.")
    login(client, world.af)
    page = client.get(url("weigh", case) + "?vraag=vermoeden")
    assert {row.reason for row in page.context["earlier"]} == {
        "Omdat vermoeden ja is.",
        "Nu niet meer.",
    }
    [past] = case_file(case).past_rounds
    assert past.number == 1
    assert [row.answer for row in past.given] == ["ja", "ja"]
    assert [decision.report for decision in past.decisions] == [True]
    assert "Omdat veiligheid ja is." in words(page)


def test_question_two_explains_its_words(client, world, case) -> None:
    helpers.answer(world, case, "vermoeden", "ja")
    login(client, world.af)
    page = words(client.get(url("weigh", case)))
    for term in ("Acuut", "Structureel", "Disclosure", "Twijfel"):
        assert term.lower() in page.lower()


def test_question_five_is_answered_from_the_page_while_help_runs(client, world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    login(client, world.af)
    page = client.get(url("weigh", case))
    assert page.context["form"].initial["question"] == "resultaat"
    sent = {"key": uuid7(), "seen": 4, "question": "resultaat", "answer": "ja", "reason": "Beter."}
    assert client.post(url("weigh", case), sent).status_code == 302
    case.refresh_from_db()
    assert case.state == State.OPEN
    assert url("propose", case) in client.get(url("weigh", case)).content.decode()


def test_without_a_question_the_page_leads_to_weighing_again(client, world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    login(client, world.af)
    assert url("weigh_again", case) in client.get(url("weigh", case)).content.decode()


def test_the_ground_of_the_manager_is_asked_only_for_a_departure(client, world, case) -> None:
    helpers.weigh(world, case, helpers.REPORTING)
    decision = helpers.propose(world, case, helpers.watching(deviation_ground=WHY))
    login(client, world.manager)
    page = client.get(url("decision", case))
    assert "confirm_ground" in page.context["form"].fields
    assert WHY in words(page)
    refused = client.post(url("decision", case), {"decision": decision.pk, "confirm_ground": " "})
    assert refused.status_code == 422
    assert "confirm_ground" in refused.context["form"].errors
    sent = {"decision": decision.pk, "confirm_ground": "Dat zie ik ook zo."}
    assert client.post(url("decision", case), sent).status_code == 302
    decision.refresh_from_db()
    assert decision.confirm_ground == "Dat zie ik ook zo."
    assert "Dat zie ik ook zo." in words(client.get(url("case", case)))


def test_a_faithful_proposal_is_confirmed_by_a_button(client, world) -> None:
    case = helpers.case_in(world, State.PROPOSED)
    login(client, world.manager)
    assert "confirm_ground" not in client.get(url("decision", case)).context["form"].fields


def test_a_short_reason_not_to_report_is_refused_by_the_field_and_kept(client, world, case) -> None:
    helpers.weigh(world, case, helpers.NOTHING)
    login(client, world.af)
    sent = {
        "key": uuid7(), "seen": 1, "report": "no", "report_reason": "Geen vermoeden.",
        "help": "no", "help_reason": "Niet nodig.", "monitor_on": helpers.days(30),
    }  # fmt: skip
    refused = client.post(url("propose", case), sent)
    assert refused.status_code == 422
    assert "hele zinnen" in str(refused.context["form"].errors["report_reason"])
    assert "Geen vermoeden." in refused.content.decode()


def test_the_whole_disagreement_by_forms(client, world) -> None:
    case = helpers.case_in(world, State.PROPOSED)
    first = helpers.decision_of(case)
    login(client, world.manager)
    shown = client.get(url("disagree", case)).context["form"]
    sent = {
        "key": uuid7(), "seen": shown.initial["seen"], "decision": first.pk, "report": "no",
        "report_reason": WHY, "help": "no", "help_reason": "Niet nodig.",
        "deviation_ground": WHY, "monitor_on": helpers.days(30),
    }  # fmt: skip
    assert client.post(url("disagree", case), sent).status_code == 302
    assert client.post(url("disagree", case), sent).status_code == 302
    counter = Decision.objects.get(counter_to=first)
    login(client, world.af)
    page = words(client.get(url("decision", case)))
    assert WHY in page
    assert "vervanger van het bestuur" in page
    deputy = make_user()
    grant(
        actor=world.bestuur, user=deputy, permission="settle_case", obj=case,
        reason="Beslist.", expires_on=helpers.days(9),
    )  # fmt: skip
    login(client, deputy)
    page = client.get(url("settle", case))
    assert [value for value, _text in page.context["form"].fields["chosen"].choices] == [
        str(first.pk), str(counter.pk),
    ]  # fmt: skip
    refused = client.post(url("settle", case), {"chosen": counter.pk, "ground": "Beter."})
    assert refused.status_code == 422
    assert "ground" in refused.context["form"].errors
    assert (
        client.post(url("settle", case), {"chosen": counter.pk, "ground": WHY}).status_code == 302
    )
    case.refresh_from_db()
    assert case.state == State.MONITORING
    again = client.post(url("settle", case), {"chosen": first.pk, "ground": WHY})
    assert again.status_code == 422


def test_pages_of_the_disagreement_say_so_when_the_case_stands_elsewhere(client, world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    login(client, world.manager)
    assert (
        "form method"
        not in client.get(url("disagree", case))
        .content.decode()
        .partition("<main")[2]
        .partition("</main")[0]
    )


def test_the_board_told_stands_on_the_case(client, world, case) -> None:
    login(client, world.af)
    assert "bevoegd gezag kreeg" not in words(client.get(url("weigh", case))).lower()
    helpers.answer(world, case, "vermoeden", "ja")
    assert "bevoegd gezag kreeg" in words(client.get(url("weigh", case))).lower()


@pytest.mark.parametrize("name", ["weigh", "decision"])
def test_a_page_takes_as_many_queries_for_one_round_as_for_three(client, world, name: str) -> None:
    case = helpers.case_in(world, State.REPORTED)
    login(client, world.af)

    def count() -> int:
        client.get(url(name, case))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(name, case)).status_code == 200
        return len(captured)

    services.weigh_again(actor=world.af, case=case)
    helpers.weigh(world, case, helpers.REPORTING)
    before = count()
    for _ in range(2):
        decision = helpers.propose(world, case)
        services.confirm_decision(actor=world.manager, decision=decision)
        helpers.file_report(world, decision)
        services.weigh_again(actor=world.af, case=case)
        helpers.weigh(world, case, helpers.REPORTING)
    assert count() == before
