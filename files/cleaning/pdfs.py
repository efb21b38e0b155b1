"""PDFs: read by qpdf, stripped of all that acts, opens or hides something, and written anew.

What stays is what one sees on paper: pages, links to websites, bookmarks, the look of filled-in forms. What a
signature proved is lost by writing anew; the school's own record of who signed is the talk's report.
"""

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from files import limits
from files.cleaning import PDF, Clean, Rejected
from files.cleaning.jpeg_streams import without_metadata

_CATALOG = {
    *("/Type", "/Pages", "/Version", "/Lang", "/MarkInfo", "/StructTreeRoot", "/PageLabels"),
    *("/PageMode", "/PageLayout", "/Outlines", "/Dests", "/Names", "/AcroForm", "/OCProperties"),
}
_NO_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE"),
    *("/GoToDp", "/Movie", "/Sound", "/Rendition", "/RichMediaExecute", "/Hide", "/Named"),
    *("/SetOCGState", "/GoTo3DView", "/Thread", "/Trans"),
}
_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_ADDRESSES = ("http://", "https://", "mailto:")
_DROPPED = (
    *("/OpenAction", "/EF", "/RF", "/AF", "/EmbeddedFiles", "/JavaScript", "/XFA", "/Collection"),
    *("/PieceInfo", "/OPI", "/RichMediaContent", "/RichMediaSettings"),
)
# Dropped unless they are a typed object: a font may be called /AA in a list of fonts.
_DROPPED_UNLESS_TYPED = ("/AA", "/JS", "/CO")
_PACKED = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}


def clean(data: bytes) -> Clean:
    """Return the PDF without scripts, actions, embedded files, forms of XFA, metadata.

    Raises Rejected: `encrypted`, `too_complex` (pages, objects, streams that unpack without end),
    `too_many_pixels`, `unreadable`.
    """
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Rejected("encrypted")
            if len(pdf.objects) > limits.MAX_PDF_OBJECTS or len(pdf.pages) > limits.MAX_PAGES:
                raise Rejected("too_complex")
            if not len(pdf.pages):
                raise Rejected("unreadable")
            _strip(pdf)
            return Clean(PDF, _written(pdf))
    except pikepdf.PasswordError:
        raise Rejected("encrypted") from None
    except (pikepdf.PdfError, ValueError, RuntimeError, KeyError, AttributeError, TypeError):
        raise Rejected("unreadable") from None


def _written(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()


def _strip(pdf: pikepdf.Pdf) -> None:
    """Take out of the whole document what is not for reading; unreachable objects are not written."""
    root = pdf.Root
    for key in set(root.keys()) - _CATALOG:
        del root[key]
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        for key in set(names.keys()) - {"/Dests"}:
            del names[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        _strip_page(page.obj)
    left = limits.MAX_STREAM_BYTES
    for found in pdf.objects:
        for item in _within(found):
            if isinstance(item, Stream):
                left -= _strip_stream(item, left)
            if isinstance(item, Dictionary | Stream):
                _strip_dictionary(item)


def _within(top: Any) -> Iterator[Any]:
    """Yield an object and what lies directly in it; what it refers to comes by itself."""
    waiting = [top]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Dictionary | Array | Stream):
            continue
        yield item
        inner = item if isinstance(item, Array) else (item[key] for key in list(item.keys()))
        waiting.extend(one for one in inner if isinstance(one, Object) and not one.is_indirect)


def _strip_page(page: Any) -> None:
    """Keep the annotations that are something to read."""
    if "/Thumb" in page:
        del page["/Thumb"]
    annotations = page.get("/Annots")
    if isinstance(annotations, Array):
        kept = [
            one
            for one in annotations
            if isinstance(one, Dictionary) and str(one.get("/Subtype")) not in _ANNOTATIONS
        ]
        page["/Annots"] = Array(kept)


def _strip_dictionary(item: Any) -> None:
    """Empty an action that does more than lead to a page or website, and drop the keys that hide one."""
    action = item.get("/S")
    leads_out = isinstance(action, Name) and str(action) in _NO_ACTIONS
    address = item.get("/URI")
    if address is not None and not str(address).strip().lower().startswith(_ADDRESSES):
        leads_out = True
    if leads_out and not isinstance(item, Stream):
        for key in list(item.keys()):
            del item[key]
        return
    for key in (*_DROPPED, *_DROPPED_UNLESS_TYPED):
        if key in item and (key in _DROPPED or not _typed(item[key])):
            del item[key]
    if isinstance(item.get("/Metadata"), Stream):
        del item["/Metadata"]


def _typed(value: Any) -> bool:
    """Return whether it is a font, image or the like that merely has the name of something else."""
    kind = value.get("/Type") if isinstance(value, Dictionary | Stream) else None
    return str(kind) in {"/Font", "/XObject", "/ExtGState", "/Pattern"}


def _strip_stream(stream: Any, left: int) -> int:
    """Forbid outside data, take the metadata out of a photo, and return what the stream unpacks to."""
    for key in ("/F", "/FFilter", "/FDecodeParms"):
        if key in stream:
            del stream[key]
    if "/Ref" in stream and str(stream.get("/Subtype")) == "/Form":
        del stream["/Ref"]
    filters = _filters(stream)
    if sum(name in _PACKED for name in filters) > 1:
        raise Rejected("too_complex")
    if str(stream.get("/Subtype")) == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > 2 * limits.MAX_PIXELS:
            raise Rejected("too_many_pixels")
        if filters == ["/DCTDecode"]:
            stream.write(without_metadata(stream.read_raw_bytes()), filter=Name.DCTDecode)
    if filters and filters[0] in {"/FlateDecode", "/Fl"}:
        return _unpacked_size(stream.read_raw_bytes(), left)
    return 0


def _filters(stream: Any) -> list[str]:
    given = stream.get("/Filter")
    if given is None:
        return []
    return [str(one) for one in given] if isinstance(given, Array) else [str(given)]


def _unpacked_size(raw: bytes, left: int) -> int:
    """Return how much it unpacks to. Raises Rejected `too_complex` beyond `left`; keeps nothing."""
    unpacker, size, waiting = zlib.decompressobj(), 0, raw
    try:
        while waiting and not unpacker.eof:
            size += len(unpacker.decompress(waiting, limits.MEBIBYTE))
            waiting = unpacker.unconsumed_tail
            if size > left:
                raise Rejected("too_complex")
    except zlib.error:
        return size  # a damaged stream: a reader shows what it can
    return size
