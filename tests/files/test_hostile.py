"""Every hostile file does what docs/uploads.md says: refused with a reason, or kept without its sting."""

import io
import re
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from files import cleaning, limits, sandbox
from files.cleaning import Clean, Rejected
from files.names import clean_name, extension
from files.reasons import REASONS
from tests.files import builders
from tests.files.hostile import FILES, KEPT, Hostile

pytestmark = pytest.mark.postgres_free
DOCS = Path(__file__).resolve().parents[2] / "docs" / "uploads.md"


def outcome(file: Hostile) -> Clean | str:
    try:
        return sandbox.clean(file.make(), extension(file.name))
    except Rejected as rejected:
        return rejected.code


def readable(clean: Clean) -> bytes:
    """Return all that the file holds, packed and unpacked; fails for a file that its parser can't read."""
    found = [clean.content]
    match clean.media_type:
        case cleaning.PDF:
            with pikepdf.open(io.BytesIO(clean.content)) as document:
                assert not document.check_pdf_syntax()
                for item in document.objects:
                    found.append(item.unparse())
                    if isinstance(item, pikepdf.Stream):
                        found.append(item.read_raw_bytes())
                        if str(item.get("/Filter")) == "/FlateDecode":
                            found.append(zlib.decompress(item.read_raw_bytes()))
        case cleaning.DOCX:
            with zipfile.ZipFile(io.BytesIO(clean.content)) as package:
                assert package.testzip() is None
                found += [package.read(name) for name in package.namelist()]
        case cleaning.JPEG | cleaning.PNG:
            with Image.open(io.BytesIO(clean.content)) as image:
                image.load()
                assert max(image.size) <= limits.MAX_SIDE
    return b"\n".join(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.what)
def test_hostile_file_becomes_what_the_table_says(file: Hostile) -> None:
    result = outcome(file)
    if file.refusal:
        assert result == file.refusal
        return
    assert isinstance(result, Clean), result
    held = readable(result)
    assert [one for one in file.gone if one in held] == []
    if file.kept_as:
        assert clean_name(file.name, result.media_type) == file.kept_as


@pytest.mark.parametrize("file", [one for one in FILES if one.becomes == KEPT], ids=lambda f: f.what)
def test_what_is_kept_would_be_kept_again(file: Hostile) -> None:
    first = sandbox.clean(file.make(), extension(file.name))
    again = sandbox.clean(first.content, "") if first.media_type != cleaning.TEXT else first
    assert again.media_type == first.media_type


def test_there_are_forty_and_each_has_a_name_of_its_own() -> None:
    assert len(FILES) >= 40
    assert len({file.what for file in FILES}) == len(FILES)


def test_every_reason_is_met_or_belongs_to_the_form_or_scanner() -> None:
    met = {file.refusal for file in FILES} - {""}
    assert met <= set(REASONS)
    assert set(REASONS) - met == {"too_many", "virus", "scanner_away"}


def test_docs_list_exactly_these_files() -> None:
    rows = re.findall(r"^\| \d+ \| (.+?) \| (.+?) \| (.+?) \|$", DOCS.read_text(), re.M)
    assert rows == [(file.what, *told(file)) for file in FILES]


def told(file: Hostile) -> tuple[str, str]:
    """Return the two cells of the table: the name, and what becomes of the file."""
    name = file.name if len(file.name) < 40 else f"{file.name[:10]}…{file.name[-4:]}"
    shown = name.encode("unicode_escape").decode() if not name.isprintable() else name
    if file.refusal:
        return f"`{shown}`", f"refused: `{file.refusal}`"
    extra = [f"as `{file.kept_as}`"] if file.kept_as and len(file.kept_as) < 40 else []
    extra += ["cut to 120 signs"] if len(file.kept_as) >= 40 else []
    extra += ["without what was hidden in it"] if file.gone else []
    extra += [file.remark] if file.remark else []
    return f"`{shown}`", "; ".join(["kept", *extra])


def test_photo_is_turned_upright_before_its_exif_goes() -> None:
    clean = sandbox.clean(builders.jpeg_with_gps(orientation=6), "jpg")
    with Image.open(io.BytesIO(clean.content)) as image:
        assert image.size == (48, 64)
        assert not image.getexif()
        assert "icc_profile" not in image.info
        assert "comment" not in image.info


def test_transparent_image_stays_transparent() -> None:
    clean = sandbox.clean(builders.image("WEBP", mode="RGBA", lossless=True), "webp")
    assert clean.media_type == cleaning.PNG


def test_child_gets_no_secret_and_can_write_no_file() -> None:
    source = Path(sandbox.__file__).read_text()
    assert 'env={"LANG": "C.UTF-8"}' in source
    main = (Path(cleaning.__file__).parent / "__main__.py").read_text()
    assert "RLIMIT_FSIZE, 0" in main
