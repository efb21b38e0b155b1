"""The hostile files, each made in code, with what becomes of it. docs/uploads.md is compared with this list.

`becomes` is `refused: <code>` (a reason of files/reasons.py) or `kept: <what stands in the table>`.
`gone` are bytes that no kept file may hold, packed or not; `name` is what the file is called when kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

from files import limits
from tests.files import builders as b
from tests.files import evil

KEPT = "kept"


@dataclass(frozen=True)
class Hostile:
    """One file: what it is, how it is called and made, and what becomes of it."""

    what: str
    name: str
    make: Callable[[], bytes]
    becomes: str
    gone: tuple[bytes, ...] = ()
    kept_as: str = ""
    content_type: str = "application/octet-stream"
    remark: str = ""

    @property
    def refusal(self) -> str:
        """The code of the refusal, or '' for a file that is kept."""
        return "" if self.becomes == KEPT else self.becomes


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_HTML = b"<!DOCTYPE html><html><script>alert('canary')</script></html>"
_EICAR = b.EICAR.encode()
_PDF_ACTS = (b"canary", b"JavaScript", b"/JS", b"Launch", b"SubmitForm", b"EmbeddedFile", b"XFA")

FILES: list[Hostile] = [
    # not on the list, whatever they are called
    Hostile("GIF that is also JavaScript", "plaatje.gif", evil.gif_with_script, "kind"),
    Hostile("GIF that is also JavaScript, called .jpg", "plaatje.jpg", evil.gif_with_script, "kind"),
    Hostile("moving GIF", "dans.gif", lambda: b.moving("GIF"), "kind"),
    Hostile("SVG with a script", "logo.svg", lambda: _SVG, "kind", content_type="image/png"),
    Hostile("SVG with a script, called .png", "logo.png", lambda: _SVG, "extension"),
    Hostile("HTML with a script, called .jpg", "foto.jpg", lambda: _HTML, "extension"),
    Hostile("HTML with a script", "brief.html", lambda: _HTML, "kind"),
    Hostile("TIFF", "scan.tif", lambda: b.image("TIFF"), "kind"),
    Hostile("TIFF, called .jpg", "scan.jpg", lambda: b.image("TIFF"), "kind"),
    Hostile("HEIC of a phone", "IMG_1.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(99), "heic"),
    Hostile("program", "spel.exe", lambda: b"MZ" + bytes(99), "kind"),
    Hostile("program, called .pdf", "spel.pdf", lambda: b"MZ" + bytes(99), "kind"),
    Hostile("shell script", "start.sh", lambda: b"#!/bin/sh\nrm -rf /\n", "kind"),
    Hostile("old Word document (OLE)", "brief.doc", lambda: bytes.fromhex("d0cf11e0a1b11ae1"), "kind"),
    Hostile("bare zip", "alles.zip", lambda: evil.zip_of("a.txt", b"a"), "kind"),
    Hostile("zip in a zip, called .docx", "x.docx", lambda: evil.zip_of("b.zip", evil.zip_of("c", b"")), "not_word"),
    # names and sizes
    Hostile("PDF, called .jpg", "foto.jpg", b.pdf, "extension"),
    Hostile("JPEG, called .png", "foto.png", lambda: b.image("JPEG"), KEPT, kept_as="foto.jpg"),
    Hostile(
        "JPEG, said to be text/html", "foto.jpg", lambda: b.image("JPEG"), KEPT, kept_as="foto.jpg",
        content_type="text/html", remark="the browser's word plays no part",
    ),
    Hostile("JPEG with a second end", "foto.jpg.exe", lambda: b.image("JPEG"), "kind"),
    Hostile("JPEG with a first end", "foto.php.jpg", lambda: b.image("JPEG"), KEPT, kept_as="foto.php.jpg"),
    Hostile("JPEG without an end", "foto", lambda: b.image("JPEG"), KEPT, kept_as="foto.jpg"),
    Hostile("name that climbs", "../../etc/passwd.png", lambda: b.image("PNG"), KEPT, kept_as="passwd.png"),
    Hostile("name with a drive", r"C:\Windows\system32\a.png", lambda: b.image("PNG"), KEPT, kept_as="a.png"),
    Hostile("name with NUL", "a.png\0.exe", lambda: b.image("PNG"), "kind"),
    Hostile("name written backwards", "gnp.\u202eexe.png", lambda: b.image("PNG"), KEPT, kept_as="gnp.exe.png"),
    Hostile(
        "name with line ends", "a\r\nSet-Cookie: x.png",
        lambda: b.image("PNG"), KEPT, kept_as="aSet-Cookie_ x.png",
    ),
    Hostile(
        "name with markup", "<img src=x onerror=1>.png",
        lambda: b.image("PNG"), KEPT, kept_as="_img src=x onerror=1_.png",
    ),
    Hostile("name of 300 signs", "a" * 300 + ".png", lambda: b.image("PNG"), KEPT, kept_as="a" * 116 + ".png"),
    Hostile("name with dots behind", "foto.png...", lambda: b.image("PNG"), KEPT, kept_as="foto.png.png"),
    Hostile("name of a device", "CON.png", lambda: b.image("PNG"), KEPT, kept_as="_CON.png"),
    Hostile("name of nothing but an end", ".png", lambda: b.image("PNG"), KEPT, kept_as="bestand.png"),
    Hostile("empty file", "leeg.pdf", lambda: b"", "empty"),
    Hostile("file over the limit", "groot.jpg", lambda: b.image("JPEG") + bytes(limits.MAX_BYTES), "too_large"),
    # images
    Hostile(
        "JPEG with PHP and HTML behind it", "foto.jpg",
        evil.jpeg_with_php, KEPT, (b"canary", b"<?php", b"<script"),
    ),
    Hostile("photo with place, camera, remarks", "foto.jpg", b.jpeg_with_gps, KEPT, (b"canary", b"Exif", b"xmp")),
    Hostile("JPEG cut off", "foto.jpg", evil.jpeg_truncated, "unreadable"),
    Hostile("JPEG that says 60,000 × 60,000", "foto.jpg", lambda: b.jpeg_header(60_000, 60_000), "too_many_pixels"),
    Hostile("PNG that says 60,000 × 60,000", "foto.png", lambda: b.png_header(60_000, 60_000), "too_many_pixels"),
    Hostile("PNG cut off", "foto.png", lambda: b.png_header(640, 480), "unreadable"),
    Hostile(
        "PNG of 55 million equal pixels", "vlak.png", evil.png_pixel_bomb, KEPT,
        remark=f"made smaller: at most {limits.MAX_SIDE} pixels a side",
    ),
    Hostile("PNG with text and XMP", "foto.png", b.png_with_text, KEPT, (b"canary", b"tEXt", b"iTXt")),
    Hostile("PNG with a text that unpacks to 80 MB", "foto.png", evil.png_text_bomb, "unreadable"),
    Hostile("PNG with a profile that unpacks to 80 MB", "foto.png", evil.png_profile_bomb, "unreadable"),
    Hostile("moving PNG (APNG)", "dans.png", lambda: b.moving("PNG"), "animated"),
    Hostile("moving WebP", "dans.webp", lambda: b.moving("WEBP"), "animated"),
    Hostile("WebP", "foto.webp", lambda: b.image("WEBP"), KEPT, (b"WEBP",), kept_as="foto.jpg"),
    # PDFs
    Hostile("PDF with a zip behind it", "brief.pdf", evil.pdf_and_zip, KEPT, (b"canary", b"evil.exe")),
    Hostile("zip with a PDF behind it", "brief.pdf", evil.zip_before_pdf, "extension"),
    Hostile("PDF with scripts", "brief.pdf", lambda: b.pdf(evil.pdf_script), KEPT, _PDF_ACTS),
    Hostile("PDF with a hidden script", "brief.pdf", lambda: b.pdf(evil.pdf_hidden_script), KEPT, _PDF_ACTS),
    Hostile("PDF that starts a program", "brief.pdf", lambda: b.pdf(evil.pdf_launch), KEPT, _PDF_ACTS),
    Hostile("PDF with a file in it", "brief.pdf", lambda: b.pdf(evil.pdf_file), KEPT, (*_PDF_ACTS, b"MZ")),
    Hostile("PDF with a form of XFA", "brief.pdf", lambda: b.pdf(evil.pdf_xfa), KEPT, _PDF_ACTS),
    Hostile("PDF with a form that sends", "brief.pdf", lambda: b.pdf(evil.pdf_form), KEPT, _PDF_ACTS),
    Hostile("PDF with film", "brief.pdf", lambda: b.pdf(evil.pdf_film), KEPT, (*_PDF_ACTS, b"RichMedia")),
    Hostile("PDF that fetches", "brief.pdf", lambda: b.pdf(evil.pdf_outside), KEPT, (*_PDF_ACTS, b"evil", b"GoToR")),
    Hostile("PDF with a photo with place", "brief.pdf", lambda: b.pdf(evil.pdf_photo), KEPT, (*_PDF_ACTS, b"Exif")),
    Hostile("PDF with a password", "brief.pdf", lambda: evil.pdf_locked("a"), "encrypted"),
    Hostile("PDF with rights only", "brief.pdf", lambda: evil.pdf_locked(""), "encrypted"),
    Hostile(
        "PDF with a stream that unpacks to 300 MB", "brief.pdf",
        lambda: b.pdf(evil.pdf_stream_bomb), "too_complex",
    ),
    Hostile("PDF with a bomb in a bomb", "brief.pdf", lambda: b.pdf(evil.pdf_nested_bomb), "too_complex"),
    Hostile("PDF with a picture of 60,000 × 60,000", "brief.pdf", lambda: b.pdf(evil.pdf_pixels), "too_many_pixels"),
    Hostile("PDF of 501 pages", "brief.pdf", lambda: b.pdf(evil.pdf_pages), "too_complex"),
    Hostile("PDF that lies about its pages", "brief.pdf", evil.pdf_lying_count, KEPT),
    Hostile("PDF whose pages hold themselves", "brief.pdf", evil.pdf_page_loop, "unreadable"),
    Hostile("PDF whose table refers to itself", "brief.pdf", evil.pdf_table_loop, "unreadable"),
    Hostile("PDF 100,000 deep", "brief.pdf", evil.pdf_deep, "unreadable"),
    Hostile("PDF of nothing but its first line", "brief.pdf", lambda: b"%PDF-1.7\n", "unreadable"),
    # Word documents
    Hostile(
        "Word document with macros, called .docm", "brief.docm",
        lambda: evil.docx_with_part("word/vbaProject.bin"), "kind",
    ),
    Hostile(
        "Word document with macros, called .docx", "brief.docx",
        lambda: evil.docx_with_part("word/vbaProject.bin"), "active",
    ),
    Hostile("Word document of the kind with macros", "brief.docx", evil.docx_with_macros_by_type, "active"),
    Hostile(
        "Word document with a template elsewhere", "brief.docx",
        lambda: evil.docx_rel("attachedTemplate", "https://evil.example/a.dotm"), "outside",
    ),
    Hostile(
        "Word document with a picture elsewhere", "brief.docx",
        lambda: evil.docx_rel("image", "https://evil.example/a.png"), "outside",
    ),
    Hostile(
        "Word document with a link to a file", "brief.docx",
        lambda: evil.docx_rel("hyperlink", "file:///c:/canary"), "outside",
    ),
    Hostile(
        "Word document with an embedded program", "brief.docx",
        lambda: evil.docx_with_part("word/embeddings/oleObject1.bin"), "active",
    ),
    Hostile(
        "Word document with HTML in it", "brief.docx",
        lambda: evil.docx_rel("aFChunk", "afchunk.xml", ""), "active",
    ),
    Hostile(
        "Word document with a DDE field", "brief.docx",
        lambda: evil.docx_with_text(b.word_field("DDEAUTO c:\\cmd.exe")), "active",
    ),
    Hostile(
        "Word document with a DDE field in pieces", "brief.docx",
        lambda: evil.docx_with_text(b.word_field("DD", "EAUTO", " c:\\cmd.exe")), "active",
    ),
    Hostile(
        "Word document with a page number", "brief.docx",
        lambda: evil.docx_with_text(b.word_field(" PAGE ")), KEPT,
    ),
    Hostile("Word document with an outside entity (XXE)", "brief.docx", evil.docx_xxe, "outside"),
    Hostile("Word document with a billion laughs", "brief.docx", evil.docx_laughs, "outside"),
    Hostile("Word document that is a zip bomb", "brief.docx", evil.docx_bomb, "too_complex"),
    Hostile("Word document of 1,000 parts", "brief.docx", evil.docx_of_many, "too_complex"),
    Hostile("Word document that lies about a size", "brief.docx", evil.docx_lying_size, "unreadable"),
    Hostile("Word document with a link on disk", "brief.docx", evil.docx_symlink, "unreadable"),
    Hostile(
        "Word document with a path that climbs", "brief.docx",
        lambda: evil.docx_with_part("../../evil.xml", "<a/>"), "unreadable",
    ),
    Hostile("Word document with a password", "brief.docx", evil.docx_encrypted_flag, "encrypted"),
    Hostile("Word document with a photo with place", "brief.docx", evil.docx_photo, KEPT, (b"canary", b"Exif")),
    Hostile(
        "Word document with a program behind it", "brief.docx",
        lambda: b.docx() + b"MZ canary", KEPT, (b"canary",),
    ),
    Hostile(
        "Word document with a broken photo", "brief.docx",
        lambda: evil.docx_with_part("word/media/image1.jpeg", _HTML), "unreadable",
    ),
    # text
    Hostile("text in UTF-16", "brief.txt", lambda: "een brief".encode("utf-16"), "not_text"),
    Hostile("text with NUL", "brief.txt", lambda: b"voor\0na", "not_text"),
    Hostile("text of nothing but spaces", "brief.txt", lambda: b"  \n ", "empty"),
    Hostile("text with turned directions", "brief.txt", lambda: "a\u202eb".encode(), KEPT, ("\u202e".encode(),)),
    Hostile(
        "HTML, called .txt", "brief.txt", lambda: _HTML, KEPT,
        remark="it is text, and goes out as text/plain, as a download, with nosniff and a sandbox",
    ),
    Hostile(
        "EICAR as text", "eicar.txt", lambda: _EICAR, KEPT,
        remark="harmless as text; with a scanner: refused, `virus`",
    ),
    Hostile("EICAR, called .pdf", "eicar.pdf", lambda: _EICAR, "extension"),
    Hostile("EICAR in a zip, called .docx", "eicar.docx", lambda: evil.zip_of("eicar.com", _EICAR), "not_word"),
]  # fmt: skip
