"""Photographs and scans as JPEG or PNG: opened within limits and drawn anew, so that only what is seen stays."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

LONGEST_EDGE = 2600  # dots: an A4 page of an ID copy stays readable at about 220 dots an inch
THUMBNAIL_EDGE = 320
# A picture of more dots is a decompression bomb or a poster; a JPEG is read at a fraction of its size, a PNG is not.
MOST_DOTS = {"JPEG": 52_000_000, "PNG": 25_000_000}
_FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG"}  # MPO is what some phones put behind the name .jpg


class TooManyDots(Exception):
    """The picture would unpack to more dots than any camera of an office makes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def redraw(content: bytes, *, kind: str) -> Picture:
    """Draw the picture anew: upright, at most 2600 dots long, without EXIF, position, colour profile or appended data.

    :raises TooManyDots: it unpacks to too many dots.
    :raises OSError: it cannot be read or is not whole (Pillow's errors, all gathered into this one).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(content, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise TooManyDots from bomb
    except TooManyDots:
        raise
    except Exception as fault:  # a broken picture makes Pillow raise nearly anything
        raise OSError("unreadable picture") from fault


def _redraw(content: bytes, kind: str) -> Picture:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process, and half a page would pass
    with Image.open(BytesIO(content), formats=[kind]) as image:
        if _FORMATS.get(image.format or "") != kind:
            raise OSError("another format")
        if image.width * image.height > MOST_DOTS[kind]:
            raise TooManyDots
        if kind == "JPEG":
            image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        image.load()
        upright = _plain(ImageOps.exif_transpose(image))
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    drawn = BytesIO()
    if kind == "JPEG":
        upright.convert("RGB").save(drawn, "JPEG", quality=86, optimize=True, progressive=True)
    else:
        upright.save(drawn, "PNG", optimize=True)
    return Picture(drawn.getvalue(), *upright.size, _thumbnail(upright))


def _plain(image: Image.Image) -> Image.Image:
    """Return the dots alone, in a mode that every viewer shows, with nothing of ``info`` left."""
    if image.mode.startswith("I"):  # 16 bits of grey: the upper eight are what a screen shows
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("P", "PA", "LA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    drawn = BytesIO()
    small.convert("RGB").save(drawn, "JPEG", quality=78, optimize=True)
    return drawn.getvalue()
