"""Importing in the browser: upload, preview, confirm, cancel; bad files change nothing."""

import base64
import io
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.models import Event
from core import uploads
from core.errors import Refused
from core.ids import uuid7
from core.workdays import school_year_of, today
from schools.edexml import MAX_BYTES
from schools.edexml_sample import SampleSchool, render, sample_school
from schools.models import Pupil, School, SchoolImport, StaffMember
from schools.roles import Role
from schools.services import importing
from tests.factories import World, login, make_member, make_school, make_user

UPLOAD = "/scholen/beheer/import/"


def sample(school: School | None = None, **values: Any) -> SampleSchool:
    start = school_year_of(today())[0].year
    wanted: dict[str, Any] = {"groups": 3, "pupils": 9, "teachers": 4}
    if school is not None:
        wanted |= {"brin": school.brin, "dependance": school.dependance}
    return sample_school(**(wanted | values), year=f"{start}-{start + 1}")


def form(world: World, content: bytes, **values: Any) -> dict[str, Any]:
    wanted = {
        "key": str(uuid7()),
        "place": f"s{world.school.pk}",
        "name": "",
        "file": SimpleUploadedFile("school.xml", content),
    }
    return wanted | values


def send(client: Client, world: World, content: bytes, **values: Any) -> Any:
    return client.post(UPLOAD, form(world, content, **values))


def preview(client: Client, world: World, content: bytes, **values: Any) -> SchoolImport:
    response = send(client, world, content, **values)
    assert response.status_code == 302, response.content.decode()
    return SchoolImport.objects.get(pk=response["Location"].rstrip("/").rpartition("/")[2])


def page_of(upload: SchoolImport) -> str:
    return reverse("schools:import_preview", kwargs={"pk": upload.pk})


def result_of(upload: SchoolImport) -> str:
    return reverse("schools:import_result", kwargs={"pk": upload.pk})


def confirm(client: Client, upload: SchoolImport) -> Any:
    seen = client.get(page_of(upload)).context["form"].initial["seen"]
    return client.post(page_of(upload), {"seen": seen})


@pytest.fixture(autouse=True)
def _as_beheerder(world: World, client: Client) -> None:
    login(client, world.beheerder)


def test_school_is_imported_after_a_preview(world: World, client: Client) -> None:
    file = sample(world.school)
    upload = preview(client, world, render(file))
    page = client.get(page_of(upload)).content.decode()
    assert file.pupils[0].last_name in page
    assert "Noor van Dijk" in page  # known, and not in this file
    assert not Pupil.objects.filter(key=file.pupils[0].key).exists()
    assert confirm(client, upload)["Location"] == result_of(upload)
    assert Pupil.objects.filter(school=world.school, missing_since=None).count() == 9
    assert StaffMember.objects.filter(school=world.school, missing_since=None).count() == 4
    assert not StaffMember.objects.filter(
        missing_since=None, school=world.school, user__isnull=False
    )
    assert client.get(result_of(upload)).status_code == 200
    upload.refresh_from_db()
    assert (upload.state, upload.content) == ("applied", "")


def test_preview_shows_old_and_new_moved_gone_and_refused(world: World, client: Client) -> None:
    file = sample(world.school)
    confirm(client, preview(client, world, render(file)))
    file.pupils[0].last_name = "Anders"
    file.pupils[1].group = file.groups[-1].key
    gone = file.pupils.pop(5)
    content = render(file).replace(b"</leerlingen>", b"<leerling key='k'></leerling></leerlingen>")
    upload = preview(client, world, content)
    page = client.get(page_of(upload)).content.decode()
    for text in ("Anders", gone.last_name, file.groups[-1].name, "<code>"):
        assert text in page
    assert confirm(client, upload).status_code == 302
    upload.refresh_from_db()
    assert len(upload.refusals) == upload.counts["refused"] == 1
    assert client.get(result_of(upload)).status_code == 200


def test_same_file_again_holds_nothing_new(world: World, client: Client) -> None:
    content = render(sample(world.school))
    confirm(client, preview(client, world, content))
    upload = preview(client, world, content)
    assert "niets nieuws" in client.get(page_of(upload)).content.decode()
    confirm(client, upload)
    upload.refresh_from_db()
    assert {upload.counts[name] for name in ("created", "changed", "moved", "missing")} == {0}


