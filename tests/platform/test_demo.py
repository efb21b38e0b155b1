"""The demo: loaded once, whole, every state of every workflow, every role can log in."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, models, transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from audit.verify import faults
from core.context import acting_as_system
from core.workdays import today
from dossiers.models import (
    Consent,
    Disclosure,
    DisclosureTerm,
    Draft,
    FollowUp,
    HandOver,
    InformationGiven,
    LookFinding,
    ParentRequest,
    ParentStatement,
    Signal,
    SignalLink,
    SignalVersion,
    Talk,
    TalkSignature,
    Way,
    Withholding,
)
from files.models import StoredFile
from incidents.models import (
    Incident,
    IncidentNote,
    IncidentPupil,
    IncidentStaff,
    Part,
    RegisterImport,
)
from meldcode.models import (
    AdviceFollowed,
    Bundle,
    BundleText,
    CaseDuty,
    CaseQuestion,
    CaseSignal,
    Closure,
    Consultation,
    Decision,
    DeputyRequest,
    Feedback,
    Involvement,
    ParentTalk,
    Report,
    TalkSkipped,
    TalkWith,
)
from meldcode.models import Case as MeldcodeCase
from meldcode.workflow import State
from monitoring.models import Figure, MonitoringRound
from protocols.models import Run, RunStep
from schools.models import Board, Membership, Partner, Pupil, SchoolImport
from schools.roles import Role
from schoolsafety.demo import accounts
from tests.conftest import _copy, _drop, _use


@pytest.fixture(scope="module")
def loaded(
    postgres: Any, template_database: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """One database for this module with the demo in it: loading it takes a while."""
    name = f"{template_database}_demo"
    _copy(postgres, template_database, name)
    with django_db_blocker.unblock():
        _use(postgres, name)
        with override_settings(DEMO=True):
            call_command("load_demo", if_empty=True, stdout=StringIO())
        yield
        connections.close_all()
        _use(postgres, f"{template_database}_main")
    _drop(postgres, name)


@pytest.fixture(autouse=True)
def _database(loaded: None, settings: Any) -> Iterator[None]:
    """Each test reads the loaded demo as the system; what it writes is undone."""
    settings.DEMO = True
    settings.DEMO_ACCOUNTS, settings.DEMO_PASSWORD = accounts.SHOWN, accounts.PASSWORD
    with acting_as_system():
        yield
        transaction.set_rollback(True)


#: Every field that says how far something is: all its values must be there to be looked at.
STATES = [
    (MeldcodeCase, "state", State),
    (MeldcodeCase, "cause", MeldcodeCase.Cause),
    (MeldcodeCase, "origin", MeldcodeCase.Origin),
    (Decision, "state", Decision.State),
    (Decision, "follows_weighing", [True, False]),
    (CaseDuty, "kind", CaseDuty.Kind),
    (CaseSignal, "speaks", CaseSignal.Speaks),
    (Consultation, "kind", Consultation.Kind),
    (Consultation, "anonymous", [True, False]),
    (AdviceFollowed, "followed", AdviceFollowed.Followed),
    (ParentTalk, "partner", TalkWith),
    (TalkSkipped, "partner", TalkWith),
    (Report, "acute", [True, False]),
    (Report, "urgency", ["", *Report.Urgency.values]),
    (Report, "child_told", Report.ChildTold),
    (Feedback, "route", Feedback.Route),
    (Closure, "kind", Closure.Kind),
    (Involvement, "kind", Involvement.Kind),
    (DeputyRequest, "place", DeputyRequest.Place),
    (DeputyRequest, "cause", DeputyRequest.Cause),
    (Bundle, "kind", Bundle.Kind),
    (Partner, "kind", Partner.Kind),
    (HandOver, "state", HandOver.State),
    (HandOver, "acute", [True, False]),
    (Disclosure, "ground", Disclosure.Ground),
    (DisclosureTerm, "decide", [True, False]),
    (Withholding, "outcome", ["", *Withholding.Outcome.values]),
    (LookFinding, "kind", LookFinding.Kind),
    (LookFinding, "of_manager", [True, False]),
    (SignalLink, "kind", SignalLink.Kind),
    (SignalVersion, "change", SignalVersion.Change),
    (SignalVersion, "diagnosis_qualification", SignalVersion.Qualification),
    (SignalVersion, "parents_informed", SignalVersion.Informed),
    (Draft, "form", Draft.Form),
    (Talk, "kind", Talk.Kind),
    (Talk, "state", Talk.State),
    (TalkSignature, "answer", TalkSignature.Answer),
    (TalkSignature, "way", TalkSignature.Way),
    (ParentRequest, "kind", ParentRequest.Kind),
    (ParentRequest, "state", ParentRequest.State),
    (ParentRequest, "outcome", ["", *ParentRequest.Outcome.values]),
    (ParentRequest, "way", Way),
    (ParentStatement, "way", [Way.PORTAL, Way.PAPER]),
    (StoredFile, "media_type", StoredFile.MediaType),
    (Consent, "ending", ["", *Consent.Ending.values]),
    (InformationGiven, "approved", InformationGiven.Approved),
    (InformationGiven, "manner", InformationGiven.Manner),
    (Incident, "state", Incident.State),
    (Incident, "accident", [True, False]),
    (IncidentNote, "kind", IncidentNote.Kind),
    (IncidentPupil, "part", Part),
    (IncidentStaff, "part", Part),
    (Run, "state", Run.State),
    (RunStep, "outcome", RunStep.Outcome),
    (SchoolImport, "state", SchoolImport.State),
    (RegisterImport, "state", RegisterImport.State),
]


@pytest.mark.parametrize(("model", "field", "values"), STATES)
def test_every_state_of_every_workflow_is_there(
    model: type[models.Model], field: str, values: Any
) -> None:
    wanted = set(getattr(values, "values", values))
    found = set(model._default_manager.order_by().values_list(field, flat=True).distinct())
    assert wanted - found == set()


@pytest.mark.parametrize("model", [FollowUp, CaseDuty, RunStep, Withholding])
def test_duties_are_late_open_and_done(model: Any) -> None:
    assert model.objects.overdue(today()).exists()
    assert model.objects.open().filter(due_on__gte=today()).exists()
    assert model.objects.filter(done_on__isnull=False).exists()


def test_who_is_kept_out_is_let_back_in_and_a_place_is_empty_filled_and_not_needed() -> None:
    assert Involvement.objects.filter(ended_at__isnull=False).exists()
    assert Involvement.objects.filter(ended_at__isnull=True).exists()
    assert DeputyRequest.objects.open().exists()
    assert DeputyRequest.objects.filter(deputy__isnull=False).exists()
    assert DeputyRequest.objects.filter(done_on__isnull=False, deputy__isnull=True).exists()


def test_questions_to_a_colleague_wait_are_answered_and_taken_back() -> None:
    questions = CaseQuestion.objects.all()
    assert questions.open().exists()
    assert questions.filter(answered_at__isnull=False).exists()
    assert questions.filter(answered_at__isnull=True, done_on__isnull=False).exists()


def test_bundles_are_written_once_and_again_and_one_waits() -> None:
    assert Bundle.objects.open().exists()
    assert set(BundleText.objects.values_list("number", flat=True)) == {1, 2}


def test_an_acute_report_waits_for_two_people_and_another_is_covered() -> None:
    acute = Report.objects.filter(acute=True)
    assert acute.filter(covered_by__isnull=True).exists()
    assert acute.filter(covered_by__isnull=False).exists()


def test_a_hand_over_waits_too_long() -> None:
    assert HandOver.objects.to_escalate(today()).filter(acute=False).exists()


def test_the_dossier_has_hearsay_a_correction_disclosures_and_a_draft() -> None:
    versions = [version for one in Signal.objects.in_full() for version in one.versions.all()]
    assert any(version.hearsay for version in versions)
    assert any(version.number == 2 for version in versions)
    assert Disclosure.objects.exists()
    assert Signal.objects.filter(disclosures=None).exists()
    assert Draft.objects.exists()


def test_figures_cover_two_school_years_with_a_round_each() -> None:
    years = set(Figure.objects.filter(value__gt=0).values_list("school_year", flat=True))
    assert len(years) == 2
    assert MonitoringRound.objects.count() == 4


def test_pupils_of_every_sort_are_there() -> None:
    assert Pupil.objects.filter(left_on__lt=today()).exists()
    assert Pupil.objects.filter(missing_since__isnull=False).exists()
    assert Pupil.objects.filter(call_name="ليلى").exists()
    assert any(len(str(pupil)) > 80 for pupil in Pupil.objects.all())
    schools = {pupil.school_id for pupil in Pupil.objects.filter(siblings__isnull=False)}
    assert len(schools) == 2


def test_its_audit_log_is_whole() -> None:
    assert Event.objects.count() > 500
    assert faults() == []


def test_every_role_has_an_account() -> None:
    held = set(Membership.objects.values_list("role", flat=True))
    assert held == set(Role.values)


@pytest.mark.parametrize("account", accounts.ACCOUNTS, ids=lambda account: account.username)
def test_everybody_can_log_in(account: accounts.Account, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client = Client()
    answer = client.post(
        reverse("account_login"), {"login": account.username, "password": accounts.PASSWORD}
    )
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/")
    page = client.get("/", follow=True)
    assert page.status_code == 200
    assert account.name in page.content.decode()


def test_parents_read_what_was_disclosed_of_their_own_child_only() -> None:
    seen = {}
    for parent in accounts.PARENTS:
        user = User.objects.get(username=parent.username)
        seen[parent.username] = {str(pupil) for pupil in Pupil.objects.of_guardian(user)}
    assert seen == {
        "ouder.maria": {"Noor Veenstra", "Mees Veenstra"},
        "ouder.peter": {"Noor Veenstra"},
        "ouder.lena": set(),
        "ouder.frank": set(),
    }
    maria = User.objects.get(username="ouder.maria")
    opened = Disclosure.objects.open_to(maria).filter(signal__isnull=False).select_related("pupil")
    assert {str(one.pupil) for one in opened} == seen["ouder.maria"]


def test_loading_again_changes_nothing() -> None:
    before = (Board.objects.count(), Pupil.objects.count(), Event.objects.count())
    call_command("load_demo", if_empty=True)
    assert (Board.objects.count(), Pupil.objects.count(), Event.objects.count()) == before
    with pytest.raises(CommandError, match="a board already"):
        call_command("load_demo")


def test_there_is_no_demo_outside_demo_mode(settings: Any) -> None:
    settings.DEMO = False
    for command in ("load_demo", "demo_accounts"):
        with pytest.raises(CommandError, match="demo mode"):
            call_command(command)
    page = Client().get(reverse("account_login")).content.decode()
    assert accounts.PASSWORD not in page
    assert "juf.sanne" not in page


def test_the_log_in_page_and_the_terminal_name_every_account() -> None:
    page = Client().get(reverse("account_login")).content.decode()
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    for account in accounts.ACCOUNTS:
        line = next(row for row in said.getvalue().splitlines() if f" {account.username} " in row)
        assert account.label in line
        assert line.endswith(accounts.PASSWORD)
        assert f"<code>{account.username}</code>" in page
    assert accounts.PASSWORD in page


def test_demo_accounts_are_shown_on_the_log_in_page_only() -> None:
    assert "juf.sanne" not in Client().get(reverse("account_reset_password")).content.decode()
