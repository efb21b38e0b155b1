"""Files at rest: encrypted, bound to their row, for the school alone, never changed, never loaded by a list."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from core.actors import SYSTEM
from core.context import acting_as
from core.crypto import DecryptionError, keyring
from core.errors import Refused
from files import events, limits, services
from files.models import FileContent, StoredFile
from files.names import clean_name
from tests.factories import World
from tests.files import builders

CANARY = "Kanarie van Noor"


def store(world: World, content: bytes = b"", name: str = f"{CANARY}.txt") -> StoredFile:
    upload = SimpleUploadedFile(name, content or f"{CANARY} schrijft.".encode())
    examined = services.examine(actor=world.teacher, school_id=world.school.pk, upload=upload)
    return services.store(actor=world.teacher, school_id=world.school.pk, examined=examined)


def raw(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def test_stored_file_comes_back_as_it_was_cleaned(world: World) -> None:
    file = StoredFile.objects.get(pk=store(world).pk)
    assert file.content.data == f"{CANARY} schrijft.".encode()
    assert file.name == f"{CANARY}.txt"
    assert (file.media_type, file.size) == ("text/plain", len(file.content.data))
    assert file.sha256 == hashlib.sha256(file.content.data).hexdigest()
    event = Event.objects.get(action=events.FILE_STORED)
    assert event.detail == {"kind": "text", "size": file.size}


def test_neither_name_nor_content_is_readable_in_the_database(world: World) -> None:
    file = store(world)
    row = raw("select t::text from files_storedfile t where id = %s", file.pk)[0]
    data = bytes(raw("select data from files_filecontent where file_id = %s", file.pk)[0])
    assert "Kanarie" not in row
    assert data.startswith(b"v1.")
    assert b"Kanarie" not in data
    assert len(data) < file.size + 60


def test_content_of_one_file_does_not_open_in_the_row_of_another(world: World) -> None:
    one, other = store(world), store(world)
    context = f"files_filecontent.data.{other.pk}"
    data = bytes(raw("select data from files_filecontent where file_id = %s", one.pk)[0])
    with pytest.raises(DecryptionError):
        keyring().decrypt_bytes(data, context=context)
    for broken in (data[:-1], data[:40] + bytes([data[40] ^ 1]) + data[41:], b"", b"v2" + data[2:]):
        with pytest.raises(DecryptionError):
            keyring().decrypt_bytes(broken, context=f"files_filecontent.data.{one.pk}")


def test_content_can_not_be_filtered_on_or_updated_in_bulk(world: World) -> None:
    store(world)
    with pytest.raises(TypeError):
        FileContent.objects.filter(data=b"x").exists()
    with pytest.raises(TypeError):
        FileContent.objects.update(data=b"x")


@pytest.mark.parametrize(
    "statement",
    [
        "update files_storedfile set size = 1",
        "delete from files_storedfile",
        "update files_filecontent set data = 'x'",
        "delete from files_filecontent",
        "truncate files_filecontent",
    ],
)
def test_nothing_is_changed_or_deleted(statement: str, world: World) -> None:
    store(world)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("who", "rows"),
    [
        ("teacher", 1), ("colleague", 1), ("af", 1), ("manager", 1),
        ("other_teacher", 0), ("other_af", 0), ("other_manager", 0),
        ("parent", 0), ("bestuur", 0), ("beheerder", 0), ("contactpersoon", 0), ("outsider", 0),
    ],
)  # fmt: skip
def test_database_shows_files_to_who_works_in_dossiers_of_the_school(
    who: str, rows: int, world: World
) -> None:
    store(world)
    with acting_as(world.user(who)):
        assert StoredFile.objects.count() == rows
        assert FileContent.objects.count() == rows
        assert StoredFile.objects.visible_to(world.user(who)).count() == rows


def test_file_can_not_be_stored_at_another_school(world: World) -> None:
    upload = SimpleUploadedFile("brief.txt", b"een brief")
    examined = services.examine(actor=world.teacher, school_id=world.school.pk, upload=upload)
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        acting_as(world.parent),
    ):
        services.store(actor=world.parent, school_id=world.other_school.pk, examined=examined)


def test_system_sends_in_no_file(world: World) -> None:
    upload = SimpleUploadedFile("brief.txt", b"een brief")
    examined = services.examine(actor=SYSTEM, school_id=world.school.pk, upload=upload)
    with pytest.raises(PermissionDenied):
        services.store(actor=SYSTEM, school_id=world.school.pk, examined=examined)


def test_list_of_files_reads_no_content(world: World, django_assert_num_queries: Any) -> None:
    store(world)
    with django_assert_num_queries(1) as queries:
        assert [file.name for file in StoredFile.objects.select_related("uploaded_by")]
    assert "files_filecontent" not in queries[0]["sql"]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "leeg.pdf", "leeg"),
        (b"MZ", "spel.exe", "soort"),
        (b"x" * (limits.MAX_BYTES + 1), "groot.txt", "10 MB"),
        (b"\xff\xfe", "brief.txt", "UTF-8"),
    ],
)
def test_refusal_says_in_dutch_what_to_do(
    content: bytes, name: str, told: str, world: World
) -> None:
    upload = SimpleUploadedFile(name, content)
    with pytest.raises(Refused, match=told) as refusal:
        services.examine(actor=world.teacher, school_id=world.school.pk, upload=upload)
    assert refusal.value.field == "file"


def test_photo_of_a_phone_is_kept_without_its_place(world: World) -> None:
    file = store(world, builders.jpeg_with_gps(), "IMG_0001.JPG")
    assert file.name == "IMG_0001.jpg"
    assert b"Exif" not in file.content.data


@pytest.mark.parametrize(
    "name", ["", "...", "/", "\\", "\u202e", "\0", "\ud800.txt", "a/b/", " . "]
)
def test_name_is_never_empty_and_always_ends_as_its_kind(name: str) -> None:
    cleaned = clean_name(name, "application/pdf")
    assert cleaned.endswith(".pdf")
    assert len(cleaned) > 4
    assert cleaned.isprintable()