def test_form_sent_twice_is_one_import(world: World, client: Client) -> None:
    content, key = render(sample(world.school)), str(uuid7())
    assert preview(client, world, content, key=key) == preview(client, world, content, key=key)
    assert SchoolImport.objects.count() == 1


def test_confirming_twice_imports_once(world: World, client: Client) -> None:
    upload = preview(client, world, render(sample(world.school)))
    seen = client.get(page_of(upload)).context["form"].initial["seen"]
    for _ in range(2):
        response = client.post(page_of(upload), {"seen": seen})
        assert response["Location"] == result_of(upload)
    assert Event.objects.filter(action="schools.imported").count() == 1
    assert client.get(page_of(upload))["Location"] == result_of(upload)


def test_preview_that_is_out_of_date_is_shown_again(world: World, client: Client) -> None:
    upload = preview(client, world, render(sample(world.school)))
    seen = client.get(page_of(upload)).context["form"].initial["seen"]
    Pupil.objects.filter(pk=world.pupil.pk).update(missing_since=today())
    response = client.post(page_of(upload), {"seen": seen})
    assert response.status_code == 409
    assert "veranderd" in response.content.decode()
    assert not Event.objects.filter(action="schools.imported").exists()
    assert client.post(page_of(upload), {"seen": ""}).status_code == 409
    assert client.post(page_of(upload), {"seen": "x" * 1000}).status_code == 409
    assert confirm(client, upload).status_code == 302


def test_cancelling_wipes_the_file(world: World, client: Client) -> None:
    upload = preview(client, world, render(sample(world.school)))
    cancel = reverse("schools:import_cancel", kwargs={"pk": upload.pk})
    for _ in range(2):
        assert client.post(cancel)["Location"] == reverse("schools:beheer")
    upload.refresh_from_db()
    assert (upload.state, upload.content) == ("cancelled", "")
    assert client.post(page_of(upload), {"seen": "x"})["Location"] == result_of(upload)
    assert "geannuleerd" in client.get(result_of(upload)).content.decode()
    assert client.get(page_of(upload)).status_code == 302


def test_what_was_imported_cannot_be_cancelled(world: World, client: Client) -> None:
    upload = preview(client, world, render(sample(world.school)))
    assert client.get(result_of(upload))["Location"] == page_of(upload)
    confirm(client, upload)
    cancel = reverse("schools:import_cancel", kwargs={"pk": upload.pk})
    assert client.post(cancel)["Location"] == result_of(upload)
    upload.refresh_from_db()
    assert upload.state == "applied"


def test_file_lies_encrypted_until_it_is_applied(world: World, client: Client) -> None:
    file = sample(world.school)
    upload = preview(client, world, render(file))
    with connection.cursor() as cursor:
        cursor.execute("select content from schools_schoolimport where id = %s", [str(upload.pk)])
        (kept,) = cursor.fetchone()
    packed = base64.b64encode(zlib.compress(render(file), 6)).decode()
    assert upload.content == packed
    assert kept
    assert packed[:60] not in kept


