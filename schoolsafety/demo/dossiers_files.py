"""Files with entries: a drawing, a photo, a letter, a note, a Word document; one of each kind we keep.

All are drawn and written here, so that no picture of anybody lies in the repository.
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from core.errors import Refused
from dossiers import services
from dossiers.models import ParentContact, ParentRequest, Signal, Talk
from dossiers.services.attachments import Owner
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.world import World, key

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "[Content_Types].xml": (
        f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}"/></Types>'
    ),
    "_rels/.rels": (
        f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}


def tell(world: World) -> None:
    """Add the files to what the other stories wrote, by who may. Nothing where a scanner is away."""
    sanne, noor = world.user("juf.sanne"), world.pupil("Noor", "Veenstra")
    signal, thijs = Signal.objects.filter(author=sanne), world.pupil("Thijs", "Boer")
    contact = ParentContact.objects.filter(author=sanne, replaced_by=None, erased_at=None)
    talk = Talk.objects.filter(author=sanne, state=Talk.State.HELD)
    request = ParentRequest.objects.filter(filed_by=sanne)
    rows: list[tuple[Owner | None, str, str, Callable[[], bytes]]] = [
        (signal.filter(pupil=noor).last(), "Tekening van Noor", "tekening.png", _drawing),
        (signal.filter(pupil=thijs).first(), "De lege broodtrommel", "foto.jpg", _photo),
        (contact.first(), "Brief van moeder", "brief.pdf", _letter),
        (talk.first(), "Aantekeningen", "aantekeningen.txt", _notes),
        (request.first(), "De brief met het verzoek", "verzoek.docx", _document),
    ]
    for to, title, name, make in rows:
        if to is None:
            raise LookupError(f"the demo has nothing for {name}")
        if not _attach(sanne, to, title, ContentFile(make(), name)):
            return


def _attach(actor: Any, to: Owner, title: str, upload: Any) -> bool:
    """Return whether the file was taken: one that a configured scanner can't see is not."""
    try:
        with at(workday_before(2), 16, 20):
            services.attach_files(
                actor=actor, to=to, key=key("file", upload.name), uploads=[upload], title=title
            )
    except Refused:
        return False  # the demo is there without files rather than not at all
    return True


def _picture(kind: str, image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def _drawing() -> bytes:
    """A house, a sun, and somebody small."""
    image = Image.new("RGB", (480, 360), "#fdfbf4")
    draw = ImageDraw.Draw(image)
    draw.ellipse((370, 25, 440, 95), fill="#f4b942")
    draw.polygon([(90, 180), (200, 80), (310, 180)], fill="#b5473c")
    draw.rectangle((110, 180, 290, 310), outline="#4a3527", width=5)
    draw.rectangle((180, 235, 220, 310), fill="#7a5230")
    draw.ellipse((390, 230, 415, 255), outline="#24424a", width=4)
    draw.line((402, 255, 402, 295), fill="#24424a", width=4)
    draw.line((0, 312, 480, 312), fill="#5d8a4c", width=5)
    return _picture("PNG", image)


def _photo() -> bytes:
    """An open box on a table, with nothing in it."""
    image = Image.new("RGB", (640, 480), "#c9a87c")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((150, 150, 490, 370), radius=30, fill="#2f7f86")
    draw.rounded_rectangle((175, 175, 465, 345), radius=18, fill="#e9f1f0")
    return _picture("JPEG", image)


def _letter() -> bytes:
    """A short letter of one page."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({"/F1": font}))
    page.Contents = document.make_stream(
        b"BT /F1 12 Tf 70 760 Td 18 TL (Beste juf Sanne,) Tj T* T* "
        b"(De ochtenden gaan thuis nog niet goed.) Tj T* "
        b"(Kunnen wij volgende week even praten?) Tj ET"
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _notes() -> bytes:
    return b"Vooraf: wat gaat goed?\nDaarna: de ochtenden, het ontbijt.\nTot slot: wie doet wat.\n"


def _document() -> bytes:
    """A Word document of one line."""
    body = (
        f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body><w:p><w:r>'
        "<w:t>Wilt u verbeteren wat er over maandag staat?</w:t>"
        "</w:r></w:p></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (_PARTS | {"word/document.xml": body}).items():
            made.writestr(name, content)
    return out.getvalue()
