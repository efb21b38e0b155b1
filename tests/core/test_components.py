"""The components draw what they are told and refuse slips."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from core.presentation import ICONS, due_state, local_day
from tests.core.drawing import TODAY, draw, words


class Signal(forms.Form):
    seen = forms.CharField(label="Gezien", help_text="Wat je zag.")
    kind = forms.ChoiceField(
        label="Soort", choices=[("a", "Gedrag"), ("b", "Letsel")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Notitie", required=False)
    told = forms.BooleanField(label="De bron weet het")

    def clean(self) -> dict[str, Any]:
        self.add_error(None, "Dit signaal bestaat al.")
        return self.cleaned_data


# Dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "done", "text", "tone"),
    [
        (date(2026, 3, 10), None, "vandaag", "warning"),
        (date(2026, 3, 11), None, "morgen", "warning"),
        (date(2026, 3, 13), None, "over 3 dagen", "warning"),
        (date(2026, 3, 14), None, "over 4 dagen", "info"),
        (date(2026, 3, 24), None, "over 14 dagen", "info"),
        (date(2026, 3, 25), None, "uiterlijk 25 maart", "neutral"),
        (date(2027, 3, 25), None, "uiterlijk 25 maart 2027", "neutral"),
        (date(2026, 3, 3), None, "te laat sinds 3 maart", "danger"),
        (None, None, "geen datum", "neutral"),
        (date(2026, 3, 9), date(2026, 3, 8), "gedaan op 8 maart", "success"),
        (date(2026, 3, 7), date(2026, 3, 8), "te laat gedaan op 8 maart", "warning"),
        (None, date(2026, 3, 8), "gedaan op 8 maart", "success"),
    ],
)
def test_a_due_date_is_told_in_words(
    due: date | None, done: date | None, text: str, tone: str
) -> None:
    with translation.override("nl"):
        state = due_state(due, done, TODAY)
    assert (state.text, state.tone) == (text, tone)
    assert state.icon in ICONS


def test_a_moment_counts_for_its_day_in_amsterdam() -> None:
    assert local_day(datetime(2026, 3, 9, 23, 30, tzinfo=UTC)) == TODAY
    assert local_day(datetime(2026, 3, 9, 23, 30)) == date(2026, 3, 9)  # noqa: DTZ001
    assert local_day(TODAY) == TODAY


def test_a_due_chip_holds_the_date_for_machines() -> None:
    html = draw("{% due_chip due today=today %}", due=date(2026, 3, 12), today=TODAY)
    assert 'datetime="2026-03-12"' in html
    assert words(html) == "over 2 dagen"
    assert words(draw("{% due_chip None %}")) == "geen datum"


# Components -----------------------------------------------------------------------------------


def test_a_badge_tells_its_state_by_text_and_icon() -> None:
    html = draw('{% badge "Te laat" tone="danger" icon="late" %}')
    assert "tone-danger" in html
    assert "#late" in html
    assert words(html) == "Te laat"
    assert "#done" in draw('{% badge "Klaar" tone="success" %}')


def test_an_icon_alone_carries_a_name() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "seen" %}')
    assert 'aria-label="Gezien"' in draw('{% icon "seen" label="Gezien" %}')


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "unicorn" %}',
        '{% badge "x" tone="pink" %}',
        '{% fact_box "guessed" %}x{% endfact_box %}',
        '{% card tone="pink" %}x{% endcard %}',
        '{% timeline_item title="x" icon="unicorn" %}{% endtimeline_item %}',
        "{% step_tracker steps %}",
    ],
)
def test_a_slip_in_a_template_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="Unknown"):
        draw(source, steps=[{"label": "x", "state": "maybe"}])


def test_an_unknown_parameter_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError):
        draw('{% card titel="x" %}y{% endcard %}')


@pytest.mark.parametrize(
    ("kind", "label"), [("seen", "Gezien"), ("heard", "Gehoord"), ("thought", "Gedacht")]
)
def test_fact_hearsay_and_interpretation_differ_by_label_icon_and_border(
    kind: str, label: str
) -> None:
    html = draw('{% fact_box kind source="J." %}{{ text|linebreaks }}{% endfact_box %}',
                kind=kind, text="Een <b>plek</b>.")  # fmt: skip
    assert f"fact-{kind}" in html
    assert f"#{kind}" in html
    assert label in words(html)
    assert "&lt;b&gt;plek" in html
    assert "Verteld door: J." in html


def test_components_escape_what_people_typed() -> None:
    bad = "<script>alert(1)</script>"
    html = draw(
        "{% card title=bad %}{{ bad }}{% endcard %}{% badge bad %}{% empty_state bad bad %}"
        "{% timeline_item title=bad who=bad %}{{ bad }}{% endtimeline_item %}"
        "{% page_header title=bad purpose=bad eyebrow=bad %}{% endpage_header %}"
        "{% definition_list items %}{% stat_tile bad bad %}{% callout title=bad %}{{ bad }}{% endcallout %}"
        "{% due_item bad '/x' meta=bad action=bad %}{% bar_chart bad rows %}{% tabs tabs bad %}",
        bad=bad,
        items=[(bad, bad)],
        rows=[{"label": bad, "value": 3}],
        tabs=[{"label": bad, "url": "/", "active": True}],
    )
    assert "<script" not in html


def test_a_timeline_item_tells_who_and_when() -> None:
    html = draw(
        '{% timeline "Verloop" %}{% timeline_item title="Gesprek" who="IB" when=when url="/x/" %}'
        "tekst{% endtimeline_item %}{% endtimeline %}",
        when=datetime(2026, 3, 9, 13, 5, tzinfo=UTC),
    )
    assert "9 maart 2026, 14:05" in words(html)
    assert '<a href="/x/">Gesprek</a>' in html
    assert html.count("<li") == 1
    plain = draw('{% timeline_item title="x" when=when %}{% endtimeline_item %}', when=TODAY)
    assert 'datetime="2026-03-10"' in plain
    assert "timeline-body" not in plain


def test_a_step_tracker_says_its_states_and_marks_the_current_step() -> None:
    steps = [
        {"label": "Signalen", "state": "done", "url": "/s/"},
        {"label": "Overleg", "state": "skipped", "note": "spoed"},
        {"label": "Wegen", "state": "current"},
        {"label": "Beslissen", "state": "todo"},
    ]
    html = draw('{% step_tracker steps "Stappen" %}', steps=steps)
    assert html.count('aria-current="step"') == 1
    for state in ("gedaan", "overgeslagen", "hier ben je nu", "nog te doen", "spoed"):
        assert state in words(html)


def test_an_empty_state_says_what_to_do() -> None:
    html = draw('{% empty_state "Niets" "Uitleg" action_url="/n/" action_label="Begin" %}')
    assert words(html) == "Niets Uitleg Begin"
    assert 'href="/n/"' in html


def test_a_definition_list_says_what_is_not_filled_in_and_shows_zero() -> None:
    html = draw("{% definition_list items %}", items=[("A", ""), ("B", None), ("C", 0)])
    assert words(html) == "A niet ingevuld B niet ingevuld C 0"


def test_a_suppressed_figure_never_shows() -> None:
    html = draw('{% stat_tile "Meldingen" 3 suppressed=True note="let op" %}')
    assert "&lt;5" in html
    assert ">3<" not in html
    assert "niemand te herkennen" in html


def test_a_figure_shows_with_unit_and_note() -> None:
    assert words(draw('{% stat_tile "Op tijd" 0 unit="%" note="dit jaar" %}')) == (
        "Op tijd 0 % dit jaar"
    )
    assert "–" in draw('{% stat_tile "Op tijd" %}')


@pytest.mark.parametrize("extra", ["", "standing=True"])
def test_a_chart_has_the_same_figures_in_a_table(extra: str) -> None:
    rows = [{"label": "De Vlieger", "value": 23}, {"label": "Kompas", "value": None}]
    html = draw('{% bar_chart "Signalen" rows unit="aantal" EXTRA %}'.replace("EXTRA", extra),
                rows=rows)  # fmt: skip
    assert html.count("<rect") == 1
    table = words(html[html.index("<table") :])
    assert "De Vlieger 23 Kompas &lt;5" in table
    assert "niemand te herkennen" in html
    assert not re.search(r'\b(x|y|width|height)="[^"]*,', html)


def test_a_chart_without_any_shown_figure_says_so() -> None:
    for rows in ([], [{"label": "Wilgen", "value": None}]):
        drawn = draw('{% bar_chart "Leeg" rows %}', rows=rows)
        assert "<svg" not in drawn
        assert "nog geen cijfer" in drawn
    zero = draw('{% bar_chart "Leeg" rows %}', rows=[{"label": "Wilgen", "value": 0}])
    assert "<svg" not in zero
    assert "is 0." in zero


def test_a_thing_that_waits_is_one_link_with_its_date() -> None:
    html = draw('{% due_item "Weging" "/w/" due_on=due icon="decide" meta="groep 5" today=today %}',
                due=TODAY, today=TODAY)  # fmt: skip
    assert html.count("<a ") == 1
    assert words(html) == "Weging groep 5 vandaag"
    assert "zo snel mogelijk" in draw('{% due_item "Weging" "/w/" urgent=True %}')


def test_pages_keep_the_other_parameters_of_the_address() -> None:
    request = RequestFactory().get("/", {"page": "2", "q": "van dijk"})
    page = Paginator(range(30), 10).page(2)
    html = draw("{% pagination page %}", page=page, request=request)
    assert 'href="?q=van+dijk&amp;page=1"' in html
    assert 'href="?q=van+dijk&amp;page=3"' in html
    assert "Pagina 2 van 3" in words(html)
    assert 'href="?page=1"' in draw("{% pagination page %}", page=page)
    assert not words(draw("{% pagination page %}", page=Paginator([1], 10).page(1)))


def test_tabs_mark_the_page_one_is_on() -> None:
    items = [{"label": "A", "url": "/a", "active": True, "badge": 2},
             {"label": "B", "url": "/b", "active": False}]  # fmt: skip
    html = draw('{% tabs items "Dossier" %}', items=items)
    assert html.count('aria-current="page"') == 1
    assert words(html) == "A 2 B"


def test_a_table_has_a_caption() -> None:
    html = draw('{% data_table caption="Leerlingen" %}<tbody></tbody>{% enddata_table %}')
    assert "Leerlingen</caption>" in html


def test_a_page_header_leaves_out_what_it_is_not_given() -> None:
    bare = draw('{% page_header title="Vandaag" %}{% endpage_header %}')
    assert words(bare) == "Vandaag"
    assert "page-actions" not in bare
    full = draw('{% page_header title="T" purpose="P" back_url="/b/" eyebrow="E" %}<a>N</a>'
                "{% endpage_header %}")  # fmt: skip
    assert words(full) == "Terug E T P N"


# Forms ----------------------------------------------------------------------------------------


def test_a_confirmation_posts_with_a_token_and_offers_a_way_back() -> None:
    html = draw('{% confirm question="Zeker?" submit_label="Ja" cancel_url="/c/" tone="danger" %}'
                "Dit gebeurt er.{% endconfirm %}", csrf_token="abc")  # fmt: skip
    assert 'method="post"' in html
    assert 'value="abc"' in html
    assert "btn-danger" in html
    assert words(html) == "Zeker? Dit gebeurt er. Ja Annuleren"


def test_the_error_summary_links_to_each_field() -> None:
    html = draw("{% error_summary form %}", form=Signal({"seen": ""}))
    assert "Er zijn 4 dingen die nog niet kloppen" in words(html)
    assert "<li>Dit signaal bestaat al.</li>" in html
    assert 'href="#id_seen"' in html
    assert 'href="#div_id_kind"' in html
    assert "tabindex" in html


def test_no_error_summary_without_errors() -> None:
    assert not words(draw("{% error_summary form %}", form=Signal()))
    assert not words(draw("{% error_summary form %}", form=None))


def test_a_form_marks_optional_fields_and_ties_help_and_errors_to_the_input() -> None:
    html = draw('{% include "components/form.html" with form=form cancel_url="/c/" %}',
                form=Signal({"seen": ""}), csrf_token="abc")  # fmt: skip
    assert html.count("(niet verplicht)") == 1
    assert "asterisk" not in html
    assert 'aria-describedby="id_seen_helptext id_seen_error"' in html
    assert 'id="id_seen_helptext"' in html
    assert 'id="id_seen_error"' in html
    assert html.count("csrfmiddlewaretoken") == 1
    assert "data-guard" in html
    assert "Bewaren" in words(html)
    assert "<legend" in html
    assert html.count("Dit signaal bestaat al.") == 1


def test_the_purpose_gate_says_that_looking_is_kept() -> None:
    html = draw('{% include "components/purpose_gate.html" with form=form subject="Het dossier" %}',
                form=Signal(), csrf_token="abc")  # fmt: skip
    assert "blijft bij het dossier staan" in words(html)
    assert "data-guard" not in html