BAD = {
    "not xml": b"dit is geen xml",
    "nothing": b"",
    "dtd": b'<!DOCTYPE EDEX [<!ENTITY a "b">]><EDEX/>',
    "entity": b'<!DOCTYPE EDEX [<!ENTITY x SYSTEM "file:///etc/passwd">]><EDEX>&x;</EDEX>',
    "another root": b"<html></html>",
    "broken off": render(sample_school(groups=1, pupils=2, teachers=1))[:600],
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_file_gets_a_message_by_the_field_and_changes_nothing(
    world: World, client: Client, kind: str
) -> None:
    response = send(client, world, BAD[kind])
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_file"' in page
    assert response.context["form"].errors["file"]
    assert "passwd" not in page
    assert not SchoolImport.objects.exists()


def test_file_of_another_school_is_refused(world: World, client: Client) -> None:
    response = send(client, world, render(sample(world.other_school)))
    assert response.status_code == 422
    elsewhere = make_school()
    response = send(client, world, render(sample(elsewhere)), place=f"b{world.board.pk}", name="X")
    assert response.context["form"].errors["file"]
    assert not SchoolImport.objects.exists()


def test_new_school_gets_its_name_and_belongs_to_the_own_board(
    world: World, client: Client
) -> None:
    content = render(sample(brin="77XY"))
    where = {"place": f"b{world.board.pk}"}
    assert send(client, world, content, **where).context["form"].errors["name"]
    assert not School.objects.filter(brin="77XY").exists()
    upload = preview(client, world, content, name="De Nieuwe", **where)
    assert (upload.school.name, upload.school.board) == ("De Nieuwe", world.board)
    confirm(client, upload)
    assert Pupil.objects.filter(school=upload.school).count() == 9


def test_school_that_is_here_already_is_found_by_its_brin(world: World, client: Client) -> None:
    content = render(sample(world.school))
    upload = preview(client, world, content, place=f"b{world.board.pk}", name="Wat anders")
    assert upload.school == world.school


def test_beheerder_of_one_school_adds_no_school(world: World, client: Client) -> None:
    local = make_user()
    make_member(local, world.school, Role.BEHEERDER)
    login(client, local)
    content = render(sample(brin="77XY"))
    response = send(client, world, content, place=f"b{world.board.pk}", name="Stiekem")
    assert response.status_code == 422
    with pytest.raises(Refused):
        importing.upload(
            actor=local, key=uuid7(), content=content, board=world.board, name="Stiekem"
        )
    assert not School.objects.filter(brin="77XY").exists()


def test_fifty_megabytes_are_refused_by_the_field_and_not_kept(
    world: World, client: Client
) -> None:
    response = send(client, world, b"<EDEX>" + b"x" * (50 * 1024 * 1024))
    page = response.content.decode()
    assert response.status_code == 422
    assert "te groot" in page
    assert not SchoolImport.objects.exists()


class _Counting(io.BytesIO):
    """Tells how much a handler keeps."""

    largest = 0

    def write(self, data: Any) -> int:
        _Counting.largest = max(_Counting.largest, self.tell() + len(data))
        return super().write(data)


def test_no_more_than_the_limit_is_ever_in_memory(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BytesIO", _Counting)
    send(client, world, b"x" * (MAX_BYTES + 1))
    assert 0 < _Counting.largest <= MAX_BYTES
    _Counting.largest = 0
    send(client, world, b"x" * (MAX_BYTES + 2 * 1024 * 1024))
    assert _Counting.largest == 0


def test_upload_needs_a_csrf_token_and_the_right(world: World, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    login(strict, world.beheerder)
    assert send(strict, world, render(sample(world.school))).status_code == 403
    token = strict.get(UPLOAD).context["csrf_token"]
    response = send(strict, world, render(sample(world.school)), csrfmiddlewaretoken=str(token))
    assert response.status_code == 302
    login(client, world.teacher)
    assert send(client, world, b"x").status_code == 403


def test_waiting_import_of_another_board_does_not_exist(world: World, client: Client) -> None:
    upload = preview(client, world, render(sample(world.school)))
    other = make_user()
    make_member(other, make_school(), Role.BEHEERDER)
    login(client, other)
    assert client.get(page_of(upload)).status_code == 404
    assert client.post(page_of(upload), {"seen": "x"}).status_code == 404
    cancel = reverse("schools:import_cancel", kwargs={"pk": upload.pk})
    assert client.post(cancel).status_code == 404


def test_waiting_import_is_on_the_page_of_the_beheerder(world: World, client: Client) -> None:
    upload = preview(client, world, render(sample(world.school)))
    assert page_of(upload) in client.get(reverse("schools:beheer")).content.decode()


def test_file_that_came_too_late_tells_so(world: World, client: Client) -> None:
    early = preview(client, world, render(sample(world.school)))
    start = school_year_of(today())[0].year + 1
    later = sample_school(
        groups=1,
        pupils=2,
        teachers=1,
        brin=world.school.brin,
        dependance=world.school.dependance,
        year=f"{start}-{start + 1}",
    )
    confirm(client, preview(client, world, render(later)))
    response = client.get(page_of(early))
    assert response.status_code == 422
    assert client.post(page_of(early), {"seen": "x"}).status_code == 422


def test_content_of_a_file_is_never_logged(
    world: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    file = sample(world.school)
    confirm(client, preview(client, world, render(file)))
    send(client, world, render(file)[:-40])
    assert not any(pupil.last_name in caplog.text for pupil in file.pupils)
    day = today() + timedelta(days=1)
    assert str(day) not in caplog.text
