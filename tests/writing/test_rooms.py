"""Every form of the site in which staff writes a narrative has the writing help, but for the few named here."""

from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from core.forms import NarrativeField
from tests.access_world import AccessWorld, rolled_back
from tests.form_input import contents, filled_in, form_pages, prepare

TEXT = "Zij is brutaal. Ik zag Noor de Vries-Jansen."
# Each with the reason why nobody looks along there.
WITHOUT = {
    "dossiers:take_in_view": "the parent's own words, word for word",
    "dossiers:take_in_request": "the parent's own words, word for word",
    "dossiers:record_paper": "the parent's own remark, word for word",
    "dossiers:open_with_purpose": "who has no cause yet may not learn names by marks",
    "dossiers:attach_to_signal": "a check would lose the files that were chosen",
    "dossiers:attach_to_contact": "a check would lose the files that were chosen",
    "dossiers:attach_to_talk": "a check would lose the files that were chosen",
    "dossiers:attach_to_request": "a check would lose the files that were chosen",
    "dossiers:finding": "about a colleague's looking",
    "meldcode:settle": "the board's deputy has no cause in the dossiers: marks would tell who is family",
}
# Parents write what they want to; keeping words and people is not writing about a pupil.
ROOMS = ("dossiers:", "meldcode:", "incidents:", "protocols:")


def narratives(form: Any) -> list[str]:
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, NarrativeField) and not field.widget.is_hidden
    ]


def test_staff_forms_with_narratives_have_the_help(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    missing, helped, without = [], [], set()
    for name, url, persona in form_pages(access_world):
        with rolled_back():
            prepare(name, access_world)
            response = clients[persona].get(url)
        if not narratives(response.context["form"]):
            continue
        page = response.content.decode()
        shown = page.count("data-writing-help=")
        if name in WITHOUT or not name.startswith(ROOMS):
            assert not shown, name
            without.add(name)
        elif shown < len(narratives(response.context["form"])) or 'name="check"' not in page:
            missing.append(name)
        else:
            helped.append(name)
    assert not missing
    assert set(WITHOUT) <= without
    assert len(helped) >= 35, helped


def test_a_check_shows_the_marks_keeps_the_text_and_saves_nothing(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    wrong = []
    for name, url, persona in form_pages(access_world):
        if name in WITHOUT or not name.startswith(ROOMS):
            continue
        with rolled_back():
            prepare(name, access_world)
            form = clients[persona].get(url).context["form"]
            if not narratives(form):
                continue
            field = narratives(form)[0]
            before = contents()
            response = clients[persona].post(
                url, filled_in(form, name) | {field: TEXT, "check": "1"}
            )
            page = unescape(response.content.decode())
            same = contents() == before
        if response.status_code != 200 or not same:
            wrong.append(f"{name}: {response.status_code}, nothing changed: {same}")
        elif "<mark>brutaal</mark>" not in page or TEXT not in page:
            wrong.append(f"{name}: no mark")
    assert not wrong, "\n".join(wrong)


def test_an_incident_is_checked_for_the_school_that_is_chosen(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    page = clients["teacher"].get(reverse("incidents:report")).content.decode()
    assert reverse("writing:check_school", args=[access_world.people.school.pk]) in page


def test_a_case_is_checked_for_its_child(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    case = access_world.case
    page = clients["af"].get(reverse("meldcode:analyse", args=[case.pk])).content.decode()
    assert reverse("writing:check", args=[case.pupil_id]) in page
