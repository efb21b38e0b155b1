"""Draws a figure. In Python, since a large board's page has thousands of them: 250 schools took a second."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from monitoring.reading import Cell

register = template.Library()


@register.simple_tag
def figure(cell: Cell) -> SafeString:
    """Draw one figure and that of the year before."""
    before = ""
    if cell.before is not None:
        words = _("last year %(before)s") % {"before": cell.before}
        before = format_html(' <span class="figure-before">{}</span>', words)
    return format_html('<span class="figure">{}{}</span>', _value(cell), before)


def _value(cell: Cell) -> SafeString:
    if not cell.known:
        return format_html('<span class="muted">{}</span>', _("not counted"))
    if cell.value is None:
        hidden = mark_safe('<span aria-hidden="true">–</span>')
        return format_html('{}<span class="visually-hidden">{}</span>', hidden, _("not shown"))
    return format_html("<strong>{}</strong>", cell.value)
