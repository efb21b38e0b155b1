"""Pages of the Meldcode: what each role gets, forms that keep what was typed, queries, the log of looking."""

import re
import sys
import zlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from core import documents, pdf
from core.ids import uuid7
from core.workdays import today
from dossiers.models import HandOver
from meldcode import services
from meldcode.models import (
    Analysis,
    Case,
    CaseDuty,
    Consultation,
    Decision,
    Feedback,
    MonitoringNote,
    ParentTalk,
    Report,
    TalkSkipped,
    WeighingAnswer,
)
from meldcode.reading import gathered
from meldcode.services.steps import Pick
from meldcode.workflow import State
from schools.grants import grant
from schools.roles import Role
from tests.factories import login, make_member, make_pupil
from tests.meldcode import helpers

ON_A_CASE = (
    "case", "add_pupil", "gather", "analyse", "consult", "talk", "skip_talk", "weigh", "propose",
    "decision", "return", "file_report", "feedback", "monitor", "weigh_again", "close", "reopen",
    "rapportage",
)  # fmt: skip
READ_BY_GRANT = {"case", "decision"}
FOR_MANAGER = {"case", "decision", "return", "file_report"}
FOR_AF = set(ON_A_CASE) - {"return", "file_report"}


def url(name: str, case: Case) -> str:
    return reverse(f"meldcode:{name}", args=[case.pk])


def post(client, address: str, **data):
    data.setdefault("key", uuid7())
    return client.post(address, data)


@pytest.fixture
def case(world):
    helpers.make_signal(world.pupil, world.teacher)
    return helpers.case_in(world, State.PROPOSED)


@pytest.mark.parametrize("name", ON_A_CASE)
def test_each_page_opens_for_whom_it_is_and_refuses_others(client, world, case, name: str) -> None:
    expected = dict.fromkeys(("teacher", "colleague", "bestuur", "beheerder", "parent"), 404)
    expected |= dict.fromkeys(("other_af", "other_manager", "other_teacher", "outsider"), 404)
    expected["af"] = 200 if name in FOR_AF else 403
    expected["manager"] = 200 if name in FOR_MANAGER else 403
    for who, status in expected.items():
        login(client, world.user(who))
        assert client.get(url(name, case)).status_code == status, who


def test_lists_open_for_casework_only(client, world) -> None:
    for who, status in {"af": 200, "manager": 200, "teacher": 403, "bestuur": 403}.items():
        login(client, world.user(who))
        assert client.get(reverse("meldcode:cases")).status_code == status
    login(client, world.manager)
    assert client.get(reverse("meldcode:find_pupil")).status_code == 403


def test_list_and_detail_agree_for_every_role(client, world, case) -> None:
    for who in ("teacher", "af", "manager", "bestuur", "other_af", "other_manager", "outsider"):
        user = world.user(who)
        login(client, user)
        listed = Case.objects.visible_to(user).filter(pk=case.pk).exists()
        assert (client.get(url("case", case)).status_code == 200) is listed, who


def test_row_level_security_and_visible_to_agree_for_every_role(world, case) -> None:
    from core.context import acting_as

    helpers.case_in(world, State.MONITORING, world.second_pupil)

    for who in (
        "teacher",
        "af",
        "manager",
        "bestuur",
        "beheerder",
        "parent",
        "other_af",
        "outsider",
    ):
        user = world.user(who)
        with acting_as(user):
            for owned in (Case, CaseDuty):
                assert list(owned.objects.all()) == list(owned.objects.visible_to(user)), who
            for model in (Analysis, Decision, WeighingAnswer, ParentTalk, Consultation):
                assert model.objects.exists() is (who in {"af", "manager"}), (who, model)


