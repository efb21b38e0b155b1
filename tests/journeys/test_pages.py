"""The main pages of every role, on a phone and on a desktop, with something on each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from dossiers import services as dossiers
from incidents.models import Incident
from meldcode.models import Case
from meldcode.workflow import State
from monitoring.models import MonitoringRound
from monitoring.tasks import open_yearly_monitoring, refresh_figures
from tests.dossiers.helpers import make_contact, make_follow_up, make_hand_over, make_signal
from tests.factories import PASSWORD, World, make_world
from tests.incidents.factories import make_incident, take_up
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode.helpers import case_in
from tests.protocols.factories import make_run

pytestmark = [pytest.mark.committed, pytest.mark.journey]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
LONG = "Na het buitenspelen bleef het kind bij de deur staan. " * 12


@dataclass
class Scene:
    """A school with something of everything."""

    world: World
    signal: Any
    hand_over: Any
    follow_up: Any
    incident: Incident
    run: Any
    case: Case
    round: MonitoringRound | None


def make_scene() -> Scene:
    world = make_world()
    teacher, pupil = world.teacher, world.pupil
    earlier = make_signal(teacher, pupil, days_ago=20, facts=LONG)
    signal = make_signal(
        teacher, pupil, hearsay="Er is vaak ruzie.", hearsay_source="tante", hearsay_consent=True,
        interpretation="Ik maak me zorgen.", others="S.v.D.", action="Gepraat.",
        agreement="Morgen opnieuw kijken.",
    )  # fmt: skip
    dossiers.disclose_signal(actor=world.af, signal=earlier, number=1)
    make_contact(teacher, pupil, agreed="Moeder let op.")
    case = case_in(world, State.PROPOSED, world.second_pupil)
    scene = Scene(
        world=world,
        signal=signal,
        follow_up=make_follow_up(teacher, pupil, due_on=today()),
        hand_over=make_hand_over(teacher, pupil, signals=[signal]),
        incident=take_up(world, make_incident(world, pupils={pupil: "befell"})),
        run=make_run(world),
        case=case,
        round=None,
    )
    refresh_figures()
    open_yearly_monitoring()
    scene.round = MonitoringRound.objects.filter(school=world.school).first()
    return scene


def pages_of_teacher(scene: Scene) -> Iterator[str]:
    pupil = [scene.world.pupil.pk]
    yield reverse("schools:pupils")
    yield reverse("dossiers:pick_pupil")
    yield reverse("dossiers:dossier", args=pupil)
    yield reverse("dossiers:dossier", args=[scene.world.second_pupil.pk])  # asks why first
    yield reverse("dossiers:signal", args=[scene.signal.pk])
    yield reverse("dossiers:finish_follow_up", args=[scene.follow_up.pk])
    yield reverse("dossiers:hand_overs")
    yield reverse("dossiers:hand_over_detail", args=[scene.hand_over.pk])
    yield reverse("incidents:register")
    yield reverse("incidents:report")
    yield reverse("account_change_password")
    yield reverse("mfa_index")


def pages_of_af(scene: Scene) -> Iterator[str]:
    yield reverse("dossiers:looks", args=[scene.world.pupil.pk])
    yield reverse("dossiers:correct_signal", args=[scene.signal.pk])
    yield reverse("dossiers:link_signal", args=[scene.signal.pk])
    yield reverse("dossiers:disclose_signal", args=[scene.signal.pk])
    yield reverse("schools:access", args=[scene.world.pupil.pk])
    yield reverse("meldcode:cases")
    yield reverse("meldcode:find_pupil")
    yield reverse("meldcode:case", args=[scene.case.pk])
    yield reverse("incidents:register")
    yield reverse("incidents:incident", args=[scene.incident.pk])
    yield reverse("protocols:runs")
    yield reverse("protocols:start")
    yield reverse("protocols:run", args=[scene.run.pk])


def pages_of_manager(scene: Scene) -> Iterator[str]:
    yield reverse("meldcode:decision", args=[scene.case.pk])
    yield reverse("meldcode:return", args=[scene.case.pk])
    yield reverse("incidents:incident", args=[scene.incident.pk])
    yield reverse("protocols:run", args=[scene.run.pk])
    yield reverse("monitoring:figures")


def pages_of_bestuur(scene: Scene) -> Iterator[str]:
    yield reverse("monitoring:figures")
    yield reverse("monitoring:measure", args=["signals"])
    if scene.round:
        yield reverse("monitoring:round", args=[scene.round.pk])


def pages_of_parent(scene: Scene) -> Iterator[str]:
    yield reverse("portal:children")
    yield reverse("portal:dossier", args=[scene.world.pupil.pk])


def no_pages(scene: Scene) -> Iterator[str]:
    yield from ()


ROLES: dict[str, Callable[[Scene], Iterator[str]]] = {
    "teacher": pages_of_teacher,
    "af": pages_of_af,
    "manager": pages_of_manager,
    "bestuur": pages_of_bestuur,
    "parent": pages_of_parent,
    "contactpersoon": no_pages,
    "beheerder": no_pages,  # all of them: test_registry.py
}


@SIZES
@pytest.mark.parametrize("role", ROLES)
def test_main_pages_of_every_role_are_accessible_on_phone_and_desktop(
    visit: Callable[..., Visitor], role: str, viewport: dict[str, int]
) -> None:
    with acting_as_system():
        scene = make_scene()
        pages = list(ROLES[role](scene))
    visitor = visit(viewport)
    visitor.log_in(scene.world.user(role).username, PASSWORD)
    width = viewport["width"]
    visitor.look(f"today-{role}-{width}")
    for number, path in enumerate(pages):
        visitor.go(path)
        assert visitor.path == path
        visitor.look(f"{role}-{number:02}-{width}")


@SIZES
def test_pages_before_logging_in_are_accessible(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    visitor = visit(viewport)
    for name in ["account_login", "account_reset_password", "account_reset_password_done"]:
        visitor.go(reverse(name))
        visitor.look(f"{name}-{viewport['width']}")
    visitor.go(reverse("account_login"))
    visitor.fill(login="niemand", password="verkeerd")
    visitor.send()
    visitor.look(f"login-refused-{viewport['width']}")
