"""Narratives are ciphertext in the row, bound to it, and readable with the ring's older keys."""

import base64
import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core.crypto import DecryptionError, KeyRing, write_new_keyring
from core.fields import Ciphertext
from schools.models import PupilGrant, SchoolImport

SECRET = "kanarie-7f3a"


def make_import(world, content: str = SECRET) -> SchoolImport:
    return SchoolImport.objects.create(
        school=world.school, uploaded_by=world.beheerder, content=content
    )


def raw_content(pk: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select content from schools_schoolimport where id = %s", [str(pk)])
        return cursor.fetchone()[0]


def test_database_holds_no_plaintext_and_the_instance_reads_it(world) -> None:
    row = make_import(world)
    assert SECRET not in raw_content(row.pk)
    assert SchoolImport.objects.get(pk=row.pk).content == SECRET


def test_same_text_twice_is_not_the_same_ciphertext(world) -> None:
    assert raw_content(make_import(world).pk) != raw_content(make_import(world).pk)


def test_ciphertext_moved_to_another_row_does_not_open(world) -> None:
    one, other = make_import(world), make_import(world, "anders")
    with connection.cursor() as cursor:
        cursor.execute(
            "update schools_schoolimport set content = %s where id = %s",
            [raw_content(one.pk), str(other.pk)],
        )
    with pytest.raises(DecryptionError):
        SchoolImport.objects.get(pk=other.pk).content  # noqa: B018 - opening is what is tested


def test_altered_ciphertext_does_not_open(world) -> None:
    ring = KeyRing.generate()
    sealed = ring.encrypt("tekst", context="a")
    head, body = sealed.rsplit(".", 1)
    raw = bytearray(base64.urlsafe_b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(DecryptionError):
        ring.decrypt(f"{head}.{base64.urlsafe_b64encode(raw).decode()}", context="a")


def test_new_key_writes_and_old_key_still_reads() -> None:
    old = KeyRing.generate()
    sealed = old.encrypt("tekst", context="a")
    ring = KeyRing(current="k2", keys=old.keys | {"k2": os.urandom(32)})
    assert ring.decrypt(sealed, context="a") == "tekst"
    assert ring.encrypt("tekst", context="a").startswith("v1.k2.")
    with pytest.raises(DecryptionError):
        old.decrypt(ring.encrypt("tekst", context="a"), context="a")


def test_saving_again_keeps_a_text_that_was_not_opened(world) -> None:
    row = SchoolImport.objects.get(pk=make_import(world).pk)
    assert isinstance(row.__dict__["content"], Ciphertext)
    row.save()
    assert SchoolImport.objects.get(pk=row.pk).content == SECRET


def test_deferred_text_is_fetched_when_asked_for(world) -> None:
    row = SchoolImport.objects.defer("content").get(pk=make_import(world).pk)
    assert row.content == SECRET


def test_bulk_create_encrypts(world) -> None:
    rows = [
        SchoolImport(school=world.school, uploaded_by=world.beheerder, content=f"{SECRET}{n}")
        for n in range(2)
    ]
    SchoolImport.objects.bulk_create(rows)
    assert all(SECRET not in raw_content(row.pk) for row in rows)
    assert SchoolImport.objects.get(pk=rows[1].pk).content == f"{SECRET}1"


def test_update_and_filter_with_a_text_are_refused(world) -> None:
    make_import(world)
    with pytest.raises(TypeError, match="encrypted"):
        SchoolImport.objects.update(content="open")
    with pytest.raises(TypeError, match="encrypted"):
        SchoolImport.objects.filter(content=SECRET).exists()


def test_empty_text_stays_empty_so_that_a_check_can_see_it(world) -> None:
    assert raw_content(make_import(world, "").pk) == ""


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"current": "a", "keys": {}}', '{"current": "a", "keys": {"a": "AAAA"}}',
     '{"current": "a", "keys": {"a": "geen base64"}}'],
)  # fmt: skip
def test_ring_that_cannot_serve_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        KeyRing.from_json(text)


def test_new_ring_is_readable_by_its_owner_alone_and_never_overwritten(tmp_path) -> None:
    path = tmp_path / "keys" / "ring.json"
    write_new_keyring(path)
    first = path.read_text()
    write_new_keyring(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyRing.from_json(first).to_json() == first


def test_grants_need_their_pupil_and_say_why(world) -> None:
    fields = {field.name for field in PupilGrant._meta.get_fields()}
    assert {"reason", "granted_by", "expires_on", "content_object"} <= fields
