"""An AF HGKM narrows a dossier on a phone, prints it, and gets it as PDF with progress."""

import io
from collections.abc import Callable

import pypdf
import pytest
from django.urls import reverse

from core import documents
from core.context import acting_as_system
from dossiers.selectors.chronology import ENTRIES_A_PAGE
from incidents.models import Part
from tests.dossiers.helpers import make_contact, make_hand_over, make_signal
from tests.factories import PASSWORD, World, make_world
from tests.incidents.factories import make_incident
from tests.journeys.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.committed, pytest.mark.journey]


def make_scene() -> World:
    with acting_as_system():
        world = make_world()
        world.pupil.siblings.add(world.second_pupil)
        for number in range(ENTRIES_A_PAGE + 5):
            make_signal(
                world.teacher,
                world.pupil,
                days_ago=number * 21,
                kinds=["care"] if number % 3 else ["home", "contact"],
                interpretation="Ik maak me zorgen." if number % 4 == 0 else "",
            )
        make_contact(world.teacher, world.pupil, agreed="Moeder belt morgen.")
        make_hand_over(world.teacher, world.pupil)
        make_incident(world, pupils={world.pupil: Part.BEFELL})
    return world


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
def test_af_narrows_a_dossier_prints_it_and_gets_it_as_pdf(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world = make_scene()
    size = str(viewport["width"])
    af = visit(viewport)
    af.log_in(world.af.username, PASSWORD)
    af.go(reverse("dossiers:dossier", args=[world.pupil.pk]))
    af.look(f"chronology-{size}")
    assert "33 van 33" in af.words("main")

    af.page.locator(".chronology-chart > summary").click()
    if af.is_phone:
        af.page.locator(".filter-fold summary").click()
    af.pick("kind", "signal")
    af.pick("signal_kind", "home")
    af.send(af.page.locator(".filter-bar button[type=submit]"))
    assert "10 van 33" in af.words("main")
    af.look(f"chronology-narrowed-{size}")

    af.page.locator('main a[href*="/afdrukken/"]').click()
    assert "Verandering of spanning thuis" in af.words("main")
    af.look(f"chronology-print-{size}")
    af.page.go_back()

    af.page.locator('form[action$="/pdf/"] button').click()
    af.page.wait_for_url("**/documenten/**")
    assert "wacht op zijn beurt" in af.words("main")
    af.look(f"document-waiting-{size}")
    assert documents.make_waiting() == 1
    # The page follows by itself.
    af.page.locator('main a[href$="/downloaden/"]').wait_for()
    af.look(f"document-ready-{size}")
    with af.page.expect_download() as caught:
        af.page.locator('main a[href$="/downloaden/"]').click()
    pages = pypdf.PdfReader(io.BytesIO(caught.value.path().read_bytes())).pages
    text = " ".join(page.extract_text() for page in pages)
    assert world.af.display_name in text
    assert "schommel" not in text

    af.go(reverse("documents:documents"))
    assert world.pupil.full_name in af.words("main")
    af.look(f"documents-{size}")
    assert af.faults == []
