"""From a pupil file to a weighed and reported case: everybody does their part, through the browser."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import formats
from time_machine import travel

from core.context import acting_as_system
from core.outbox import deliver_due
from core.workdays import AMSTERDAM, add_workdays, today
from dossiers.models import Signal
from meldcode.models import CaseDuty
from meldcode.tasks import remind_duties
from monitoring.tasks import refresh_figures
from schools.models import Pupil
from tests.journeys import acts_case, acts_school, acts_teacher
from tests.journeys.acts_school import Cast
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.journeys.people import PASSWORD, enter, first_beheerder, link_in, mails_to, names_in

pytestmark = [pytest.mark.committed, pytest.mark.journey]
NEVER_FOR_PARENTS = ["Meldcode", "meldcode", "Veilig Thuis", "weging", "overgedragen", "AF HGKM"]


def test_a_worry_becomes_a_weighed_and_reported_case(visit: Callable[..., Visitor]) -> None:
    mail.outbox.clear()
    first_beheerder()
    beheerder, teacher, af = visit(DESKTOP), visit(PHONE), visit(DESKTOP)
    manager, parent, bestuur = visit(DESKTOP), visit(PHONE), visit(DESKTOP)
    beheerder.log_in("beheer", PASSWORD)
    cast = acts_school.import_school(beheerder)
    give_everyone_an_account(beheerder, cast)

    enter(teacher, "juf", look="story-password-phone")
    assert acts_teacher.log_signal(teacher, cast.pupil, cast.classmate) <= 4
    acts_teacher.log_contact(teacher, cast.pupil)
    acts_teacher.set_evaluation(teacher, cast.pupil)
    acts_teacher.hand_over(teacher, cast.pupil)
    assert_told("af-hgkm")

    enter(af, "af-hgkm")
    case = acts_case.open_case(af, cast.pupil)
    acts_case.gather(af, case)
    acts_case.consult_and_talk(af, case)
    acts_case.weigh(af, case)
    acts_case.propose(af, case)
    assert_told("manager-sv", 2)  # a suspicion is weighed (M5.1), and a proposal waits

    enter(manager, "manager-sv")
    acts_case.confirm(manager, case)
    acts_case.file_report(manager, case)
    assert_five_working_days(manager, case)
    assert_clock_reminds_and_escalates(af, case)

    assert_rapportage(acts_case.rapportage(af, case), cast)
    acts_case.disclose(af, cast.pupil, signal_of(cast.pupil))
    assert_told("moeder-een")
    enter(parent, "moeder-een")
    assert_parent_reads_only_what_was_opened(parent, cast)

    refresh_figures()
    enter(bestuur, "bestuurder")
    assert_figures_hide_small_counts(bestuur)
    assert_no_mail_names_anybody()


def give_everyone_an_account(beheerder: Visitor, cast: Cast) -> None:
    school = cast.pupil.school_id
    acts_school.give_account(beheerder, cast.teacher, "juf", "leerkracht")
    acts_school.add_person(beheerder, school, "Anna Aandacht", "af-hgkm", "af_hgkm")
    acts_school.add_person(beheerder, school, "Max Maas", "manager-sv", "manager")
    acts_school.add_person(beheerder, school, "Bas Bestuur", "bestuurder", "bestuur", "b")
    acts_school.add_guardian(beheerder, cast.pupil, "Mira Moeder", "moeder", "moeder-een")
    acts_school.add_guardian(beheerder, cast.pupil, "Victor Vader", "vader", "vader-een")


def signal_of(pupil: Pupil) -> uuid.UUID:
    with acting_as_system():
        return Signal.objects.get(pupil=pupil).pk


def assert_told(username: str, times: int = 1) -> None:
    """The mail says that something waits, and its link is a page of ours."""
    told = mails_to(f"{username}@example.invalid")
    assert len(told) == 1 + times  # the link to choose a password, and what waits
    assert link_in(told[-1]).startswith("http://127.0.0.1")


def assert_five_working_days(manager: Visitor, case: uuid.UUID) -> None:
    due_on = add_workdays(today(), 5)
    with acting_as_system():
        duty = CaseDuty.objects.get(case=case, kind=CaseDuty.Kind.VEILIG_THUIS_DECISION)
    assert duty.due_on == due_on
    assert formats.date_format(due_on, "j F Y") in manager.words()


def assert_clock_reminds_and_escalates(af: Visitor, case: uuid.UUID) -> None:
    """The AF HGKM is reminded before the last day, the manager is told after it; each once."""
    with acting_as_system():
        duty = CaseDuty.objects.get(case=case, kind=CaseDuty.Kind.VEILIG_THUIS_DECISION)
    af_mails, manager_mails = ("af-hgkm@example.invalid", "manager-sv@example.invalid")
    for day, address in [
        (duty.remind_on, af_mails),
        (duty.due_on + timedelta(days=1), manager_mails),
    ]:
        before = len(mails_to(address))
        with travel(datetime.combine(day, time(9), AMSTERDAM)):
            remind_duties()
            remind_duties()
            new = mails_to(address)[before:]
        assert len(new) == 1
        assert link_in(new[0]) == af.base_url + acts_case.url("case", case)


def assert_rapportage(text: str, cast: Cast) -> None:
    for part in [
        "Rapportage Meldcode", "Anna Aandacht", "Geen onrust buiten het gezin.",
        "Zonder eten en zonder jas", "Het eerste gesprek kwam laat.", cast.pupil.last_name,
    ]:  # fmt: skip
        assert part in text
    with acting_as_system():
        others = Pupil.objects.exclude(pk=cast.pupil.pk)
        assert [child.full_name for child in others if child.full_name in text] == []
    assert "buurvrouw" not in text


def assert_parent_reads_only_what_was_opened(parent: Visitor, cast: Cast) -> None:
    parent.look("story-today-parent-phone")
    parent.follow(reverse("portal:children"))
    parent.look("story-children-phone")
    parent.follow(reverse("portal:dossier", args=[cast.pupil.pk]))
    words, explanation = parent.words("main"), parent.words("main aside")
    parent.look("story-parent-phone")
    # Beside it stands what every parent reads of how a school keeps dossiers, whatever happened here.
    assert explanation in words
    of_this_child = words.replace(explanation, "")
    for word in NEVER_FOR_PARENTS:
        assert word not in of_this_child, word
    assert "de buurvrouw" not in words
    assert acts_teacher.FACTS.format(name=cast.pupil.call_name) in words
    assert cast.classmate.call_name not in words.split()
    for word in [str(cast.teacher), "Veilig Thuis", "AF HGKM", "S.v.D.", "Victor"]:
        assert word not in words, word
    with acting_as_system():
        others = Pupil.objects.exclude(pk=cast.pupil.pk)
        assert [child.full_name for child in others if child.full_name in words] == []


def assert_figures_hide_small_counts(bestuur: Visitor) -> None:
    bestuur.go("/")
    bestuur.look("story-today-bestuur")
    bestuur.follow(reverse("monitoring:figures"))
    bestuur.look("story-figures")
    assert "niet getoond" in bestuur.words().lower()


def assert_no_mail_names_anybody() -> None:
    deliver_due()
    assert len(mail.outbox) >= 10
    for sent in mail.outbox:
        assert names_in(f"{sent.subject}\n{sent.body}") == set(), sent.body
        assert link_in(sent)
