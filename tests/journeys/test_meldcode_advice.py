"""Anonymous advice: a summary in which none of the names of a school of 400 pupils stands (A5)."""

import io
import uuid
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from core import documents
from core.actors import SYSTEM
from core.context import acting_as_system
from core.workdays import school_year_of, today
from meldcode import services
from meldcode.models import AnonymousSummary, Consultation
from meldcode.services.steps import Pick
from schools.edexml import parse
from schools.edexml_sample import render, sample_school
from schools.imports import apply_import
from schools.models import Pupil, StaffMember
from tests.factories import PASSWORD, World, make_guardian, make_user, make_world
from tests.journeys.acts_meldcode import case_page, day, url
from tests.journeys.browser import DESKTOP, Visitor
from tests.journeys.people import names_in
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]


def test_no_name_of_the_school_stands_in_the_paper_for_veilig_thuis(
    visit: Callable[..., Visitor],
) -> None:
    with acting_as_system():
        world = make_world()
        child, other = fill_the_school(world)
        case = case_full_of_names(world, child, other)
    af = visit(DESKTOP)
    af.log_in(world.af.username, PASSWORD)
    af.go(url("case", case))
    af.follow(url("summary", case))
    made = af.page.locator("main [name=text]").input_value()
    assert len(made) > 200
    assert names_in(made) == set()
    af.look("advice-summary")

    # A name that is typed is found, named by what it is, and nothing is saved.
    af.fill(text=f"{made}\n{other.call_name} zag het ook.")
    af.send()
    assert other.call_name in af.words("main")
    af.look("advice-refused")
    with acting_as_system():
        assert not AnonymousSummary.objects.exists()
    af.fill(text=made)
    af.send()
    af.look("advice-saved")
    text = download(af)
    assert names_in(text) == set()
    assert "blauwe" in text
    ask_veilig_thuis(af, case)


def fill_the_school(world: World) -> tuple[Pupil, Pupil]:
    """Import 400 pupils and 29 teachers; returns the child of the case and a classmate."""
    world.school.dependance = "00"  # as the file says
    world.school.save(update_fields=["dependance"])
    starts_on, ends_on = school_year_of(today())
    year = f"{starts_on.year}-{ends_on.year}"
    sample = sample_school(groups=19, pupils=400, teachers=29, year=year, brin=world.school.brin)
    apply_import(
        actor=SYSTEM, board=world.board, file=parse(BytesIO(render(sample))), school=world.school
    )
    found = Pupil.objects.filter(key__in=[person.key for person in sample.pupils[100:118]])
    child = found[0]
    other = found.exclude(last_name=child.last_name).exclude(call_name=child.call_name)[0]
    make_guardian(child, make_user("ouder-advies", f"Mira {child.last_name}"))
    return child, other


def case_full_of_names(world: World, child: Pupil, other: Pupil) -> uuid.UUID:
    """A case whose signals and talks name the child, a classmate, a teacher and the parent."""
    teacher = StaffMember.objects.filter(school=world.school).exclude(call_name="")[0]
    facts = (
        f"{child.call_name} {child.last_name} had een blauwe plek. {other.call_name} zag het, en "
        f"{teacher.call_name} {teacher.last_name} vroeg ernaar. Mira {child.last_name} belde later."
    )
    signal = helpers.make_signal(child, world.teacher, facts)
    case = helpers.open_case(world, child, reason=f"Zorg om {child.call_name}.")
    services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for")})
    helpers.analyse(world, case, signals=facts)
    helpers.talk(world, case, spoken_with=f"Mira {child.last_name}")
    return case.pk


def download(af: Visitor) -> str:
    """Make the PDF of the summary and return its text."""
    af.send(af.page.locator('main form[action$="/pdf/"] button'))
    assert documents.make_waiting() == 1
    with af.page.expect_download() as download:
        af.page.locator('main a[href$="/downloaden/"]').click()
    content = download.value.path().read_bytes()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def ask_veilig_thuis(af: Visitor, case: uuid.UUID) -> None:
    """The advice is kept with the number of Veilig Thuis, the version that was used, and what followed."""
    with acting_as_system():
        summary = AnonymousSummary.objects.get()
    af.go(url("consult", case) + f"?soort=veilig_thuis&samenvatting={summary.pk}")
    af.tick("kind", "veilig_thuis")
    af.tick("anonymous")
    af.page.locator("main [name=summary]").select_option(str(summary.pk))
    af.fill(
        happened_on=day(0), spoken_with="een adviseur", file_number="ADV-77",
        asked="Wat raadt u aan?", advice="Praat deze week met de ouders.",
        next_steps="Over een week bellen wij terug.",
    )  # fmt: skip
    af.look("advice-consult")
    af.send()
    with acting_as_system():
        asked = Consultation.objects.get(case=case)
    assert (asked.anonymous, asked.summary_id) == (True, summary.pk)
    af.go(url("case", case))
    af.page.locator(f'main a[href*="{asked.pk}"]').first.click()
    af.tick("followed", "yes")
    af.fill(what="We spraken de ouders dezelfde week.")
    af.look("advice-followed")
    af.send()
    assert "We spraken de ouders dezelfde week." in case_page(af, case, "advice-case")
