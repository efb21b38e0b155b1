"""The pages of a case take as many queries for one record of a kind as for two hundred."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.workdays import today
from meldcode.models import (
    AdviceFollowed,
    Analysis,
    AnonymousSummary,
    Case,
    CaseDuty,
    CaseQuestion,
    CaseSignal,
    Consultation,
    DeputyRequest,
    Evaluation,
    Feedback,
    HelpPlan,
    Involvement,
    MonitoringNote,
    ParentTalk,
    Report,
    ReportLetter,
    TalkSkipped,
)
from meldcode.workflow import State
from schools.grants import grant
from tests.factories import login, make_teacher
from tests.meldcode import helpers

FEW, MANY, MORE = 5, 200, 20  # signals, and records of every other kind


def numbered(world: Any, case: Case, number: int) -> None:
    """Add one version of what is kept in versions."""
    record = {"school": world.school, "case": case, "author": world.af, "number": number}
    Analysis.objects.create(signals="Moe.", **record)
    AnonymousSummary.objects.create(text="Een kind is moe.", **record)
    ReportLetter.objects.create(worry="Zorg.", request="Onderzoek.", told="Alles.", **record)
    HelpPlan.objects.create(
        decision=helpers.decision_of(case), who="Wijkteam", what="Bezoek", result="Rust",
        measured="Gesprek", **record,
    )  # fmt: skip


def records(world: Any, case: Case, report: Report) -> None:
    """Add one record of every other kind."""
    record = {"school": world.school, "case": case, "author": world.af}
    asked = Consultation.objects.create(
        happened_on=today(), kind="colleague", spoken_with="X", asked="X", advice="X", **record
    )
    AdviceFollowed.objects.create(consultation=asked, followed="yes", what="X", **record)
    for partner in ("parents", "child"):
        ParentTalk.objects.create(
            partner=partner, happened_on=today(), spoken_with="X", told="X", reaction="X", **record
        )
        TalkSkipped.objects.create(partner=partner, danger="X", reason="X", **record)
    word = Feedback.objects.create(
        report=report, received_on=today(), route="own", content="X", monitor_on=today(), **record
    )
    Evaluation.objects.create(happened_on=today(), spoken_with="X", went_well="X", **record)
    duty = {"school": world.school, "case": case, "due_on": today() + timedelta(days=9)}
    agreed = CaseDuty.objects.create(kind="agreement", what="X", feedback=word, **duty)
    CaseDuty.objects.create(kind="aftercare", what="X", **duty)
    CaseDuty.objects.create(kind="help_check", what="X", plan=case.helpplan_set.first(), **duty)
    MonitoringNote.objects.create(happened_on=today(), findings="X", duty=agreed, **record)
    CaseQuestion.objects.create(author=world.af, asked_of=world.teacher, question="X", **duty)


def people(world: Any, case: Case) -> None:
    """Shut somebody out, let somebody else read along, and have a deputy asked and named."""
    person, reader = make_teacher(world.school), make_teacher(world.school)
    Involvement.objects.create(
        school=world.school, case=case, author=world.af, person=person, kind="close", reason="X"
    )
    grant(
        actor=world.af, user=reader, permission="view_case", obj=case, reason="X",
        expires_on=today(),
    )  # fmt: skip
    DeputyRequest.objects.create(
        school=world.school, case=case, place="manager", cause="vacant", asked_by=world.af,
        due_on=today(), done_on=today(), done_by=world.bestuur, deputy=reader, until=today(),
    )  # fmt: skip


def signals(world: Any, case: Case, amount: int) -> None:
    record = {"school": world.school, "case": case, "author": world.af, "number": 1}
    for _n in range(amount):
        signal = helpers.make_signal(world.pupil, world.teacher)
        CaseSignal.objects.create(signal=signal, speaks="for", **record)


def fill(world: Any, case: Case, report: Report, start: int, stop: int) -> None:
    for number in range(start, stop):
        numbered(world, case, number)
        records(world, case, report)
    people(world, case)


def queries(client: Any, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("who", ["af", "manager"])
def test_a_case_page_takes_as_many_queries_for_five_signals_as_for_two_hundred(
    client: Any, world: Any, who: str
) -> None:
    case = helpers.case_in(world, State.REPORTED)
    report = Report.objects.get(case=case)
    signals(world, case, FEW)
    fill(world, case, report, 2, 2 + FEW)  # the first analysis is there
    login(client, world.user(who))
    address = reverse("meldcode:case", args=[case.pk])
    few = queries(client, address)
    signals(world, case, MANY - FEW)
    fill(world, case, report, 2 + FEW, 2 + MORE)
    assert CaseSignal.objects.filter(case=case).count() == MANY
    many = queries(client, address)
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few))[:5])
