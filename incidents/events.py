"""What this app writes in the audit log."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

VIEWED = register("incidents.incident_viewed", _("looked at an incident"), look=True)
REPORTED = register("incidents.incident_reported", _("reported an incident"))
PUPIL_LINKED = register("incidents.pupil_linked", _("linked a pupil to an incident"))
COLLEAGUE_LINKED = register(
    "incidents.colleague_linked", _("named a colleague in an incident, with their part")
)
COLLEAGUE_TAKEN_BACK = register(
    "incidents.colleague_taken_back", _("took back the part of a colleague in an incident")
)
CORRECTED = register("incidents.account_corrected", _("corrected the account of an incident"))
TAKEN_UP = register("incidents.incident_taken_up", _("took up an incident"))
TAKEN_OVER = register(
    "incidents.incident_taken_over", _("took over an incident from a colleague who is involved")
)
NOTED = register("incidents.note_added", _("added a note to an incident"))
PROTOCOL = register("incidents.protocol_started", _("started a protocol for an incident"))
CLOSED = register("incidents.incident_closed", _("closed an incident with a result"))
FIGURES_EXPORTED = register(
    "incidents.figures_exported", _("downloaded the figures of the incidents"), look=True
)
IMPORT_UPLOADED = register(
    "incidents.import_uploaded", _("uploaded an earlier register for a preview")
)
IMPORT_VIEWED = register("incidents.import_viewed", _("looked at an uploaded register"), look=True)
IMPORT_APPLIED = register("incidents.import_applied", _("imported an earlier register"))
IMPORT_DROPPED = register("incidents.import_dropped", _("wiped an uploaded register"))
IMPORTED = register("incidents.incident_imported", _("imported an incident of an earlier register"))
