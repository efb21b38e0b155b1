"""Files with a record of the dossier: added once, shown to staff with a cause, downloaded safely and logged."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from audit.models import Event
from core.context import acting_as
from core.errors import Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import events, services
from dossiers.models import Attachment, ParentContact, Talk
from dossiers.services.answers import erase_entry
from files import limits
from files.events import VIRUS_FOUND
from files.models import FileContent, StoredFile
from tests.dossiers.attachments import attach, make_owners, upload
from tests.dossiers.helpers import make_contact, make_signal, open_dossier
from tests.dossiers.pages import queries_of, text_of, url
from tests.dossiers.rights import about, answer, take_in_request
from tests.factories import World, login
from tests.files import builders
from tests.files.clamd import clamd


@pytest.mark.parametrize("kind", ["signal", "contact", "talk", "request"])
def test_file_belongs_to_one_record_and_is_told_in_the_log(kind: str, world: World) -> None:
    to = make_owners(world)[kind]
    [made] = attach(world.teacher, to, title="De brief van 3 mei")
    made = Attachment.objects.get(pk=made.pk)
    assert getattr(made, kind) == to
    assert (made.title, made.file.name) == ("De brief van 3 mei", "brief.txt")
    event = Event.objects.get(action=events.FILE_ATTACHED)
    assert (event.pupil_id, event.detail) == (world.pupil.pk, {"to": kind})


def test_same_form_sent_twice_is_the_same_files(world: World) -> None:
    to, key = make_signal(world.teacher, world.pupil), uuid7()
    files = {"key": key, "uploads": [upload(), upload(b"nog een", "b.txt")]}
    first = attach(world.teacher, to, **files)
    files["uploads"] = [upload(), upload(b"nog een", "b.txt")]
    assert [one.pk for one in attach(world.teacher, to, **files)] == [one.pk for one in first]
    assert Attachment.objects.count() == StoredFile.objects.count() == 2
    with pytest.raises(Refused):
        attach(world.af, to, key=key)


def test_one_refused_file_keeps_the_others_out_and_is_named(world: World) -> None:
    to = make_signal(world.teacher, world.pupil)
    with pytest.raises(Refused, match=r"^spel\.exe: ") as refusal:
        attach(world.teacher, to, upload(), upload(b"MZ", "spel.exe"))
    assert refusal.value.field == "file"
    assert not StoredFile.objects.exists()


def test_record_has_ten_files_at_most(world: World) -> None:
    to = make_signal(world.teacher, world.pupil)
    attach(world.teacher, to, *[upload() for _ in range(limits.MAX_FILES - 1)])
    with pytest.raises(Refused, match="10"):
        attach(world.teacher, to, upload(), upload())
    attach(world.teacher, to)
    assert to.attachments.count() == limits.MAX_FILES
    with pytest.raises(Refused, match="10"):
        attach(world.teacher, to)


@pytest.mark.parametrize("who", ["colleague", "parent", "bestuur", "beheerder", "other_af"])
def test_nobody_adds_a_file_without_role_and_cause(who: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        attach(world.user(who), make_signal(world.teacher, world.pupil))
    assert not StoredFile.objects.exists()


def test_colleague_with_a_purpose_adds_a_file(world: World) -> None:
    to = make_signal(world.teacher, world.pupil)
    open_dossier(world.colleague, world.pupil)
    assert attach(world.colleague, to)


def form_of(client: Client, address: str) -> str:
    return str(client.get(address).context["form"]["key"].value())


def test_page_adds_a_file_and_lists_it(teacher: Client, world: World) -> None:
    to = make_signal(world.teacher, world.pupil)
    address = url("attach_to_signal", to.pk)
    key = form_of(teacher, address)
    for _turn in range(2):
        photo = upload(builders.jpeg_with_gps(), "Tekening.JPG")
        sent = teacher.post(address, {"key": key, "title": "Tekening van 3 mei", "file": photo})
        assert sent.status_code == 302
        assert sent["Location"] == address
    page = text_of(teacher.get(address))
    assert page.count("Tekening.jpg</a>") == 1
    assert "Tekening van 3 mei" in page
    assert "Foto (JPEG)" in page
    assert Attachment.objects.count() == 1


def test_several_files_go_in_one_form(teacher: Client, world: World) -> None:
    to = make_contact(world.teacher, world.pupil)
    address = url("attach_to_contact", to.pk)
    several = [upload(name="a.txt"), upload(name="b.txt"), upload(name="c.txt")]
    teacher.post(address, {"key": form_of(teacher, address), "file": several})
    assert sorted(one.file.name for one in to.attachments.listed()) == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ", "spel.exe", "Deze soort bestand kan niet"),
        (b"", "leeg.txt", "Dit bestand is leeg"),
        (b"x" * (limits.MAX_BYTES + 1), "groot.txt", "Dit bestand is te groot"),
        (b"%PDF-1.7\n", "kapot.pdf", "Dit bestand is beschadigd"),
    ],
)
def test_refused_file_keeps_what_was_typed_and_says_to_choose_again(
    content: bytes, name: str, told: str, teacher: Client, world: World
) -> None:
    to = make_signal(world.teacher, world.pupil)
    address = url("attach_to_signal", to.pk)
    data = {"file": upload(content, name), "key": form_of(teacher, address), "title": "Bewaar mij"}
    answer = teacher.post(address, data)
    assert answer.status_code == 422
    page = text_of(answer)
    assert told in page
    assert "Bewaar mij" in page
    assert "Kies het bestand opnieuw" in page
    assert answer.context["form"].errors.keys() == {"file"}
    assert not StoredFile.objects.exists()


def test_virus_in_a_form_stays_in_the_log_though_nothing_is_kept(
    teacher: Client, world: World, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = url("attach_to_signal", make_signal(world.teacher, world.pupil).pk)
    data = {"key": form_of(teacher, address), "file": upload(builders.EICAR.encode())}
    with clamd(tmp_path_factory.mktemp("c") / "s") as settings.CLAMAV_SOCKET:
        assert teacher.post(address, data).status_code == 422
    assert Event.objects.filter(action=VIRUS_FOUND, actor_id=world.teacher.pk).count() == 1
    assert not FileContent.objects.exists()


def test_form_without_token_is_refused_before_its_file_is_looked_at(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    login(client, world.teacher)
    address = url("attach_to_signal", make_signal(world.teacher, world.pupil).pk)
    assert client.post(address, {"key": uuid7(), "file": upload()}).status_code == 403
    assert not StoredFile.objects.exists()


def test_download_is_safe_whole_and_logged(teacher: Client, world: World) -> None:
    name = "Brief van Zoë “kopie”.txt"
    [made] = attach(world.teacher, make_signal(world.teacher, world.pupil), upload(name=name))
    answer = teacher.get(url("download_file", made.pk))
    assert answer.status_code == 200
    assert answer.content == b"een brief"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Brief%20van%20Zo")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["Cache-Control"] == "no-store"
    event = Event.objects.get(action=events.FILE_DOWNLOADED)
    assert (event.actor_id, event.pupil_id) == (world.teacher.pk, world.pupil.pk)


@pytest.mark.parametrize(
    ("who", "status"),
    [("af", 200), ("parent", 404), ("other_af", 404), ("bestuur", 404), ("beheerder", 404)],
)
def test_who_gets_a_file(who: str, status: int, world: World, client: Client) -> None:
    [made] = attach(world.teacher, make_signal(world.teacher, world.pupil))
    login(client, world.user(who))
    assert client.get(url("download_file", made.pk)).status_code == status


def test_colleague_is_asked_why_before_a_file_comes(world: World, client: Client) -> None:
    [made] = attach(world.teacher, make_signal(world.teacher, world.pupil))
    login(client, world.colleague)
    answer = client.get(url("download_file", made.pk))
    assert b"een brief" not in answer.content
    assert "dossiers/gate.html" in [template.name for template in answer.templates]
    assert not Event.objects.filter(action=events.FILE_DOWNLOADED).exists()


def test_lists_take_as_many_queries_for_ten_files_as_for_one(teacher: Client, world: World) -> None:
    to = make_signal(world.teacher, world.pupil)
    attach(world.teacher, to)
    addresses = [url("signal", to.pk), url("attach_to_signal", to.pk)]
    one = [queries_of(teacher, address) for address in addresses]
    attach(world.teacher, to, *[upload() for _ in range(9)])
    assert [queries_of(teacher, address) for address in addresses] == one


def test_parents_find_no_trace_of_a_file(world: World, client: Client) -> None:
    to = make_signal(world.teacher, world.pupil)
    services.disclose_signal(actor=world.af, signal=to, number=1)
    attach(world.teacher, to, upload(name="kanarie.txt"), title="kanarie")
    login(client, world.parent)
    page = text_of(client.get(reverse("portal:dossier", args=[world.pupil.pk])))
    assert "zonder jas" in page
    assert "kanarie" not in page


def test_chronology_lists_the_files_of_a_contact_in_one_query_for_all(
    teacher: Client, world: World
) -> None:
    address = url("dossier", world.pupil.pk)
    attach(world.teacher, make_contact(world.teacher, world.pupil), upload(name="afspraak.txt"))
    page = text_of(teacher.get(address))
    assert "afspraak.txt</a>" in page
    assert "/bestanden/" in page
    one = queries_of(teacher, address)
    for _turn in range(4):
        attach(world.teacher, make_contact(world.teacher, world.pupil))
    assert queries_of(teacher, address) == one


def test_erased_file_is_told_and_no_longer_comes(teacher: Client, world: World) -> None:
    signal = make_signal(world.teacher, world.pupil)
    [made] = attach(world.teacher, signal)
    request = take_in_request(world.teacher, world.pupil, about=about(signal), kind="erase")
    answer(world.af, request)
    with acting_as(world.af):
        erase_entry(actor=world.af, request=request)
    page = text_of(teacher.get(url("attach_to_signal", signal.pk)))
    assert "gewist op verzoek van een ouder" in page
    assert "brief.txt" not in page
    assert teacher.get(url("download_file", made.pk)).status_code == 404


def test_signals_and_talks_say_how_many_files_they_have(teacher: Client, world: World) -> None:
    made = make_owners(world)
    Talk.objects.filter(pk=made["talk"].pk).update(state="held", held_on=today())
    attach(world.teacher, made["signal"], upload(), upload())
    attach(world.teacher, made["talk"])
    page = text_of(teacher.get(url("dossier", world.pupil.pk)))
    assert "2 bestanden" in page
    assert "1 bestand<" in page


def test_files_of_a_contact_that_was_corrected_stay_in_the_list_of_contacts(
    teacher: Client, world: World
) -> None:
    contact = make_contact(world.teacher, world.pupil)
    attach(world.teacher, contact, upload(name="afspraak.txt"))
    later = ParentContact(
        school=world.school,
        pupil=world.pupil,
        author=world.teacher,
        happened_on=contact.happened_on,
        channel="phone",
        spoken_with="vader",
        about="De jas.",
        replaces=contact,
        change_reason="Het was vader.",
    )
    later.save(force_insert=True)
    assert "afspraak.txt</a>" in text_of(teacher.get(url("contacts", world.pupil.pk)))
