"""What AF HGKM and manager do: open a case, the five steps, confirm, report, the Rapportage."""

import io
import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core import documents
from core.context import acting_as_system
from core.workdays import today
from dossiers.models import HandOver
from meldcode.models import Case, Decision
from schools.models import Pupil
from tests.journeys.browser import Visitor

REASON = "Het kind had drie keer niets gegeten en vertelde zelf dat er thuis niets was."
ANSWERS = {"vermoeden": "ja", "veiligheid": "nee", "hulp": "nee"}


def url(name: str, case: uuid.UUID) -> str:
    return reverse(f"meldcode:{name}", args=[case])


def open_case(af: Visitor, pupil: Pupil) -> uuid.UUID:
    """See the hand-over in 'Vandaag', read it, open a case from it."""
    with acting_as_system():
        hand_over = HandOver.objects.get(pupil=pupil)
    af.go("/")
    af.look("story-today-af")
    af.follow(reverse("dossiers:hand_over_detail", args=[hand_over.pk]))
    af.look("story-hand-over")
    af.follow(reverse("meldcode:take_over", args=[hand_over.pk]))
    af.look("story-open-case")
    af.send()
    with acting_as_system():
        case = Case.objects.get(pupil=pupil)
    assert af.path == url("case", case.pk)
    af.look("story-case-new")
    return case.pk


def gather(af: Visitor, case: uuid.UUID) -> None:
    """Step 1: pick the signals, answer the seven questions."""
    af.follow(url("gather", case))
    radios = af.page.locator('main [name^="speaks-"][value="for"]')
    assert radios.count() == 1
    radios.first.check()
    af.look("story-gather")
    af.send()
    af.follow(url("analyse", case))
    af.fill(
        signals="Zonder eten en zonder jas naar school.", frequency="Drie keer in een week.",
        situations="Vooral op maandag.", shown_before="Vorig jaar niet.",
    )  # fmt: skip
    af.look("story-analysis")
    af.send()


def consult_and_talk(af: Visitor, case: uuid.UUID) -> None:
    """Steps 2 and 3."""
    af.follow(url("consult", case))
    af.tick("kind", "veilig_thuis")
    af.tick("anonymous")
    af.fill(
        happened_on=today().isoformat(), spoken_with="adviseur", file_number="VT-2026-0117",
        asked="Wat vindt u van deze signalen?", advice="Praat met de ouders en weeg dan opnieuw.",
    )  # fmt: skip
    af.look("story-consult")
    af.send()
    af.follow(url("talk", case))
    af.fill(
        happened_on=today().isoformat(), spoken_with="beide ouders", told="Wat wij zagen.",
        reaction="De ouders herkennen het en willen geen hulp.", agreed="Volgende week weer.",
    )  # fmt: skip
    af.look("story-talk")
    af.send()


def weigh(af: Visitor, case: uuid.UUID) -> None:
    """Step 4: the questions one at a time, each with a reason, until the weighing is finished."""
    af.go(url("case", case))
    af.follow(url("weigh", case))
    for number, answer in enumerate(ANSWERS.values(), 1):
        af.tick("answer", answer)
        af.fill(reason=REASON)
        af.look("story-weigh" if number == 2 else f"story-weigh-{number}")
        af.send()
    af.look("story-weighed")


def propose(af: Visitor, case: uuid.UUID) -> None:
    """Step 5: propose to report; nobody confirms a proposal of their own (M8)."""
    af.follow(url("propose", case))
    af.tick("report", "yes")
    af.tick("help", "no")
    af.fill(report_reason=REASON, help_reason="De ouders nemen geen hulp aan.")
    af.look("story-propose")
    af.send()
    with acting_as_system():
        decision = Decision.objects.get(case=case)
    af.go(url("decision", case))
    af.look("story-decision-own")
    assert af.page.locator("main form button.btn-primary").count() == 0
    assert af.post(url("decision", case), decision=str(decision.pk)) == 403
    with acting_as_system():
        decision.refresh_from_db()
    assert decision.state == Decision.State.PROPOSED


def confirm(manager: Visitor, case: uuid.UUID) -> None:
    """The manager reads how it was weighed, and confirms."""
    manager.go("/")
    manager.look("story-today-manager")
    manager.follow(url("decision", case))
    assert REASON in manager.words()
    manager.look("story-decision")
    manager.send()
    assert manager.path == url("case", case)


def file_report(manager: Visitor, case: uuid.UUID) -> None:
    """The manager records that the report was filed."""
    moment = timezone.localtime() - timedelta(minutes=1)
    manager.follow(url("file_report", case))
    manager.fill(
        filed_on=moment.date().isoformat(), filed_time=f"{moment:%H:%M}", reference="VT-2026-0117",
        parents_told_on=moment.date().isoformat(),
    )  # fmt: skip
    manager.tick("child_told", "young")
    manager.look("story-report")
    manager.send()
    assert manager.path == url("case", case)
    manager.look("story-case")


def rapportage(af: Visitor, case: uuid.UUID) -> str:
    """Write and download the Rapportage Meldcode; returns its text."""
    af.go(url("case", case))
    af.follow(url("rapportage", case))
    af.fill(
        unrest="Geen onrust buiten het gezin.", bottlenecks="Het eerste gesprek kwam laat.",
        remarks="Geen.",
    )  # fmt: skip
    af.look("story-rapportage")
    af.send()
    af.look("story-rapportage-saved")
    af.send(af.page.locator(f'form[action="{url("rapportage_pdf", case)}"] button'))
    assert documents.make_waiting() == 1
    with af.page.expect_download() as download:
        af.page.locator('main a[href$="/downloaden/"]').click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def disclose(af: Visitor, pupil: Pupil, signal: uuid.UUID) -> None:
    """Read the signal as parents will, and open it to them: it then says so, at the entry."""
    af.go(reverse("dossiers:dossier", args=[pupil.pk]))
    af.look("story-dossier")
    af.go(reverse("dossiers:signal", args=[signal]))
    af.look("story-signal")
    af.follow(reverse("dossiers:disclose_signal", args=[signal]))
    af.look("story-disclose")
    af.send()
    assert af.path == reverse("dossiers:dossier", args=[pupil.pk]) + f"?entry={signal}"
    assert "De ouders kunnen dit vanaf nu lezen." in af.words()
    assert af.page.locator(f"#e-{signal}").is_visible()
    af.look("story-dossier-opened")
