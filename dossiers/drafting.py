"""Where somebody goes on with what was being written, and what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.models import Draft
from dossiers.services.drafts import read_draft


@dataclass(frozen=True, slots=True)
class Writing:
    """One kind of draft: its page, and what 'Vandaag' says of it (`%(pupil)s` is the name)."""

    page: str
    to_finish: Promise


WRITTEN_AT: Final[Mapping[str, Writing]] = {
    Draft.Form.SIGNAL: Writing("dossiers:signal_step", _("Finish the signal about %(pupil)s")),
    Draft.Form.CORRECTION: Writing(
        "dossiers:correct_signal", _("Finish the change of a signal about %(pupil)s")
    ),
    Draft.Form.TALK_REPORT: Writing(
        "dossiers:write_report", _("Finish the report of a talk about %(pupil)s")
    ),
}


def page_of(draft: Draft) -> str:
    """Return the address of the page on which this draft is written."""
    page = WRITTEN_AT[draft.form].page
    if draft.form == Draft.Form.CORRECTION and read_draft(draft).get("adding"):
        page = "dossiers:complete_signal"
    return reverse(page, args=[draft.about] if draft.about else [draft.pupil_id, 1])