def test_a_grant_on_one_case_lets_somebody_read_that_case_until_its_day(
    client, world, case
) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher, "Gezien door de leraar.")
    services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for")})
    other = helpers.open_case(world, world.second_pupil)
    given = grant(
        actor=world.manager, user=world.outsider, permission="view_case", obj=case,
        reason="Denkt mee.", expires_on=today(),
    )  # fmt: skip
    login(client, world.outsider)
    page = client.get(url("case", case))
    assert page.status_code == 200
    assert "Gezien door de leraar." in page.content.decode()
    assert client.get(reverse("meldcode:cases")).status_code == 200
    assert client.get(url("case", other)).status_code == 404
    for name in set(ON_A_CASE) - READ_BY_GRANT:
        assert client.get(url(name, case)).status_code == 403, name
    type(given).objects.filter(pk=given.pk).update(expires_on=today() - timedelta(days=1))
    assert client.get(url("case", case)).status_code == 404


def test_the_whole_story_by_forms(client, world) -> None:
    signal = helpers.make_signal(world.pupil, world.teacher)
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    login(client, world.af)
    assert "van Dijk" in client.get(reverse("meldcode:cases")).content.decode()
    take = reverse("meldcode:take_over", args=[hand_over.pk])
    assert client.get(take).status_code == 200
    done = post(client, take, cause="growing", reason="De zorg groeit.")
    case = Case.objects.get()
    assert done.url == url("case", case)
    assert HandOver.objects.get().state == "taken"
    speaks = {f"speaks-{signal.pk}": "for", f"note-{signal.pk}": "Past erbij."}
    assert post(client, url("gather", case), **speaks).status_code == 302
    assert gathered(case)[0].note == "Past erbij."
    assert post(client, url("analyse", case), seen=0, signals="Plekken.").status_code == 302
    assert post(
        client, url("consult", case), kind="veilig_thuis", happened_on=today(), anonymous="on",
        file_number="VT-9", spoken_with="VT", asked="Wat nu?", advice="Praat met ouders.",
    ).status_code == 302  # fmt: skip
    assert post(
        client, url("talk", case), happened_on=today(), spoken_with="Moeder", told="x", reaction="y"
    ).status_code == 302  # fmt: skip
    for number, (question, given) in enumerate(
        {"vermoeden": "ja", "veiligheid": "twijfel"}.items()
    ):
        assert client.get(url("weigh", case)).status_code == 200
        answered = post(
            client, url("weigh", case), question=question, answer=given, reason="Zo.", seen=number
        )
        assert answered.status_code == 302
    assert client.get(url("propose", case)).context["form"].initial["report"] == "yes"
    proposed = post(
        client, url("propose", case), seen=2, report="yes", report_reason="Onveilig.", help="no",
        help_reason="Eerst melden.",
    )  # fmt: skip
    assert proposed.status_code == 302
    login(client, world.manager)
    page = client.get(url("decision", case))
    for text in ("Onveilig.", "VT-9", "Moeder", "Past erbij.", "Plekken."):
        assert text in page.content.decode()
    decision = Decision.objects.get()
    assert client.post(url("decision", case), {"decision": decision.pk}).status_code == 302
    filed = post(
        client, url("file_report", case), filed_on=today(), filed_time="00:00", child_told="young",
        parents_told_on=today(),
    )  # fmt: skip
    assert filed.status_code == 302
    login(client, world.af)
    heard = post(
        client, url("feedback", case), report=Report.objects.get().pk, received_on=today(),
        route="own", content="Onderzoek.", monitor_on=today() + timedelta(days=9),
    )  # fmt: skip
    assert heard.status_code == 302
    monitored = post(
        client, url("monitor", case), happened_on=today(), findings="Rustig.",
        next_on=today() + timedelta(days=30),
    )  # fmt: skip
    assert monitored.status_code == 302
    closing = {"reason": "Veilig.", "missing_ground": "Wat nog ontbreekt, doet de opvolger."}
    assert post(client, url("close", case), **closing).status_code == 302
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert post(client, url("reopen", case), reason="Nieuw.").status_code == 302
    assert Feedback.objects.count() == MonitoringNote.objects.count() == 1


