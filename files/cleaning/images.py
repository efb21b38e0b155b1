"""Photos and images: decoded, turned upright, made smaller if huge, and encoded anew.

Nothing but pixels passes: no EXIF (place, time, camera), XMP, comments, colour profile, thumbnail, second
frame, or bytes behind the end.
"""

import io
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from files import limits
from files.cleaning import JPEG, PNG, Clean, Rejected

_FORMATS = ("JPEG", "PNG", "WEBP")
# A multi-picture photo of a phone opens as MPO: its first picture is the photo.
_STILL = {"MPO"}


def clean(data: bytes) -> Clean:
    """Return the image as JPEG, or as PNG if it was one or is partly transparent.

    Raises Rejected: `too_many_pixels`, `animated`, `unreadable`.
    """
    Image.MAX_IMAGE_PIXELS = limits.MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged metadata, which goes anyhow
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _anew(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Rejected("too_many_pixels") from None
    except Rejected:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError):
        raise Rejected("unreadable") from None


def _anew(data: bytes) -> Clean:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > limits.MAX_PIXELS:
            raise Rejected("too_many_pixels")
        if getattr(image, "is_animated", False) and image.format not in _STILL:
            raise Rejected("animated")
        as_png = image.format == "PNG" or (image.format == "WEBP" and image.mode == "RGBA")
        # A JPEG can be decoded at a half or a quarter of its size, when that is still large enough.
        shrink = min(1.0, limits.MAX_SIDE / max(width, height))
        image.draft("RGB", (int(width * shrink), int(height * shrink)))
        image.load()
        pixels = _only_pixels(image)
    out = io.BytesIO()
    if as_png:
        pixels.save(out, "PNG")
        return Clean(PNG, out.getvalue())
    pixels.convert("RGB").save(out, "JPEG", quality=88, optimize=True, progressive=False)
    return Clean(JPEG, out.getvalue())


def _only_pixels(image: Image.Image) -> Image.Image:
    """Return a new image of the same look: upright, in plain RGB or grey, without any metadata."""
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)  # a copy of 60 million pixels is 240 MB
    plain = _in_srgb(_simple(image), profile)
    side = (limits.MAX_SIDE, limits.MAX_SIDE)
    plain.thumbnail(side, Image.Resampling.LANCZOS, reducing_gap=2.0)
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _simple(image: Image.Image) -> Image.Image:
    """Return the image in one of the modes L, LA, RGB, RGBA or, for its profile, CMYK."""
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")  # 16 bits to 8
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if "transparency" in image.info else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the colours as a screen without the profile would show them: a bruise keeps its colour."""
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGB" if image.mode == "CMYK" else image.mode
            turned = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile is no profile
    return image.convert("RGB") if image.mode == "CMYK" else image
