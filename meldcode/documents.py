"""Documents of cases that the worker makes (core/documents): Rapportage, letter, summary, record, bundle."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import documents
from meldcode import events, letter, record, summary_text
from meldcode.bundle_document import make_bundle
from meldcode.models import AnonymousSummary, Bundle, Case
from meldcode.rapportage import context_for

RAPPORTAGE = "meldcode.rapportage"
RECORD = "meldcode.record"
BUNDLE = "meldcode.bundle"
SUMMARY = "meldcode.summary"
LETTER = "meldcode.letter"


def register() -> None:
    """Register what can be asked of a case. Neither title nor file tells about which child it is."""
    documents.register_pdf(
        RAPPORTAGE,
        title=_("Rapportage Meldcode"),
        rows=lambda user: Case.objects.visible_to(user).select_related("pupil", "school"),
        permissions=("meldcode.download_rapportage",),
        look=events.RAPPORTAGE_DOWNLOADED,
        template="meldcode/rapportage_pdf.html",
        context=lambda reader, case, choice: context_for(case),
        filename="rapportage-meldcode",
        label=lambda case: str(case.pupil),
        # Who may download it may not write it, all the same.
        back=lambda case: reverse("meldcode:case", args=[case.pk]),
    )
    documents.register_pdf(
        LETTER,
        title=_("Letter to Veilig Thuis"),
        rows=lambda user: Case.objects.visible_to(user).select_related("pupil", "school"),
        permissions=("meldcode.write_letter",),
        look=events.LETTER_DOWNLOADED,
        template="meldcode/letter_pdf.html",
        context=lambda reader, case, choice: letter.context_for(case),
        filename="brief-veilig-thuis",
        label=lambda case: str(case.pupil),
        back=lambda case: reverse("meldcode:letter", args=[case.pk]),
    )
    documents.register_pdf(
        SUMMARY,
        title=_("Summary for advice"),
        rows=lambda user: AnonymousSummary.objects.visible_to(user).select_related(
            "case__pupil", "case__school"
        ),
        permissions=("meldcode.work_on_case",),
        look=events.SUMMARY_DOWNLOADED,
        template="meldcode/summary_pdf.html",
        context=lambda reader, summary, choice: summary_text.context_for(summary),
        filename="samenvatting",
        label=lambda summary: str(summary.case.pupil),
        back=lambda summary: reverse("meldcode:summary", args=[summary.case_id]),
        refusal=_(
            "A name or something else in this summary can tell about whom it is: since it was written "
            "somebody came to the school, or a name changed. Write a new version; it tells you what was "
            "found."
        ),
    )
    documents.register_pdf(
        RECORD,
        title=_("Record of a Meldcode case"),
        rows=lambda user: Case.objects.visible_to(user).select_related(
            "pupil", "school__board", "opened_by"
        ),
        permissions=("meldcode.download_record",),
        look=events.RECORD_DOWNLOADED,
        template="meldcode/record_pdf.html",
        context=lambda reader, case, choice: record.context_for(case),
        filename="meldcode-dossier",
        label=lambda case: str(case.pupil),
        back=lambda case: reverse("meldcode:case", args=[case.pk]),
    )
    documents.register(
        BUNDLE,
        make=make_bundle,
        title=_("Bundle of Rapportages"),
        rows=lambda user: Bundle.objects.visible_to(user).select_related("school"),
        permissions=("meldcode.bundle",),
        look=events.BUNDLE_DOWNLOADED,
        filename="bundel-rapportages",
        label=lambda bundle: str(bundle.school),
        back=lambda bundle: reverse("meldcode:bundle", args=[bundle.pk]),
    )
