"""Every hostile file does what docs/uploads.md says: refused with a reason, or kept without its sting."""

import io
import random
import subprocess
import sys
import zipfile
import zlib
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from files import cleaning, limits, sandbox
from files.cleaning import Clean, Rejected
from files.names import clean_name, extension
from files.reasons import REASONS
from tests.files import builders
from tests.files.hostile import FILES, KEPT, Hostile

pytestmark = pytest.mark.postgres_free
ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "uploads.md"


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


@pytest.mark.parametrize(
    "file", [one for one in FILES if one.becomes == KEPT], ids=lambda f: f.what
)
def test_what_is_kept_would_be_kept_again(file: Hostile) -> None:
    first = cleaning.clean(file.make(), extension(file.name))
    again = cleaning.clean(first.content, extension(clean_name(file.name, first.media_type)))
    assert again.media_type == first.media_type


def test_there_are_forty_and_each_has_a_name_of_its_own() -> None:
    assert len(FILES) >= 40
    assert len({file.what for file in FILES}) == len(FILES)


def test_every_reason_is_met_or_belongs_to_the_form_or_scanner() -> None:
    met = {file.refusal for file in FILES} - {""}
    assert met <= set(REASONS)
    assert set(REASONS) - met == {"too_many", "virus", "scanner_away"}


def table() -> str:
    """Return the table of docs/uploads.md."""
    rows = [(file.what, *told(file)) for file in FILES]
    lines = [f"| {number} | {' | '.join(row)} |" for number, row in enumerate(rows, 1)]
    head = ["| | file | its name | what becomes of it |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *lines])


def test_docs_list_exactly_these_files() -> None:
    written = DOCS.read_text().partition("<!-- table -->\n")[2].partition("\n<!-- end -->")[0]
    assert written == table()


def test_docs_explain_every_reason() -> None:
    text = DOCS.read_text()
    assert [code for code in REASONS if f"| `{code}` |" not in text] == []


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


def test_honest_pdf_reads_the_same_and_keeps_its_links_and_bookmarks() -> None:
    def furnish(document: pikepdf.Pdf) -> None:
        link = builders.action("URI", URI=pikepdf.String("https://www.example.org/"))
        document.pages[0].Annots = pikepdf.Array([builders.annotation("Link", A=link)])
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Begin", 0))

    before = builders.pdf(furnish)
    after = PdfReader(io.BytesIO(sandbox.clean(before, "pdf").content))
    assert after.pages[0].extract_text() == "een gewone brief"
    assert after.pages[0]["/Annots"][0]["/A"]["/URI"] == "https://www.example.org/"
    assert [item.title for item in after.outline] == ["Begin"]


def test_honest_word_document_keeps_every_part() -> None:
    before = builders.docx({"word/fonts/font1.odttf": b"x", "docProps/core.xml": "<a/>"})
    clean = sandbox.clean(before, "docx")
    with zipfile.ZipFile(io.BytesIO(clean.content)) as package:
        names = set(package.namelist())
        text = package.read("word/document.xml").decode()
    assert names == {*builders.docx_parts(), "docProps/core.xml"}
    assert text == builders.body()


def test_photo_keeps_its_colours() -> None:
    clean = sandbox.clean(builders.image("JPEG", quality=95), "jpg")
    with Image.open(io.BytesIO(clean.content)) as image:
        red, green, blue = image.getpixel((60, 20))
    assert abs(red - 200) + abs(green - 120) + abs(blue - 40) < 20


def test_transparent_image_stays_transparent() -> None:
    clean = sandbox.clean(builders.see_through("WEBP"), "webp")
    assert clean.media_type == cleaning.PNG


def in_confined_child(code: str) -> str:
    """Return the error that the code ends with in a process with the limits of the child."""
    start = "from files.cleaning.__main__ import confine; confine(); "
    done = subprocess.run(
        [sys.executable, "-c", start + code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stderr


def test_child_can_write_no_file_and_take_no_memory_without_end(tmp_path: Path) -> None:
    file = tmp_path / "x"
    write = f"import os; os.write(os.open({str(file)!r}, os.O_CREAT | os.O_WRONLY), b'a')"
    assert "File too large" in in_confined_child(write)
    assert "MemoryError" in in_confined_child("bytes(2 * 1024 ** 3)")


def test_child_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    run = subprocess.run

    def seen(*args: Any, **kwargs: Any) -> Any:
        given.append(kwargs["env"])
        return run(*args, **kwargs)

    monkeypatch.setattr(sandbox.subprocess, "run", seen)
    sandbox.clean(b"een brief", "txt")
    assert given == [{"LANG": "C.UTF-8"}]


@pytest.mark.parametrize(
    "make", [builders.jpeg_with_gps, builders.png_with_text, builders.pdf, builders.docx]
)
def test_file_that_was_damaged_anywhere_is_refused_or_kept_but_breaks_nothing(make: Any) -> None:
    chance, whole = random.Random(7), make()
    for _turn in range(60):
        data = bytearray(whole)
        for _hit in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        end = chance.choice([len(data), len(data) // 2])
        assert outcome_here(bytes(data[:end])) in {"kept", *REASONS}


def outcome_here(data: bytes) -> str:
    """Return what becomes of it, without a child."""
    try:
        return "kept" if cleaning.clean(data, "").content else "nothing"
    except Rejected as rejected:
        return rejected.code


def test_content_that_says_another_kind_than_its_name_is_refused_in_every_pair() -> None:
    makers = {
        "jpg": builders.image("JPEG"),
        "pdf": builders.pdf(),
        "docx": builders.docx(),
        "txt": b"tekst",
    }
    for named, content in product(makers, makers):
        if named == content:
            assert cleaning.clean(makers[content], named).content
            continue
        with pytest.raises(Rejected, match="extension"):
            cleaning.clean(makers[content], named)
