"""Pages after the decision: the letter, the report, what was told, the help, aftercare, looking back, closing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from core import documents
from core.ids import uuid7
from core.models import Document
from core.workdays import today
from meldcode import letter, services
from meldcode.documents import LETTER
from meldcode.models import (
    Case,
    CaseDuty,
    Closure,
    Evaluation,
    Feedback,
    HelpPlan,
    MonitoringNote,
    Report,
    ReportLetter,
)
from meldcode.services.duties import Agreed
from meldcode.workflow import State
from schools.models import Partner
from tests.factories import login
from tests.meldcode import helpers

LETTER_WORDS = {"worry": "Blauwe plekken.", "told": "Moeder weet het.", "request": "Onderzoek dit."}
PLAN = {"who": "Het wijkteam.", "what": "Elke week.", "result": "Rust.", "measured": "Geen ruzie."}


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"meldcode:{name}", args=[case.pk, *more])


def send(client: Any, address: str, **data: Any) -> Any:
    return client.post(address, {"key": uuid7()} | data)


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def day(count: int) -> str:
    return str(today() + timedelta(days=count))


@pytest.fixture
def reported(world) -> Case:
    return helpers.case_in(world, State.REPORTED)


def test_the_page_of_the_report_offers_the_number_and_the_letter(client, world) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    Partner.objects.create(
        school=world.school, kind="veilig_thuis", name="Veilig Thuis Utrecht",
        phone="030 123 45 67", checked_on=today(),
    )  # fmt: skip
    login(client, world.manager)
    page = client.get(url("file_report", case))
    assert 'href="tel:08002000"' in page.content.decode()
    assert 'href="tel:0301234567"' in page.content.decode()
    assert "Er is nog geen brief" in words(page)
    assert url("letter", case) in page.content.decode()
    assert send(client, url("letter", case), seen=0, **LETTER_WORDS).status_code == 302
    assert "De brief is klaar" in words(client.get(url("file_report", case)))


def test_a_letter_that_a_colleague_overtook_keeps_what_was_typed(client, world) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    for who, seen in ((world.af, 0), (world.manager, 0)):
        login(client, who)
        answer = send(client, url("letter", case), seen=seen, **LETTER_WORDS | {"worry": str(who)})
    assert answer.status_code == 422
    assert str(world.manager) in answer.content.decode()
    assert ReportLetter.objects.get().author == world.af
    # Warned, they may send it again: it becomes the next version.
    again = send(client, url("letter", case), seen=1, **LETTER_WORDS)
    assert again.status_code == 302


@pytest.mark.parametrize("who", ["af", "manager"])
def test_the_letter_is_made_as_a_pdf_for_who_writes_it(client, world, who: str) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    login(client, world.user(who))
    send(client, url("letter", case), seen=0, **LETTER_WORDS)
    answer = client.post(url("letter_pdf", case), {"key": uuid7()})
    documents.make_waiting()
    made = Document.objects.get(kind=LETTER)
    assert answer["Location"].endswith(f"{made.pk}/")
    got = client.get(f"/documenten/{made.pk}/downloaden/")
    assert got["Content-Type"] == "application/pdf"
    assert world.pupil.last_name not in got["Content-Disposition"]
    assert Event.objects.filter(action="meldcode.letter_downloaded").count() == 1


def test_the_letter_takes_as_many_queries_for_one_child_and_signal_as_for_more(world) -> None:
    case = helpers.case_in(world, State.CONFIRMED)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            letter.context_for(Case.objects.get(pk=case.pk))
        return len(captured)

    few = count()
    services.add_pupil(actor=world.af, case=case, pupil=world.second_pupil)
    for _ in range(3):
        signal = helpers.make_signal(world.pupil, world.teacher)
        pick = services.steps.Pick("for")
        services.gather_signals(actor=world.af, case=case, picks={signal.pk: pick})
    # A first signal reads its versions; more of them read no more.
    assert count() <= few + 2


def test_what_veilig_thuis_told_is_written_with_its_agreements_in_one_form(
    client, world, reported
) -> None:
    login(client, world.af)
    sent = {
        "report": Report.objects.get().pk, "received_on": day(0), "route": "own",
        "content": "Het wordt onderzocht.", "parties": "De huisarts.", "monitor_on": day(14),
        "monitor_until": day(400), "what_1": "Bel.", "who_1": "De AF", "due_on_1": day(5),
        "what_3": "Praat.", "due_on_3": day(9),
    }  # fmt: skip
    half = send(client, url("feedback", reported), **sent | {"due_on_3": "", "who_2": "Iemand"})
    assert half.status_code == 422
    assert set(half.context["form"].errors) == {"due_on_3", "what_2", "due_on_2"}
    assert "Praat." in half.content.decode()
    assert not Feedback.objects.exists()
    assert send(client, url("feedback", reported), **sent).status_code == 302
    assert [d.what for d in CaseDuty.objects.filter(kind="agreement")] == ["Bel.", "Praat."]
    page = words(client.get(url("case", reported)))
    for text in ("De huisarts.", "Bel.", "Praat.", "Vastleggen dat het gedaan is"):
        assert text in page
    assert send(client, url("agreements", reported), what_1="x", due_on_1=day(3)).status_code == 302
    assert CaseDuty.objects.filter(kind="agreement").count() == 3
    assert send(client, url("agreements", reported)).status_code == 422


def test_with_two_reports_one_says_about_which_it_is(client, world, reported) -> None:
    services.weigh_again(actor=world.af, case=reported)
    helpers.weigh(world, reported, helpers.REPORTING)
    decision = helpers.propose(world, reported)
    services.confirm_decision(actor=world.manager, decision=decision)
    helpers.file_report(world, decision)
    login(client, world.af)
    form = client.get(url("feedback", reported)).context["form"]
    assert len(form.fields["report"].choices) == 2
    assert not form.fields["report"].widget.is_hidden


def test_an_agreement_is_recorded_as_done_from_its_own_page(client, world, reported) -> None:
    helpers.feedback(world, Report.objects.get(), agreements=(Agreed("Bel.", helpers.days(4)),))
    duty = CaseDuty.objects.get(kind="agreement")
    login(client, world.af)
    page = url("do_agreed", reported, duty.pk)
    assert "Bel." in words(client.get(page))
    assert send(client, page, happened_on=day(0), findings="").status_code == 422
    assert send(client, page, happened_on=day(0), findings="Gedaan.").status_code == 302
    assert MonitoringNote.objects.get().duty == duty
    assert "al klaar" in words(client.get(page))
    assert send(client, page, happened_on=day(0), findings="Nog eens.").status_code == 422
    other = CaseDuty.objects.get(kind="monitoring")
    assert client.get(url("do_agreed", reported, other.pk)).status_code == 404
    elsewhere = helpers.open_case(world, world.second_pupil)
    assert client.get(url("do_agreed", elsewhere, duty.pk)).status_code == 404


def test_the_help_is_planned_shown_and_asked_after(client, world) -> None:
    case = helpers.case_in(world, State.HELP_RUNNING)
    login(client, world.af)
    assert "nog geen plan" in words(client.get(url("case", case)))
    page = client.get(url("help_plan", case))
    assert "vraag 5" in words(page)
    late = {"what_1": "Bel.", "due_on_1": day(31)}
    assert send(client, url("help_plan", case), seen=0, **PLAN, **late).status_code == 422
    assert not HelpPlan.objects.exists()
    right = {"what_1": "Bel.", "due_on_1": day(10)}
    assert send(client, url("help_plan", case), seen=0, **PLAN, **right).status_code == 302
    shown = client.get(url("case", case))
    for text in (*PLAN.values(), "Bel.", "Vraag 5 beantwoorden"):
        assert text in words(shown)
    assert client.get(url("weigh", case)).context["asked"].value == "resultaat"


def test_without_help_the_page_of_the_plan_says_so(client, world, reported) -> None:
    login(client, world.af)
    assert "Dit kan nu niet" in words(client.get(url("help_plan", reported)))
    assert send(client, url("help_plan", reported), seen=0, **PLAN).status_code == 422


def test_a_case_is_closed_with_what_is_open_in_sight(client, world) -> None:
    case = helpers.case_in(world, State.MONITORING)
    login(client, world.af)
    row = {"what_1": "Bel de ouders.", "due_on_1": day(20)}
    assert send(client, url("aftercare", case), **row).status_code == 302
    look = {"happened_on": day(0), "spoken_with": "Moeder", "went_well": "Het bellen."}
    assert send(client, url("evaluate", case), **look).status_code == 302
    assert Evaluation.objects.get().spoken_with == "Moeder"
    page = words(client.get(url("close", case)))
    assert "Dit staat nog open" in page
    assert "Bel de ouders." in page
    refused = client.post(url("close", case), {"reason": "Het is veilig."})
    assert refused.status_code == 422
    assert "missing_ground" in refused.context["form"].errors
    sent = {"reason": "Het is veilig.", "missing_ground": "Oma belt."}
    assert client.post(url("close", case), sent).status_code == 302
    assert Closure.objects.get().missing_ground == "Oma belt."
    shown = words(client.get(url("case", case)))
    assert "Oma belt." in shown
    assert "zonder verslag" in shown
    assert client.post(url("reopen", case), {"reason": "Nieuwe zorg."}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.OPEN


def test_who_only_reads_gets_no_buttons(client, world, reported) -> None:
    helpers.feedback(world, Report.objects.get(), agreements=(Agreed("Bel.", helpers.days(4)),))
    login(client, world.manager)
    page = client.get(url("case", reported)).content.decode()
    for name in ("agreements", "evaluate", "help_plan", "aftercare"):
        assert url(name, reported) not in page
    assert url("letter", reported) in page
