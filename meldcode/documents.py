"""Documents of a case that the worker makes (core/documents): the Rapportage Meldcode (M11)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import documents
from meldcode import events, letter
from meldcode.models import Case
from meldcode.rapportage import context_for

RAPPORTAGE = "meldcode.rapportage"
LETTER = "meldcode.letter"


def register() -> None:
    """Register the Rapportage. Neither its title nor its file tells about which child it is."""
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
        back=lambda case: reverse("meldcode:rapportage", args=[case.pk]),
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
