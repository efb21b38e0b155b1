"""Looking back: what is missing in a case, its record, the look back of a school, the Meldcode explained."""

import io
from collections.abc import Callable
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from core import documents
from core.context import acting_as_system
from core.ids import uuid7
from core.workdays import school_year_of, today
from meldcode import services
from meldcode.models import Bundle, Case
from meldcode.services.steps import Pick
from meldcode.workflow import State
from tests.factories import PASSWORD, World, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode.helpers import case_in, make_signal, open_case

pytestmark = [pytest.mark.committed, pytest.mark.journey]

FACTS = "Een blauwe plek op de arm, zo groot als een munt, bij het omkleden voor gym."
RAPPORTAGE = {
    "subject": "Zorg over thuis", "description": "Blauwe plekken en een stil kind.",
    "involved": "Kind en moeder", "unrest": "Geen onrust in de groep.",
}  # fmt: skip


def make_scene() -> tuple[World, Case, Bundle]:
    """A case with help, another that just began, and the look back of this school year."""
    with acting_as_system():
        world = make_world()
        case = case_in(world, State.HELP_RUNNING)
        signal = make_signal(world.pupil, world.teacher, FACTS)
        picks = {signal.pk: Pick("for", "Het past bij de zorg.")}
        services.gather_signals(actor=world.af, case=case, picks=picks)
        services.save_rapportage(actor=world.af, case=case, key=uuid7(), texts=RAPPORTAGE)
        open_case(world, world.second_pupil, cause="disclosure")
        first, last = school_year_of(today())
        due = today() + timedelta(days=30)
        bundle = Bundle.objects.create(
            school=world.school, kind="year", starts_on=first, ends_on=last, due_on=due,
            remind_on=due,
        )  # fmt: skip
    return world, case, bundle


def text_of(visitor: Visitor) -> str:
    """Let the document be made, download it, and return its words."""
    assert documents.make_waiting() == 1
    download = visitor.page.locator('main a[href$="/downloaden/"]')
    download.wait_for()
    with visitor.page.expect_download() as found:
        download.click()
    pages = pypdf.PdfReader(io.BytesIO(found.value.path().read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
def test_af_sees_what_is_missing_takes_the_record_and_looks_back(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world, case, bundle = make_scene()
    size = viewport["width"]
    af = visit(viewport)
    af.log_in(world.af.username, PASSWORD)
    af.look(f"record-today-{size}")
    af.go(reverse("meldcode:case", args=[case.pk]))
    af.page.locator("details.coach > summary").click()
    af.look(f"record-case-{size}")
    assert "nog geen plan" in af.words("details.coach")
    af.send(af.page.locator(f"form[action$='/{case.pk}/dossier/pdf/'] button"))
    record = text_of(af)
    assert FACTS in record
    assert str(world.manager) in record
    af.go(reverse("meldcode:bundles"))
    af.look(f"record-bundles-{size}")
    af.follow(f"/{bundle.pk}/")
    af.look(f"record-bundle-{size}")
    af.follow("/tekst/")
    af.look(f"record-bundle-write-{size}")
    af.fill(seen="Twee zaken, een met hulp.", measures="Eerder overleggen, vanaf januari.")
    af.send()
    af.look(f"record-bundle-written-{size}")
    af.send(af.page.locator(f"form[action$='/{bundle.pk}/pdf/'] button"))
    assert "Blauwe plekken en een stil kind." in text_of(af)
    assert not af.faults, "\n".join(af.faults)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
def test_teacher_reads_the_explanation_and_manager_the_case(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world, case, bundle = make_scene()
    size = viewport["width"]
    teacher = visit(viewport)
    teacher.log_in(world.teacher.username, PASSWORD)
    teacher.go(reverse("meldcode:guide"))
    teacher.look(f"guide-{size}")
    manager = visit(viewport)
    manager.log_in(world.manager.username, PASSWORD)
    manager.go(reverse("meldcode:case", args=[case.pk]))
    manager.look(f"record-case-manager-{size}")
    manager.go(reverse("meldcode:bundle", args=[bundle.pk]))
    manager.look(f"record-bundle-manager-{size}")
    assert not [*teacher.faults, *manager.faults]