def test_the_manager_returns_a_proposal_by_form(client, world, case) -> None:
    login(client, world.manager)
    decision = Decision.objects.get()
    empty = client.post(url("return", case), {"decision": decision.pk, "return_reason": ""})
    assert empty.status_code == 422
    done = client.post(url("return", case), {"decision": decision.pk, "return_reason": "Wacht."})
    assert done.status_code == 302
    decision.refresh_from_db()
    assert decision.return_reason == "Wacht."


def test_the_proposer_who_is_manager_too_is_told_why_not_to_confirm(client, world, case) -> None:
    make_member(world.af, world.school, Role.MANAGER)
    login(client, world.af)
    page = client.get(url("decision", case)).content.decode()
    assert 'name="decision"' not in page
    refused = client.post(url("decision", case), {"decision": Decision.objects.get().pk})
    assert refused.status_code == 422
    assert "zelf" in refused.content.decode()
    assert Decision.objects.get().state == "proposed"


@pytest.mark.parametrize("who", ["af", "teacher", "other_manager"])
def test_a_form_of_somebody_else_confirms_nothing(client, world, case, who: str) -> None:
    login(client, world.user(who))
    answer = client.post(url("decision", case), {"decision": Decision.objects.get().pk})
    assert answer.status_code in {403, 404, 422}
    assert Decision.objects.get().state == "proposed"


def test_two_managers_that_confirm_are_told_what_happened(client, world, case) -> None:
    make_member(world.colleague, world.school, Role.MANAGER)
    decision = Decision.objects.get()
    services.confirm_decision(actor=world.manager, decision=decision)
    login(client, world.colleague)
    answer = client.post(url("decision", case), {"decision": decision.pk})
    assert answer.status_code == 422
    assert Event.objects.filter(action="meldcode.decision_confirmed").count() == 1


def test_a_decision_of_another_case_is_not_confirmed_through_this_one(client, world, case) -> None:
    other = helpers.case_in(world, State.PROPOSED, world.second_pupil)
    login(client, world.manager)
    theirs = Decision.objects.get(case=other)
    assert client.post(url("decision", case), {"decision": theirs.pk}).status_code == 422
    assert client.post(url("decision", case), {"decision": "geen"}).status_code == 422
    theirs.refresh_from_db()
    assert theirs.state == "proposed"


