"""Makes honest files of each kind, from which the hostile ones are made. No binary lies in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image, PngImagePlugin

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The test file of the virus scanners' makers, in two pieces so that this one is left alone.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
GPS_NOTE = b"canary-gps-52.3702-4.8952"


def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Return a picture with something in it, so that it survives compression."""
    image = Image.new("RGB", size, (200, 120, 40))
    image.paste((20, 40, 200), (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def image(kind: str, **options: Any) -> bytes:
    """Return a picture encoded as `kind`."""
    out = io.BytesIO()
    picture(mode=options.pop("mode", "RGB")).save(out, kind, **options)
    return out.getvalue()


def see_through(kind: str) -> bytes:
    """Return an image that is partly transparent."""
    out, shown = io.BytesIO(), picture(mode="RGBA")
    shown.putalpha(100)
    shown.save(out, kind)
    return out.getvalue()


def moving(kind: str) -> bytes:
    """Return an image of three frames."""
    frames = [picture(), picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT), picture()]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def jpeg_with_gps(orientation: int = 6) -> bytes:
    """Return a photo as a phone makes it: turned, with place, camera, and remarks."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "canary-camera"
    exif[0x9286] = GPS_NOTE
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 22.0, 12.7), "E", (4.0, 53.0, 42.7)
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif, comment=b"canary-comment", xmp=b"<x>canary-xmp</x>")
    return out.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack("!L", len(body)) + kind + body + struct.pack("!L", zlib.crc32(kind + body))


def png_with(*chunks: bytes) -> bytes:
    """Return a PNG with more chunks behind its header."""
    plain = image("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def png_with_text() -> bytes:
    """Return a PNG that says where and by whom it was made."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "canary-author")
    info.add_itxt("XML:com.adobe.xmp", "canary-xmp")
    return image("PNG", pnginfo=info)


def png_header(width: int, height: int) -> bytes:
    """Return a tiny PNG that says to be huge."""
    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(bytes(1000)))
        + png_chunk(b"IEND", b"")
    )


def jpeg_header(width: int, height: int) -> bytes:
    """Return a small JPEG whose frame says to be huge."""
    plain = image("JPEG")
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + struct.pack("!HH", height, width) + plain[at + 4 :]


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **options: Any) -> bytes:
    """Return a PDF of one page with a text, changed by `change`."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 200))
    page = document.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({"/F1": font}))
    page.Contents = document.make_stream(b"BT /F1 12 Tf 20 100 Td (een gewone brief) Tj ET")
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    """Return an action of a PDF."""
    return pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name(f"/{kind}"), **more)


def annotation(kind: str, **more: Any) -> pikepdf.Dictionary:
    """Return something to click on a page."""
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[0, 0, 99, 99], **more
    )


def rels(*relations: tuple[str, str, str]) -> str:
    """Return a list of relationships: type, target, mode."""
    items = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"'
        f"{f' TargetMode={chr(34)}{mode}{chr(34)}' if mode else ''}/>"
        for number, (kind, target, mode) in enumerate(relations)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PR}">{items}</Relationships>'


def body(inside: str = "") -> str:
    """Return the main part of a Word document."""
    return (
        f'<?xml version="1.0"?><w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        f"<w:p><w:r><w:t>een gewone brief</w:t></w:r></w:p>{inside}</w:body></w:document>"
    )


def docx_parts(main_type: str = f"{DOCX}.main+xml") -> dict[str, bytes | str]:
    """Return the parts of an honest Word document."""
    return {
        "[Content_Types].xml": (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="jpeg" ContentType="image/jpeg"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
        ),
        "_rels/.rels": rels(("officeDocument", "word/document.xml", "")),
        "word/document.xml": body(),
        "word/_rels/document.xml.rels": rels(
            ("image", "media/image1.jpeg", ""),
            ("hyperlink", "https://www.example.org/", "External"),
        ),
        "word/media/image1.jpeg": image("JPEG"),
    }


def docx(
    more: dict[str, bytes | str] | None = None, *, main_type: str = f"{DOCX}.main+xml"
) -> bytes:
    """Return a Word document, with parts added or replaced."""
    return package({**docx_parts(main_type), **(more or {})})


def package(parts: dict[str, bytes | str]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word_field(*pieces: str) -> str:
    """Return a field whose order is cut into pieces."""
    inside = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{inside}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
