"""What is wrong with a file, as a CSV file to mend it by."""

from django.utils.translation import gettext as _

from core import csv
from incidents.importing.plan import VALUE_SHOWN, Fault


def as_csv(faults: list[Fault]) -> bytes:
    """Return a line a fault: row, field, what it says now, what is wrong. No cell is a formula."""
    head = [_("Row"), _("Field"), _("What it says"), _("What is wrong")]
    return csv.of_rows(
        head,
        (
            [fault.row, str(fault.label), fault.value[:VALUE_SHOWN], fault.reason]
            for fault in faults
        ),
    )
