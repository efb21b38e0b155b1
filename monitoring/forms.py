"""Shape of what the board concludes."""

from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, NarrativeField


class ConcludeForm(BaseForm):
    """The end of the yearly monitoring: what the figures say, what will be done (B3)."""

    submit_label = _("Conclude the monitoring")

    conclusion = NarrativeField(
        label=_("What do the figures say?"),
        help_text=_("Write about the school. Never about a child or a family."),
        rows=6,
    )
    measures = NarrativeField(
        label=_("What are you going to do?"),
        help_text=_("Measures, training, who does it and before when."),
        rows=6,
    )
