"""Bringing in an earlier register in the browser: upload, columns, words, preview, result (I1)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Event
from core.ids import uuid7
from incidents.models import Incident, RegisterImport
from tests.factories import World, login
from tests.incidents.registers import HEAD, confirmed, row, sheet, uploaded

UPLOAD = "/incidenten/importeren/"


def send(client: Client, world: World, content: bytes, **values: Any) -> Any:
    file = SimpleUploadedFile("register.csv", content, content_type="text/csv")
    data = {"key": str(uuid7()), "school": world.school.pk, "file": file} | values
    return client.post(UPLOAD, data)


def page(name: str, upload: RegisterImport) -> str:
    return reverse(f"incidents:import_{name}", args=[upload.pk])


def form_data(form: Any) -> dict[str, Any]:
    return {
        name: form[name].value() or "" for name in form.fields if form[name].value() is not False
    }


@pytest.fixture(autouse=True)
def _as_af(world: World, client: Client) -> None:
    login(client, world.af)


def test_a_register_comes_in_by_five_pages(world: World, client: Client) -> None:
    columns = send(client, world, sheet([row(1), row(2, Soort="Gedoe"), row(4)]))["Location"]
    shown = client.get(columns)
    assert "Omschrijving (Voorval 1" in shown.content.decode()
    words = client.post(columns, form_data(shown.context["form"]))["Location"]
    form = client.get(words).context["form"]
    data = form_data(form)
    unknown = next(key for key, (_field, word) in form.names.items() if word == "gedoe")
    preview = client.post(words, data)["Location"]
    text = client.get(preview).content.decode()
    assert "1 rij is fout: er wordt nog niets ingelezen" in text
    assert "Rij 3" in text
    assert client.post(words, data | {unknown: "aggression"})["Location"] == preview
    shown = client.get(preview)
    assert "Voorval 4" in shown.content.decode()
    assert not Incident.objects.exists()
    seen = shown.context["form"].initial["seen"]
    result = client.post(preview, {"seen": seen})["Location"]
    assert client.post(preview, {"seen": seen})["Location"] == result
    assert client.get(preview)["Location"] == client.get(words)["Location"] == result
    assert "Het register is ingelezen" in client.get(result).content.decode()
    assert Incident.objects.count() == 3


def test_the_page_of_an_imported_incident_says_so(world: World, client: Client) -> None:
    upload = confirmed(world, uploaded(world, sheet([row(1)])))
    incident = Incident.objects.get()
    text = client.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    assert "Ingelezen uit een eerder register op" in text
    assert str(upload.applied_by) in text
    assert "Lees een eerder register in" in client.get("/incidenten/").content.decode()


def test_wrong_rows_are_shown_in_pages_and_download_without_formulas(
    world: World, client: Client
) -> None:
    rows = [row(number, Tijd="=1+1") for number in range(150)]
    upload = uploaded(world, sheet(rows))
    first = client.get(page("preview", upload)).content.decode()
    second = client.get(page("preview", upload) + "?page=2").content.decode()
    assert "150 rijen zijn fout" in first
    assert (">Rij 101<" in first, ">Rij 102<" in first) == (True, False)
    assert ">Rij 151<" in second
    assert "Dit importeren?" not in first
    assert client.post(page("preview", upload), {"seen": "x"}).status_code == 409
    response = client.get(page("faults", upload))
    assert response["Content-Disposition"] == 'attachment; filename="foute-rijen.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 151
    assert lines[1] == '"2";"Tijd";"\'=1+1";"Dit is geen tijd. Schrijf 10:15."'
    assert Event.objects.filter(action="incidents.import_viewed").count() == 3


def test_known_and_double_rows_are_told(world: World, client: Client) -> None:
    confirmed(world, uploaded(world, sheet([row(1), row(2)])))
    upload = uploaded(world, sheet([row(1), row(2), row(3), row(3)]))
    text = client.get(page("preview", upload)).content.decode()
    assert "2 rijen zijn al eerder ingelezen" in text
    assert "rij 5 is als rij 4" in text
    confirmed(world, upload)
    again = uploaded(world, sheet([row(1)]))
    text = client.get(page("preview", again)).content.decode()
    assert "In dit bestand staat niets nieuws" in text


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "leeg"), (b"PK\x03\x04x", "spreadsheet"), (b"x" * 11_000_000, "te groot")],
    ids=["empty", "xlsx", "large"],
)
def test_a_file_that_is_no_table_is_told_by_the_field(
    world: World, client: Client, content: bytes, word: str
) -> None:
    response = send(client, world, content)
    assert response.status_code == 422
    assert word in str(response.context["form"].errors["file"])
    assert not RegisterImport.objects.exists()


def test_a_column_chosen_twice_is_told_by_its_field(world: World, client: Client) -> None:
    upload = uploaded(world, sheet([row(1)]), mapped=False)
    for early in ("preview", "words"):
        assert client.get(page(early, upload))["Location"] == page("columns", upload)
    data = form_data(client.get(page("columns", upload)).context["form"]) | {"time": "0"}
    response = client.post(page("columns", upload), data)
    assert response.status_code == 422
    assert "Je koos deze kolom ook voor" in str(response.context["form"].errors["time"])


def test_what_waits_is_shown_and_can_be_dropped(world: World, client: Client) -> None:
    upload = uploaded(world, sheet([row(1)]))
    assert page("preview", upload) in client.get(UPLOAD).content.decode()
    assert client.post(page("cancel", upload))["Location"] == UPLOAD
    assert "geannuleerd" in client.get(page("result", upload)).content.decode()
    assert client.get(page("faults", upload)).status_code == 302
    done = confirmed(world, uploaded(world, sheet([row(1)])))
    assert client.post(page("cancel", done))["Location"] == page("result", done)


def test_hostile_text_stays_text(world: World, client: Client) -> None:
    evil = "<script>alert(1)</script>{{ 7|add:7 }}"
    head = [*HEAD[:-1], evil]
    upload = uploaded(world, sheet([row(1, Soort=evil, Omschrijving=evil)], head=head))
    for name in ("columns", "words", "preview"):
        assert "<script>alert(1)" not in client.get(page(name, upload)).content.decode()


def test_others_do_not_see_it(world: World, client: Client) -> None:
    upload = uploaded(world, sheet([row(1)]))
    login(client, world.teacher)
    assert client.get(UPLOAD).status_code == 403
    login(client, world.other_manager)
    assert client.get(UPLOAD).status_code == 200
    for name in ("columns", "words", "preview", "faults", "result"):
        assert client.get(page(name, upload)).status_code == 404
    assert client.post(page("cancel", upload)).status_code == 404


def test_the_list_of_imports_asks_as_many_queries_for_more(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for _ in range(2):
        uploaded(world, sheet([row(1)]))
        client.get(UPLOAD)
        with CaptureQueriesContext(connection) as found:
            client.get(UPLOAD)
        counted.append(len(found))
    assert counted[0] == counted[1]