def test_a_stale_answer_keeps_what_was_typed_and_can_be_sent_again(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    helpers.answer(world, case, "vermoeden", "nee")
    typed = {"question": "vermoeden", "answer": "ja", "reason": "Mijn lange tekst.", "key": uuid7()}
    stale = client.post(url("weigh", case), typed | {"seen": 0})
    assert stale.status_code == 422
    assert "Mijn lange tekst." in stale.content.decode()
    assert stale.context["form"]["seen"].value() == "1"
    assert client.post(url("weigh", case), typed | {"seen": 1}).status_code == 302


BAD = {
    "html": "<script>alert(1)</script>",
    "long": "x" * 100_000,
    "control": "a\x00b",
    "arabic": "مرحبا 't Hoen",
}


@pytest.mark.parametrize("text", BAD)
def test_hostile_text_is_kept_as_text_or_refused_by_the_field(client, world, text: str) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    data = {"happened_on": today(), "spoken_with": "x", "told": BAD[text], "reaction": "x"}
    answer = post(client, url("talk", case), **data)
    refused = text in {"long", "control"}
    assert answer.status_code == (422 if refused else 302)
    assert ParentTalk.objects.exists() is not refused
    page = client.get(url("case", case)).content.decode()
    assert "<script>alert" not in page


def test_dates_that_cannot_be_are_refused(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    data = {"spoken_with": "x", "told": "x", "reaction": "x"}
    for day in (today() + timedelta(days=1), "1812-01-01", "gisteren", ""):
        assert post(client, url("talk", case), happened_on=day, **data).status_code == 422
    assert not ParentTalk.objects.exists()


def test_a_form_without_token_changes_nothing(world) -> None:
    from django.test import Client

    case = helpers.open_case(world)
    strict = Client(enforce_csrf_checks=True)
    login(strict, world.af)
    data = {"danger": "x", "reason": "y", "key": uuid7()}
    assert strict.post(url("skip_talk", case), data).status_code == 403
    assert not TalkSkipped.objects.exists()


def test_a_form_sent_twice_is_one_record(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)
    data = {"danger": "x", "reason": "y", "key": uuid7()}
    for _ in range(2):
        assert client.post(url("skip_talk", case), data).status_code == 302
    assert TalkSkipped.objects.count() == 1


def test_a_page_says_so_when_the_case_stands_elsewhere(client, world, case) -> None:
    login(client, world.af)
    for name in ("weigh", "propose", "monitor", "close", "reopen", "weigh_again", "feedback"):
        page = client.get(url(name, case))
        assert page.status_code == 200
        assert 'class="form"' not in page.content.decode(), name


def test_every_look_at_a_case_is_logged_and_refusals_too(client, world, case) -> None:
    login(client, world.af)
    client.get(url("case", case))
    client.get(url("weigh", case))
    looks = Event.objects.filter(action="meldcode.case_viewed", object_id=str(case.pk))
    assert [event.actor_id for event in looks] == [world.af.pk, world.af.pk]
    login(client, world.teacher)
    client.get(url("case", case))
    assert Event.objects.filter(action="audit.not_found", actor_id=world.teacher.pk).exists()


def test_a_teacher_follows_the_own_hand_over_without_the_deliberation(client, world) -> None:
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    address = reverse("meldcode:hand_over_status", args=[hand_over.pk])
    login(client, world.teacher)
    assert client.get(address).status_code == 200
    case = helpers.open_case(world, hand_over=hand_over, reason="Geheime afweging.")
    helpers.take_steps(world, case)
    page = client.get(address).content.decode()
    for secret in ("Geheime afweging.", "Blauwe plekken.", str(case.pk), "Wat wij zien."):
        assert secret not in page
    for who in ("colleague", "bestuur", "other_af", "parent", "outsider"):
        login(client, world.user(who))
        assert client.get(address).status_code == 404, who
    take = reverse("meldcode:take_over", args=[hand_over.pk])
    login(client, world.teacher)
    assert client.get(take).status_code == 403


def test_the_rapportage_is_a_tagged_pdf_and_every_download_is_logged(client, world, case) -> None:
    assert pdf.available()
    login(client, world.af)
    texts = {"subject": "Zorg", "description": "Kort.", "involved": "Kind", "remarks": "Geen."}
    assert post(client, url("rapportage", case), **texts).status_code == 302
    asked = client.post(url("rapportage_pdf", case), {"key": uuid7()})
    assert documents.make_waiting() == 1
    answer = client.get(f"{asked['Location']}downloaden/")
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    assert "Dijk" not in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in unpacked(answer.content)
    events = Event.objects.filter(action="meldcode.rapportage_downloaded")
    assert [event.actor_id for event in events] == [world.af.pk]


def test_without_pango_the_page_says_so_instead_of_breaking(
    client, world, case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    login(client, world.af)
    asked = client.post(url("rapportage_pdf", case), {"key": uuid7()})
    documents.make_waiting()
    assert "Pango" in client.get(asked["Location"]).content.decode()


def test_no_narrative_stands_readable_in_the_database(client, world) -> None:
    canary = "Kanarie-7f3a"
    case = helpers.open_case(world, reason=canary)
    signal = helpers.make_signal(world.pupil, world.teacher)
    services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for", canary)})
    helpers.analyse(world, case, signals=canary)
    helpers.consult(world, case, advice=canary, asked=canary, spoken_with=canary)
    helpers.talk(world, case, told=canary, reaction=canary)
    helpers.weigh(world, case, helpers.REPORTING)
    decision = helpers.propose(world, case, helpers.proposal(report_reason=canary))
    services.confirm_decision(actor=world.manager, decision=decision)
    report = helpers.file_report(world, decision, reference=canary)
    helpers.feedback(world, report, content=canary)
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public'"
            " and (table_name like 'meldcode_%' or table_name in ('core_outboxmessage', 'audit_event'))"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"select count(*) from {table} t where t::text like %s", [f"%{canary}%"])
            assert cursor.fetchone() == (0,), table
    case.refresh_from_db()
    assert case.reason == canary


def unpacked(content: bytes) -> bytes:
    """Return all streams of a PDF without their compression."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_takes_as_many_queries_for_one_case_as_for_many(client, world) -> None:
    helpers.case_in(world, State.MONITORING)
    login(client, world.af)
    one = queries(client, reverse("meldcode:cases"))
    for _ in range(3):
        pupil = make_pupil(world.school, world.group)
        helpers.case_in(world, State.MONITORING, pupil)
        helpers.make_hand_over(make_pupil(world.school, world.group), world.teacher)
    assert queries(client, reverse("meldcode:cases")) == one


@pytest.mark.parametrize("name", ["case", "decision", "gather", "propose", "rapportage"])
def test_a_case_takes_as_many_queries_for_one_record_as_for_many(client, world, name: str) -> None:
    def fill(case: Case, seen: int) -> None:
        signal = helpers.make_signal(world.pupil, world.teacher)
        services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for")})
        helpers.analyse(world, case, seen=seen)
        helpers.consult(world, case)
        helpers.talk(world, case)
        helpers.weigh(world, case, {"vermoeden": "nee" if seen % 2 else "ja"})
        services.skip_parent_talk(actor=world.af, case=case, key=uuid7(), danger="x", reason="x")

    case = helpers.open_case(world)
    fill(case, 0)
    login(client, world.af)
    one = queries(client, url(name, case))
    for seen in (1, 2, 3):
        fill(case, seen)
    assert queries(client, url(name, case)) == one


def test_what_waits_takes_as_many_queries_for_one_case_as_for_many(world) -> None:
    from meldcode.due import due_items
    from schools.scope import start_request_cache

    def count(user) -> tuple[int, int]:
        start_request_cache(user)
        due_items(user)
        with CaptureQueriesContext(connection) as captured:
            items = due_items(user)
        return len(captured), len(items)

    helpers.open_case(world)
    queries, items = count(world.af)
    assert (queries <= 5, items) == (True, 1)
    helpers.case_in(world, State.PROPOSED, world.second_pupil)
    for _ in range(2):
        helpers.open_case(world, make_pupil(world.school))
    assert count(world.af) == (queries, 3)
    assert count(world.manager)[1] == 1
    assert count(world.teacher)[1] == 0


def test_what_waits_names_the_step_and_the_date(world) -> None:
    import time_machine

    from meldcode.due import due_items

    case = helpers.case_in(world, State.CONFIRMED)
    (item,) = due_items(world.manager)
    assert item.url == url("file_report", case)
    assert item.urgent
    helpers.file_report(world, helpers.decision_of(case))
    assert [item.kind for item in due_items(world.af)] == ["meldcode.veilig_thuis_decision"]
    assert due_items(world.manager) == []
    with time_machine.travel(today() + timedelta(days=20)):
        assert [item.kind for item in due_items(world.manager)] == [
            "meldcode.veilig_thuis_decision"
        ]


def test_a_proposal_that_waits_since_days_is_not_called_late(world) -> None:
    import time_machine

    from meldcode.due import due_items

    helpers.case_in(world, State.PROPOSED)
    with time_machine.travel(today() + timedelta(days=5)):
        (item,) = [one for one in due_items(world.manager) if one.kind == "meldcode.proposal"]
    assert (item.due_on, item.urgent) == (None, True)
