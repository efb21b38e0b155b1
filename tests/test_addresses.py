"""An address ends up in logs, histories and bookmarks: no form puts a name or a narrative into one."""

import re
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.urls import reverse

from dossiers.forms.chronology import ChronologyFilter
from dossiers.forms.contacts import ContactsFilter
from dossiers.forms.looking import FindingFilterForm, LogFilterForm
from incidents.forms import FilterForm
from incidents.forms.trends import TrendsForm
from schools.forms.pupils import PupilFilter
from tests.factories import login

TEMPLATES = settings.BASE_DIR / "templates"
FORM_TAG = re.compile(r"<form\b[^>]*>", re.DOTALL)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
# What may be sent by GET, and the pages that do; see the forms below for what these hold.
SENT_BY_GET = {"components/filter_bar.html", "incidents/trends/choice.html"}
FILTERED = {
    "dossiers/chronology.html", "dossiers/contacts.html", "dossiers/findings.html",
    "dossiers/looks.html", "incidents/register.html", "schools/pupils.html",
}  # fmt: skip
CODES_AND_DATES = (
    forms.ModelChoiceField, forms.TypedChoiceField, forms.ChoiceField, forms.DateField, forms.BooleanField,
)  # fmt: skip


def templates() -> dict[str, str]:
    found = TEMPLATES.rglob("*.html")
    return {str(path.relative_to(TEMPLATES)): COMMENT.sub("", path.read_text()) for path in found}


def test_only_a_filter_is_sent_by_get() -> None:
    by_get = {
        name
        for name, text in templates().items()
        for tag in FORM_TAG.findall(text)
        if not re.search(r'method="(post|dialog)"', tag)
    }
    assert by_get == SENT_BY_GET


def test_only_listed_pages_have_a_filter() -> None:
    pages = {name for name, text in templates().items() if 'include "components/filter_bar' in text}
    assert pages == FILTERED


@pytest.mark.parametrize(
    "form",
    [
        FilterForm,
        PupilFilter,
        ChronologyFilter,
        ContactsFilter,
        LogFilterForm,
        FindingFilterForm,
        TrendsForm,
    ],
)
def test_filters_hold_codes_and_dates_only(form: Any) -> None:
    for name, field in form.base_fields.items():
        assert isinstance(field, CODES_AND_DATES), name


def test_no_page_reads_a_name_from_the_address(client, world) -> None:
    for who, name in (
        ("teacher", "schools:pupils"), ("teacher", "dossiers:pick_pupil"), ("af", "meldcode:find_pupil"),
    ):  # fmt: skip
        login(client, world.user(who))
        page = client.get(reverse(name), {"q": "zoe hoen"})
        assert page.context["searched"] == "", name
        found = client.post(reverse(name), {"q": "zoe hoen"})
        assert found.status_code == 200
        assert world.second_pupil.full_name in found.content.decode().replace("&#x27;", "'"), name
        assert found.wsgi_request.get_full_path() == reverse(name)
