"""The record on paper: tagged, its contents name the right pages, hostile text is text (D6, A8)."""

import io
import re

import pypdf
import pytest
from django.utils import timezone, translation

from core import pdf
from core.ids import uuid7
from dossiers.models import SignalVersion
from meldcode import services
from meldcode.models import Case
from meldcode.record import context_for
from meldcode.services.steps import Pick
from meldcode.workflow import State
from tests.factories import World
from tests.meldcode.helpers import HELPING, case_in, helping, make_signal, propose, weigh

HOSTILE = "<script>alert(1)</script> {{ 7|add:1 }} ' \" & <img src=file:///etc/passwd> " + "x" * 500


def make_case(world: World, signals: int) -> Case:
    """A case that was closed and opened again, with two rounds, a returned proposal and much gathered."""
    case = case_in(world, State.CLOSED)
    services.reopen_case(actor=world.af, case=case, reason=HOSTILE)
    case.refresh_from_db()
    gathered = [make_signal(world.pupil, world.teacher, f"Feit {n}.") for n in range(signals)]
    first = gathered[0]
    SignalVersion.objects.create(
        school=world.school, signal=first, author=world.af, number=2, facts=HOSTILE,
        interpretation="Ik maak me zorgen.", occurred_on=first.occurred_on, kinds=first.kinds,
        change="correction", change_reason="Het was de andere arm.",
    )  # fmt: skip
    picks = {signal.pk: Pick("for", "Past erbij.") for signal in gathered}
    services.gather_signals(actor=world.af, case=case, picks=picks)
    weigh(world, case, HELPING)
    returned = propose(world, case, helping())
    services.return_decision(actor=world.manager, decision=returned, reason=HOSTILE)
    services.confirm_decision(actor=world.manager, decision=propose(world, case, helping()))
    texts = {"subject": HOSTILE, "description": HOSTILE, "involved": "Kind"}
    services.save_rapportage(actor=world.af, case=case, key=uuid7(), texts=texts)
    return Case.objects.select_related("school__board", "pupil", "opened_by").get(pk=case.pk)


def pages_of(case: Case, reader: object) -> tuple[pypdf.PdfReader, list[str]]:
    with translation.override("nl"):
        frame = {
            "reader": str(reader),
            "printed_at": timezone.localtime(),
            "document_title": "Dossier",
        }
        content = pdf.render("meldcode/record_pdf.html", context_for(case) | frame)
    found = pypdf.PdfReader(io.BytesIO(content))
    return found, [" ".join(page.extract_text().split()) for page in found.pages]


@pytest.fixture
def paper(world: World) -> tuple[pypdf.PdfReader, list[str]]:
    return pages_of(make_case(world, 40), world.af)


def test_record_is_tagged_its_contents_are_right_and_hostile_text_is_text(
    paper: tuple[pypdf.PdfReader, list[str]],
) -> None:
    found, pages = paper
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert found.trailer["/Root"]["/Lang"] == "nl"
    listed = pages[1].partition("Inhoud")[2]
    named = dict(re.findall(r"([A-Z][^.]+?) ?\.{5,} ?(\d+)", listed))
    assert len(named) == 14
    for title, number in named.items():
        assert title in pages[int(number) - 1], title
    everything = " ".join(pages)
    assert "<script>alert(1)</script> {{ 7|add:1 }}" in everything
    assert "<img src=file:///etc/passwd>" in everything
    assert not any(page.images for page in found.pages)
    assert "Feit 0." in everything, "the earlier version of a corrected signal is gone"
    assert everything.count("Past erbij.") == 40
