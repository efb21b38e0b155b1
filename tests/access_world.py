"""One object of every kind at the own school, and more people than `World` has: the matrix walks them all."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from core import documents
from core.actors import SYSTEM
from core.ids import uuid7
from core.models import Document, DocumentContent
from core.workdays import today
from dossiers import services as dossiers
from dossiers.models import (
    Consent,
    Disclosure,
    Draft,
    FollowUp,
    HandOver,
    InformationGiven,
    LookFinding,
    Opening,
    ParentContact,
    ParentRequest,
    Signal,
    Talk,
)
from incidents.models import Incident, IncidentStaff, RegisterImport
from meldcode import services as meldcode
from meldcode.models import (
    AnonymousSummary,
    Bundle,
    Case,
    CaseDuty,
    CaseGrant,
    CaseQuestion,
    Consultation,
    DeputyRequest,
    Involvement,
)
from meldcode.services.duties import Agreed
from meldcode.services.filing import Filing
from meldcode.services.follow_up import Word
from meldcode.services.places import ask_board
from meldcode.services.proposals import Proposal
from monitoring.models import MonitoringRound
from monitoring.services import open_rounds
from protocols.models import Protocol, Run, RunStep
from schools.edexml_sample import render, sample_school
from schools.grants import grant
from schools.models import (
    Group,
    GroupTeacher,
    Guardian,
    Membership,
    Partner,
    Pupil,
    PupilGrant,
    School,
    SchoolImport,
    StaffMember,
)
from schools.roles import Role
from schools.services import importing
from schoolsafety import urls
from tests.access_matrix import EVERYONE
from tests.dossiers import rights
from tests.dossiers.attachments import make_filed
from tests.dossiers.disclosure import make_report, withhold
from tests.dossiers.helpers import (
    make_contact,
    make_finding,
    make_follow_up,
    make_hand_over,
    make_signal,
    open_dossier,
)
from tests.dossiers.talk_helpers import given, invited
from tests.factories import (
    User,
    World,
    login,
    make_member,
    make_school,
    make_user,
    make_wide_member,
    make_world,
)
from tests.incidents.factories import make_incident
from tests.incidents.registers import uploaded_registers
from tests.protocols.factories import finish_steps, make_run

SOON = timedelta(days=14)
ANSWERS = {"vermoeden": "ja", "veiligheid": "nee", "hulp": "nee"}  # MELDEN: no effective help


@dataclass
class AccessWorld:
    """`people` is the small world; the others are one object a kind, all at `people.school`.

    The dossier and everything in it is of `people.pupil`, in the teacher's own group; the case is of
    `second_pupil`, in the colleague's, so that having a child in class opens no case.
    """

    people: World
    more_people: dict[str, User]
    school: School
    group: Group
    partner: Partner
    pupil: Pupil
    person: User
    membership: Membership
    staff: StaffMember
    group_teacher: GroupTeacher
    guardian: Guardian
    grant: PupilGrant
    waiting_import: SchoolImport
    cancelled_import: SchoolImport
    document: Document
    signal: Signal
    draft: Draft
    follow_up: FollowUp
    hand_over: HandOver
    opening: Opening
    finding: LookFinding
    filed: dict[str, Any]  # what files may belong to, by kind, and one file
    talk: Talk  # planned; the parent has a letter
    held_talk: Talk  # its report is with the parent
    contact: ParentContact
    request: ParentRequest  # of the parent; waits for an answer
    granted: ParentRequest  # a correction of a signal, promised by the AF HGKM
    erasable: ParentRequest  # an erasure, promised by the AF HGKM
    consent: Consent
    information: InformationGiven
    letter: Disclosure
    report_given: Disclosure
    for_parents: dict[str, Any]  # an entry of each kind that parents read, and one kept from them
    case: Case
    involvement: Involvement  # the contactpersoon of the other school is kept out of the case
    case_grant: CaseGrant  # of `case_reader`
    question: CaseQuestion  # asked of the teacher
    deputy_request: DeputyRequest  # waits for the bestuur
    named_request: DeputyRequest  # somebody was named, and was ended since
    aftercare: CaseDuty
    consultation: Consultation  # a colleague was asked
    summary: AnonymousSummary  # without a name, for Veilig Thuis
    bundle: Bundle  # the look back of the school on last year
    incident: Incident
    incident_staff: IncidentStaff  # a colleague who saw it
    waiting_register: RegisterImport
    cancelled_register: RegisterImport
    protocol: Protocol
    run: Run
    step: RunStep
    evaluating_run: Run
    round: MonitoringRound

    def user(self, persona: str) -> User:
        """Return the account of a persona of the matrix."""
        return self.more_people.get(persona) or self.people.user(persona)


def make_access_world() -> AccessWorld:
    """Make it as SYSTEM, through services wherever there is one."""
    people = make_world()
    more = _more_people(people)
    people.school.brin, people.school.dependance = "99ZZ", "00"
    people.school.save()
    case = make_proposed_case(people.second_pupil, people.colleague, people.af)
    run, evaluating = make_run(people), make_run(people)
    finish_steps(evaluating, people.af)
    open_rounds(actor=SYSTEM)
    meldcode.open_bundles(actor=SYSTEM)
    incident = make_incident(people, staff={people.colleague: "saw"})
    return AccessWorld(
        people=people,
        more_people=more,
        person=people.teacher,
        membership=people.teacher.memberships.get(),
        group_teacher=GroupTeacher.objects.get(staff__user=people.teacher),
        guardian=people.pupil.guardians.get(),
        grant=_grants(people, more, case),
        waiting_import=make_import(people),
        cancelled_import=importing.cancel(actor=people.beheerder, upload=make_import(people))
        or SchoolImport.objects.get(state=SchoolImport.State.CANCELLED),
        case=case,
        aftercare=make_aftercare(case, people.af),
        **make_advice(case, people.af),
        case_grant=case.grants.get(user=more["case_reader"]),
        bundle=Bundle.objects.get(school=people.school, kind=Bundle.Kind.YEAR),
        **_people_of_case(people, case, more["other_contactpersoon"]),
        incident=incident,
        incident_staff=incident.staff.get(),
        **uploaded_registers(people),
        protocol=run.protocol,
        run=run,
        step=run.steps.first(),
        evaluating_run=evaluating,
        round=MonitoringRound.objects.get(school=people.school),
        **_registry(people),
        **_dossier(people),
        **_talks(people),
    )


def _more_people(people: World) -> dict[str, User]:
    """A second board with a school of its own, and who reads one dossier or one case by a grant."""
    elsewhere = make_school(name="Elders")

    def works(role: Role, school: School) -> User:
        user = make_user()
        make_member(user, school, role)
        return user

    def wide(role: Role, board: Any) -> User:
        user = make_user()
        make_wide_member(user, board, role)
        return user

    return {
        "ondersteuner": wide(Role.BESTUURSONDERSTEUNER, people.board),
        "stand_in": works(Role.LEERKRACHT, people.other_school),
        "case_reader": make_user(),
        "decider": make_user(),
        "other_bestuur": wide(Role.BESTUUR, elsewhere.board),
        "other_beheerder": wide(Role.BEHEERDER, elsewhere.board),
        "other_contactpersoon": works(Role.CONTACTPERSOON, people.other_school),
    }


def _grants(people: World, more: dict[str, User], case: Case) -> Any:
    """Let `stand_in` read the dossier, `case_reader` the case, `decider` settle it; return the first."""
    until = {"reason": "Invalwerk", "expires_on": today() + SOON, "actor": people.af}
    grant(user=more["case_reader"], permission="view_case", obj=case, **until)
    grant(user=more["decider"], permission="settle_case", obj=case, **until)
    return grant(user=more["stand_in"], permission="view_dossier", obj=people.pupil, **until)


def _people_of_case(people: World, case: Case, involved: User) -> dict[str, Any]:
    """Somebody is kept out, the teacher is asked something, and the bestuur is asked for a deputy."""
    made = meldcode.shut_out_person(
        actor=people.af, case=case, key=uuid7(), who=involved, kind="close", reason="Bevriend."
    )
    question = meldcode.ask_colleague(
        actor=people.af,
        case=case,
        key=uuid7(),
        who=people.teacher,
        question="Wat zag je?",
        due_on=today() + SOON,
    )
    asked = ask_board(actor=people.af, case=case, place="manager", cause="vacant")
    named = DeputyRequest.objects.create(
        case=case,
        school=case.school,
        place="decider",
        cause="disagreement",
        asked_by=people.manager,
        due_on=today(),
        done_on=today(),
        done_by=people.bestuur,
        deputy=people.other_manager,
        until=today() + SOON,
    )
    return {
        "involvement": made,
        "question": question,
        "deputy_request": asked,
        "named_request": named,
    }


def _registry(people: World) -> dict[str, Any]:
    staff = StaffMember.objects.create(
        school=people.school, key="nieuw", last_name="Nieuw", sort_name="nieuw"
    )
    return {
        "school": people.school,
        "group": people.group,
        "partner": Partner.objects.create(
            school=people.school,
            kind="team",
            name="Wijkteam",
            phone="030-1234567",
            checked_on=today(),
        ),
        "pupil": people.pupil,
        "staff": staff,
    }


def make_import(people: World) -> SchoolImport:
    """An uploaded file of the own school that waits for confirmation."""
    return importing.upload(
        actor=people.beheerder,
        key=uuid7(),
        content=render(sample_school(groups=1, pupils=2, teachers=1)),
        board=people.board,
        school=people.school,
    )


def _dossier(people: World) -> dict[str, Any]:
    earlier = make_signal(people.teacher, people.pupil, days_ago=9)
    draft = dossiers.save_draft(
        actor=people.teacher, pupil=people.pupil, key=uuid7(), content={"facts": "Half af."}
    )
    return {
        "document": _document(people),
        "signal": make_signal(people.teacher, people.pupil),
        "draft": draft,
        "follow_up": make_follow_up(people.teacher, people.pupil),
        "hand_over": make_hand_over(people.teacher, people.pupil),
        **_rights(people),
        "opening": open_dossier(people.teacher, people.second_pupil),
        "finding": make_finding(people, people.colleague),
        "filed": make_filed(people),
        "for_parents": {
            "signal": make_signal(people.teacher, people.pupil),
            "contact": make_contact(people.teacher, people.pupil),
            "report": make_report(people.teacher, people.pupil),
            "withholding": withhold(people.af, earlier),
        },
    }


def _document(people: World) -> Document:
    """The chronology as the worker would leave it, without the seconds that a PDF takes."""
    document = documents.ask(
        actor=people.teacher, kind="dossiers.chronology", subject=people.pupil, key=uuid7()
    )
    DocumentContent.objects.create(document=document, data=b"%PDF-1.7")
    document.state, document.finished_at = Document.State.READY, timezone.now()
    document.save()
    return document


def _talks(people: World) -> dict[str, Any]:
    """A planned talk with its letter, and a held one of which the parent has the report."""
    talk, _parent = invited(people, planned_on=today())
    held_talk, report, _parent = given(people)
    return {
        "talk": talk,
        "held_talk": held_talk,
        "contact": make_contact(people.teacher, people.pupil),
        "letter": Disclosure.objects.get(invitation=talk),
        "report_given": Disclosure.objects.get(report=report),
    }


def _rights(people: World) -> dict[str, Any]:
    """What a parent asked and was promised, and a consent, at the own school (A2, A6, A7)."""

    def granted(kind: str) -> ParentRequest:
        entry = rights.about(make_signal(people.teacher, people.pupil, days_ago=5))
        asked = rights.take_in_request(people.teacher, people.pupil, kind=kind, about=entry)
        return rights.answer(people.af, asked)

    return {
        "request": rights.file_request(people.parent, people.pupil),
        "granted": granted("correct"),
        "erasable": granted("erase"),
        "consent": rights.give_consent(people.af, people.pupil),
        "information": rights.give_information(people.af, people.pupil),
    }


def make_proposed_case(pupil: Pupil, teacher: User, af: User) -> Case:
    """A case that was gathered, consulted, weighed, and waits for the manager: 'report'."""
    make_signal(teacher, pupil)
    case = meldcode.open_case(
        actor=af, key=uuid7(), pupil=pupil, cause="growing", reason="Het wordt erger."
    )
    meldcode.skip_parent_talk(
        actor=af, case=case, key=uuid7(), danger="Er is gedreigd.", reason="Veilig Thuis raadt af."
    )
    for number, (question, answer) in enumerate(ANSWERS.items()):
        meldcode.answer_question(
            actor=af,
            case=case,
            key=uuid7(),
            seen=number,
            question=question,
            answer=answer,
            reason="Omdat het zo is.",
        )
    proposal = Proposal(
        report=True,
        report_reason="De school kan dit niet afwenden.",
        help=False,
        help_reason="Nog niet.",
        steps_ground="Het is dringend.",
    )
    meldcode.propose_decision(
        actor=af, case=case, key=uuid7(), seen=len(ANSWERS), proposal=proposal
    )
    case.refresh_from_db()
    return case


def make_aftercare(case: Case, af: User) -> CaseDuty:
    """Something that was agreed, to be done in a month."""
    rows = [Agreed(what="Bel de ouders.", who="De AF", due_on=today() + SOON)]
    [duty] = meldcode.agree_aftercare(actor=af, case=case, key=uuid7(), rows=rows)
    return duty


def make_advice(case: Case, af: User) -> dict[str, Any]:
    """A colleague was asked to think along, and a summary without names is ready."""
    consultation = meldcode.record_consultation(
        actor=af,
        case=case,
        key=uuid7(),
        kind="colleague",
        happened_on=today(),
        spoken_with="De gymleraar",
        asked="Wat zie jij?",
        advice="Hetzelfde.",
    )
    summary = meldcode.write_summary(
        actor=af, case=case, key=uuid7(), seen=0, text="Een kind in de middenbouw. Wat raadt u aan?"
    )
    return {"consultation": consultation, "summary": summary}


def bring_case_to(world: AccessWorld, stage: str) -> None:
    """Bring the proposed case further: `returned`, or `confirmed`, `reported`, `heard`, `closed`, `again`;
    `helping` is a report with help beside it, confirmed; `disputed` a second proposal beside it."""
    af, manager, case = world.people.af, world.people.manager, world.case
    decision = case.decision_set.get()
    if stage == "disputed":
        _disagree(manager, decision)
        return
    if stage in {"returned", "helping"}:
        meldcode.return_decision(actor=manager, decision=decision, reason="Nog niet duidelijk.")
    if stage == "returned":
        return
    if stage == "helping":
        proposal = Proposal(
            report=True,
            report_reason="De school kan dit niet afwenden.",
            help=True,
            help_reason="Het wijkteam helpt ernaast.",
            help_until=today() + SOON,
            steps_ground="Het is dringend.",
        )
        decision = meldcode.propose_decision(
            actor=af, case=case, key=uuid7(), seen=len(ANSWERS), proposal=proposal
        )
    meldcode.confirm_decision(actor=manager, decision=decision)
    if stage in {"confirmed", "helping"}:
        return
    filing = Filing(filed_at=timezone.now(), child_told="told", parents_told_on=today())
    report = meldcode.file_report(actor=manager, decision=decision, key=uuid7(), filing=filing)
    if stage == "again":
        meldcode.weigh_again(actor=af, case=case)
    if stage in {"reported", "again"}:
        return
    word = Word(received_on=today(), route="advice", content="Verder.", monitor_on=today() + SOON)
    meldcode.record_feedback(actor=af, report=report, key=uuid7(), word=word)
    if stage == "closed":
        meldcode.close_case(
            actor=af, case=case, reason="Het is veilig.", missing_ground="De Rapportage volgt."
        )


def _disagree(manager: User, decision: Any) -> None:
    """Put a proposal of the manager beside the one that waits: report, and help too."""
    meldcode.disagree(
        actor=manager,
        decision=decision,
        key=uuid7(),
        seen=len(ANSWERS),
        proposal=Proposal(
            report=True,
            report_reason="De school kan dit niet afwenden.",
            help=True,
            help_reason="Het wijkteam kan meteen beginnen.",
            help_until=today() + SOON,
            steps_ground="Het is dringend.",
        ),
    )


def log_in_everyone(world: AccessWorld) -> dict[str, Client]:
    """Return a client for each persona of the matrix, logged in once."""
    clients = {"anonymous": Client(raise_request_exception=False)}
    for persona in EVERYONE:
        clients[persona] = Client(raise_request_exception=False)
        login(clients[persona], world.user(persona))
    return clients


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def plain_refusals(monkeypatch: Any) -> Iterator[None]:
    """Answer thousands of refusals without a page (their look is tests/core's) and without log lines."""
    for status in (403, 404):
        monkeypatch.setattr(urls, f"handler{status}", _plain(status), raising=False)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _plain(status: int) -> Any:
    def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponse(status=status)

    return answer
