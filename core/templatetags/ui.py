"""The template tags that draw our components; docs/components.md shows how to use each.

A tag checks its parameters and picks words, icon and tone; the HTML is in templates/components/.
Every state is told by text and icon, never by colour alone (WCAG 1.4.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import charts
from core.presentation import ICONS, TONES, due_state, fact_kinds, local_day, step_states

register = template.Library()


def _known(value: str, known: Iterable[str], what: str) -> str:
    """Return `value`; raise ValueError when it is not one of `known` (a slip in a template)."""
    if value not in known:
        raise ValueError(f"Unknown {what} {value!r}; choose from {', '.join(sorted(known))}.")
    return value


def _draw(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", context))  # noqa: S308  # escaped by the template


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of the sprite: hidden from screen readers, or with `label` as its name."""
    url = static("img/icons.svg")
    href = f"{url}#{_known(name, ICONS, 'icon')}"
    if not label:
        return format_html(
            '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
            css,
            href,
        )
    return format_html(
        '<svg class="icon {}" role="img" aria-label="{}" focusable="false"><use href="{}"/></svg>',
        css,
        label,
        href,
    )


@register.inclusion_tag("components/badge.html")
def badge(label: object, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """Draw a status: its words, an icon (the tone's own unless named) and a tone of TONES."""
    _known(tone, TONES, "tone")
    return {"label": label, "tone": tone, "icon": icon or TONES[tone]}


@register.inclusion_tag("components/due_chip.html")
def due_chip(
    due_on: date | None, done_on: date | None = None, today: date | None = None
) -> dict[str, Any]:
    """Draw a due date as words with a tone; dates or datetimes (read in local time)."""
    due = local_day(due_on) if due_on else None
    done = local_day(done_on) if done_on else None
    state = due_state(due, done, today or timezone.localdate())
    return {**state._asdict(), "day": done or due}


@register.simple_block_tag
def page_header(
    content: SafeString,
    title: object,
    purpose: object = "",
    back_url: str = "",
    back_label: object = "",
    eyebrow: object = "",
) -> SafeString:
    """Draw the head of a page; the block holds its actions (buttons). For `page_header` blocks."""
    return _draw(
        "page_header",
        title=title,
        purpose=purpose,
        back_url=back_url,
        back_label=back_label,
        eyebrow=eyebrow,
        actions=content.strip() and content,
    )


@register.simple_block_tag
def card(
    content: SafeString,
    title: object = "",
    icon: str = "",
    tone: str = "",
    url: str = "",
    url_label: object = "",
    level: int = 2,
    id: str = "",
) -> SafeString:
    """Draw a panel with an optional heading of `level` and a link at the heading's end."""
    if tone:
        _known(tone, TONES, "tone")
    return _draw(
        "card",
        content=content,
        title=title,
        icon=icon,
        tone=tone,
        url=url,
        url_label=url_label,
        level=level,
        id=id,
    )


@register.simple_block_tag
def callout(
    content: SafeString, tone: str = "info", title: object = "", icon: str = ""
) -> SafeString:
    """Draw a remark beside the work: what someone must know here."""
    _known(tone, TONES, "tone")
    return _draw("callout", content=content, tone=tone, title=title, icon=icon or TONES[tone])


@register.simple_block_tag
def fact_box(content: SafeString, kind: str, source: object = "", level: int = 3) -> SafeString:
    """Draw fact, hearsay or interpretation apart (D2): `kind` is seen, heard or thought."""
    kinds = fact_kinds()
    icon_name, label, explanation = kinds[_known(kind, kinds, "kind of fact")]
    return _draw(
        "fact_box",
        content=content,
        kind=kind,
        icon=icon_name,
        label=label,
        explanation=explanation,
        source=source,
        level=level,
    )


@register.simple_block_tag
def timeline(content: SafeString, label: object = "") -> SafeString:
    """Draw the list around `timeline_item`s, newest or oldest first as the view orders them."""
    return _draw("timeline", content=content, label=label)


@register.simple_block_tag
def timeline_item(
    content: SafeString,
    title: object,
    icon: str = "dossier",
    tone: str = "neutral",
    who: object = "",
    when: date | None = None,
    url: str = "",
    label: object = "",
    id: str = "",
) -> SafeString:
    """Draw one entry: `label` says its kind, `who` and `when` are its meta, the block its body."""
    _known(tone, TONES, "tone")
    return _draw(
        "timeline_item",
        content=content.strip() and content,
        title=title,
        icon=_known(icon, ICONS, "icon"),
        tone=tone,
        who=who,
        when=when,
        has_time=isinstance(when, datetime),
        url=url,
        label=label,
        id=id,
    )


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: object,
    text: object = "",
    icon: str = "inbox",
    action_url: str = "",
    action_label: object = "",
) -> dict[str, Any]:
    """Draw what an empty list is and what one can do about it."""
    return {
        "title": title,
        "text": text,
        "icon": icon,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("components/step_tracker.html")
def step_tracker(steps: Sequence[Mapping[str, Any]], label: object = "") -> dict[str, Any]:
    """Draw an ordered list of steps: dicts of label, state, and optionally url and note."""
    states = step_states()
    shown = []
    for step in steps:
        mark, words = states[_known(step["state"], states, "state of a step")]
        shown.append({**step, "icon": mark, "words": words})
    return {"steps": shown, "label": label}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: SafeString,
    question: object,
    submit_label: object,
    cancel_url: str,
    action: str = "",
    tone: str = "warning",
    cancel_label: object = "",
) -> SafeString:
    """Draw a confirmation page's form (POST); the block says what will happen, or holds fields."""
    _known(tone, TONES, "tone")
    return _draw(
        "confirm",
        content=content,
        question=question,
        submit_label=submit_label,
        cancel_url=cancel_url,
        cancel_label=cancel_label or _("Cancel"),
        action=action,
        tone=tone,
        icon=TONES[tone],
        csrf_token=context.get("csrf_token"),
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """List a form's errors with a link to each field; app.js moves the focus to it."""
    if form is None or not form.is_bound or not form.errors:
        return {"errors": []}
    found = [{"id": "", "label": "", "message": error} for error in form.non_field_errors()]
    for field in form:
        # A group of radio buttons has no id of its own: link to its wrapper.
        target = field.id_for_label or f"div_{field.auto_id}"
        label = str(field.label)
        lead = label if label.endswith(("?", ".", "!")) else f"{label}:"
        found += [{"id": target, "label": lead, "message": error} for error in field.errors]
    return {"errors": found}


@register.inclusion_tag("components/definition_list.html")
def definition_list(items: Iterable[Sequence[object]]) -> dict[str, Any]:
    """Draw label–value pairs; an empty value shows as 'not filled in'."""
    return {"items": [(label, value) for label, value in items]}


@register.inclusion_tag("components/stat_tile.html")
def stat_tile(
    label: object,
    value: object = None,
    suppressed: bool = False,
    unit: object = "",
    note: object = "",
    url: str = "",
    icon: str = "",
    tone: str = "neutral",
) -> dict[str, Any]:
    """Draw a figure with its label; `suppressed` shows '<5' and says why, whatever `value` is."""
    _known(tone, TONES, "tone")
    return {
        "label": label,
        "value": None if suppressed else value,
        "suppressed": suppressed,
        "unit": unit,
        "note": note,
        "url": url,
        "icon": icon,
        "tone": tone,
    }


_LYING_WIDTH: Final = 340  # a phone's width, so that letters keep their size there
_STANDING: Final = (520, 240)


@register.filter
def chosen_count(form: BaseForm) -> int:
    """Return how many fields of a filter were filled in, for when it is folded."""
    return sum(1 for name in form.fields if form.data.get(form.add_prefix(name)))


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    title: object,
    rows: Iterable[Mapping[str, Any]],
    unit: object = "",
    standing: bool = False,
    id: str = "chart",
    hidden_label: str = "<5",
    hidden_note: object = "",
) -> dict[str, Any]:
    """Draw figures as bars (SVG) with the same figures in a table beneath.

    Each row is a mapping of `label` and `value`; value None means suppressed: fewer than five, unless
    `hidden_label` and `hidden_note` say otherwise.
    Bars lie, for names; `standing` is for a course in time with short labels.
    """
    pairs = [(str(row["label"]), row["value"]) for row in rows]
    if standing:
        width, height = _STANDING
        chart = charts.bar_chart(pairs, width=width, height=height, suppressed=hidden_label)
    else:
        height = charts.horizontal_height(len(pairs))
        chart = charts.bar_chart(
            pairs, width=_LYING_WIDTH, height=height, horizontal=True, suppressed=hidden_label
        )
    return {
        "title": title,
        "chart": chart,
        "unit": unit,
        "id": id,
        "hidden_note": hidden_note,
        "any_suppressed": any(bar.suppressed for bar in chart.bars),
        "any_shown": any(not bar.suppressed for bar in chart.bars),
        "any_drawn": any(bar.value for bar in chart.bars),
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], param: str = "page") -> dict[str, Any]:
    """Draw the way through pages, keeping the other parameters of the address."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is not None:
        query.pop(param, None)
    rest = query.urlencode() if query is not None else ""
    return {"page": page, "prefix": f"?{rest}&{param}=" if rest else f"?{param}="}


@register.simple_block_tag
def data_table(content: SafeString, caption: object, show_caption: bool = False) -> SafeString:
    """Draw a table whose rows become cards on a phone: give every cell `data-label`."""
    return _draw("data_table", content=content, caption=caption, show_caption=show_caption)


@register.inclusion_tag("components/due_item.html")
def due_item(
    title: object,
    url: str,
    due_on: date | None = None,
    icon: str = "dossier",
    meta: object = "",
    action: object = "",
    urgent: bool = False,
    today: date | None = None,
) -> dict[str, Any]:
    """Draw one thing that waits (a row of 'Vandaag'): the whole row is one link.

    Without `url` it is text: the reader may know it, and somebody else does it. `urgent` without a
    date reads 'as soon as possible'.
    """
    return {
        "title": title,
        "url": url,
        "due_on": due_on,
        "icon": _known(icon, ICONS, "icon"),
        "meta": meta,
        "action": action,
        "urgent": urgent,
        "today": today,
    }


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: object) -> dict[str, Any]:
    """Draw links between the pages of one thing: dicts of label, url, active, and maybe badge."""
    return {"items": items, "label": label}
