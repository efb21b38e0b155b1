"""An ordinary case: steps, help with a plan, question 5 at its term, aftercare, looking back, closing (M5)."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from core.context import acting_as_system
from core.outbox import deliver_due
from core.workdays import today
from meldcode.models import CaseDuty, CaseQuestion
from meldcode.tasks import remind_duties
from tests.dossiers.helpers import make_hand_over, make_signal
from tests.factories import PASSWORD, World, make_world
from tests.journeys import acts_case
from tests.journeys.acts_meldcode import (
    SAFE,
    WHY,
    back,
    case_page,
    confirm,
    day,
    later,
    propose,
    state_of,
    steps,
    url,
    weigh,
)
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.journeys.people import link_in

pytestmark = [pytest.mark.committed, pytest.mark.journey]
SEEN = "Maandag kwam het kind een uur te laat en zei dat het zelf was opgestaan."
GOOD = "Het kind is elke dag op tijd en lacht weer. De ouders zeggen dat de ochtend rustig is."


def test_a_case_goes_to_help_question_five_aftercare_and_closes(
    visit: Callable[..., Visitor],
) -> None:
    mail.outbox.clear()
    with acting_as_system():
        world = make_world()
        signal = make_signal(world.teacher, world.pupil, days_ago=3)
        make_hand_over(world.teacher, world.pupil, signals=[signal])
    teacher, af, manager = visit(PHONE), visit(DESKTOP), visit(DESKTOP)
    for visitor, user in ((teacher, world.teacher), (af, world.af), (manager, world.manager)):
        visitor.log_in(user.username, PASSWORD)

    case = acts_case.open_case(af, world.pupil)
    ask_the_teacher(af, teacher, case, world)
    steps(af, case)
    weigh(af, case, SAFE, "help-weigh")
    until = today() + timedelta(days=42)
    propose(af, case, report=False, help=True, look="help-propose", help_until=until.isoformat())
    confirm(manager, case, "help-decision")
    assert state_of(case) == "help_running"
    plan_with_a_check(af, case)
    do_agreed(af, case, "help_check", "help-check")
    assert_back_in_today_at_its_term(af, case, until, world)
    with later(until):
        back(af, world.af.username), back(manager, world.manager.username)
        it_worked(af, manager, case)
        look_back_and_close(af, case)
        assert_the_teacher_reads_the_status_only(back(teacher, world.teacher.username), case)


def ask_the_teacher(af: Visitor, teacher: Visitor, case: uuid.UUID, world: World) -> None:
    """A question to who handed over; the answer stands in the case, and the case not with the teacher."""
    af.go(url("ask_colleague", case))
    af.pick("who", str(world.teacher.pk))
    af.fill(question="Welk gedrag zag je bij dit kind op maandag?")
    af.look("help-ask")
    af.send()
    with acting_as_system():
        question = CaseQuestion.objects.get(case=case)
    teacher.go("/")
    teacher.look("help-today-teacher-phone")
    teacher.follow(reverse("meldcode:question", args=[question.pk]))
    teacher.look("help-question-phone")
    teacher.fill(answer=SEEN)
    teacher.send()
    teacher.go(url("case", case))
    assert SEEN not in teacher.words()
    assert SEEN in case_page(af, case, "help-case")
    teacher.faults = [fault for fault in teacher.faults if "404" not in fault]


def plan_with_a_check(af: Visitor, case: uuid.UUID) -> None:
    """Who helps, which result, and one day on which the school asks how it goes."""
    af.go(url("case", case))
    af.follow(url("help_plan", case))
    af.fill(
        who="Het wijkteam en de IB'er.", what="Elke week samen de ochtend oefenen.",
        result="Op tijd, met eten.", measured="De leerkracht houdt het bij.",
        what_1="Bellen met het wijkteam.", who_1="de AF HGKM", due_on_1=day(5),
    )  # fmt: skip
    af.look("help-plan")
    af.send()
    assert "Bellen met het wijkteam." in case_page(af, case, "help-case-planned")


def do_agreed(af: Visitor, case: uuid.UUID, kind: str, look: str) -> None:
    """Record that what was agreed is done, from the case."""
    with acting_as_system():
        duty = CaseDuty.objects.open().get(case=case, kind=kind)
    af.go(url("case", case))
    af.follow(url("do_agreed", case, duty.pk))
    af.fill(happened_on=day(0), findings="Gebeld: de hulp is begonnen en het gaat beter.")
    af.look(look)
    af.send()
    with acting_as_system():
        duty.refresh_from_db()
    assert duty.done_on == today()


def assert_back_in_today_at_its_term(
    af: Visitor, case: uuid.UUID, until: date, world: World
) -> None:
    """Question 5 comes back by itself: reminded once, and in 'Vandaag' without anybody asking (M5.5)."""
    deliver_due()
    before = len(mail.outbox)
    with later(until):
        remind_duties()
        remind_duties()
        deliver_due()
        told = [sent for sent in mail.outbox[before:] if sent.to == [world.af.email]]
        assert link_in(told[-1]).endswith(url("case", case))
        assert len([sent for sent in told if link_in(sent) == link_in(told[-1])]) == 1
        back(af, world.af.username)
        af.look("help-today-term")
        assert af.page.locator(f'main a[href$="{url("weigh", case)}"]').count() >= 1


def it_worked(af: Visitor, manager: Visitor, case: uuid.UUID) -> None:
    """Question 5 is 'ja': both decide to end the help and to go on watching; aftercare is agreed."""
    weigh(af, case, {"resultaat": "ja"}, "help-question-5")
    propose(af, case, report=False, help=False, look="help-propose-end", monitor_on=day(30))
    confirm(manager, case, "help-decision-end")
    assert state_of(case) == "monitoring"
    af.go(url("case", case))
    af.follow(url("aftercare", case))
    af.fill(what_1="Een gesprek met het kind.", who_1="de leerkracht", due_on_1=day(14))
    af.look("help-aftercare")
    af.send()
    do_agreed(af, case, "aftercare", "help-aftercare-done")


def look_back_and_close(af: Visitor, case: uuid.UUID) -> None:
    """Looking back with the family, the Rapportage, and closing with a reason."""
    af.go(url("evaluate", case))
    af.fill(happened_on=day(0), spoken_with="De ouders en de leerkracht", went_well=GOOD)
    af.look("help-evaluate")
    af.send()
    af.go(url("rapportage", case))
    af.fill(involved="Een kind en de ouders.", bottlenecks="Geen.")
    af.send()
    af.go(url("case", case))
    af.follow(url("close", case))
    af.look("help-close")
    af.fill(reason=GOOD)
    if af.page.locator("main [name=missing_ground]").count():
        af.fill(missing_ground="Advies van Veilig Thuis was niet nodig: de ouders werkten mee.")
    af.send()
    assert state_of(case) == "closed"
    words = case_page(af, case, "help-case-closed")
    for part in (WHY, GOOD, SEEN, "Bellen met het wijkteam.", "Het wijkteam en de IB'er."):
        assert part in words, part


def assert_the_teacher_reads_the_status_only(teacher: Visitor, case: uuid.UUID) -> None:
    teacher.go(reverse("dossiers:hand_overs"))
    teacher.look("help-hand-overs-phone")
    assert GOOD not in teacher.words()
    assert WHY not in teacher.words()
