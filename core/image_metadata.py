"""Taking out of a picture what is not the picture: place, time, camera, comments, small previews.

JPEG, PNG, WebP and GIF lose those parts byte for byte and are not drawn anew. A picture that
stands upright only by its metadata is turned first; what else Pillow can read is drawn anew.
"""

import struct
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

JPEG_QUALITY: Final = 92
ORIENTATION: Final = 0x0112
UPRIGHT: Final = (None, 0, 1)
DRAWN_ANEW: Final = ("TIFF", "AVIF", "MPO")
_JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
"""Segments that say how to show the picture: JFIF, colour profile, Adobe's transform."""

_PNG_DROPPED: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"dSIG"})
_WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0b0000_1100
_GIF_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


class UnreadablePicture(ValueError):
    """A picture whose parts do not fit together as its format says."""


UNREADABLE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    IndexError,
    struct.error,
    Image.DecompressionBombError,
)


def strip_metadata(content: bytes) -> bytes:
    """Return the picture without metadata; what no program can read is returned as it is."""
    try:
        with Image.open(BytesIO(content)) as image:
            return _strip_opened(image, content)
    except UNREADABLE:
        return content


def _strip_opened(image: Image.Image, content: bytes) -> bytes:
    kind = image.format or ""
    is_animated = getattr(image, "is_animated", False) and kind != "MPO"
    is_turned = image.getexif().get(ORIENTATION) not in UPRIGHT
    if kind in DRAWN_ANEW or (is_turned and not is_animated):
        return _draw_anew(image, kind)
    strip = {"JPEG": _strip_jpeg, "PNG": _strip_png, "WEBP": _strip_webp, "GIF": _strip_gif}
    try:
        return strip[kind](content) if kind in strip else content
    except UNREADABLE:
        return content if is_animated else _draw_anew(image, kind)


def _draw_anew(image: Image.Image, kind: str) -> bytes:
    """Turn the picture as its metadata asks and write it with its colours only."""
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    upright.info = {}
    out = BytesIO()
    options = {"quality": JPEG_QUALITY} if kind in ("JPEG", "MPO", "WEBP", "AVIF") else {}
    upright.save(out, format="JPEG" if kind == "MPO" else kind, icc_profile=profile, **options)
    return out.getvalue()


def _strip_jpeg(content: bytes) -> bytes:
    out, at = bytearray(content[:2]), 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise UnreadablePicture
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == 0xDA:  # from here on the picture itself
            return bytes(out + _scan_of(content, at))
        length = 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        is_extra = 0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT
        is_icc = marker != 0xE2 or content[at + 4 : at + 15] == b"ICC_PROFILE"
        if not is_extra and marker != 0xFE and is_icc:
            out += content[at : at + length]
        at += length
    raise UnreadablePicture


def _scan_of(content: bytes, at: int) -> bytes:
    """Return the data of the picture up to its end; what was hung on behind it is left out."""
    end = content.rfind(b"\xff\xd9", at)
    return content[at : end + 2] if end > 0 else content[at:]


def _strip_png(content: bytes) -> bytes:
    out, at = bytearray(content[:8]), 8
    while at + 8 <= len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if name not in _PNG_DROPPED:
            out += content[at:end]
        if name == b"IEND":
            return bytes(out)
        at = end
    raise UnreadablePicture


def _strip_webp(content: bytes) -> bytes:
    out, at = bytearray(), 12
    while at + 8 <= len(content):
        name, length = struct.unpack("<4sI", content[at : at + 8])
        end = at + 8 + length + length % 2
        if name == b"VP8X":
            flags = content[at + 8] & ~_WEBP_FLAGS
            out += content[at : at + 8] + bytes([flags]) + content[at + 9 : end]
        elif name not in _WEBP_DROPPED:
            out += content[at:end]
        at = end
    return b"RIFF" + struct.pack("<I", len(out) + 4) + b"WEBP" + bytes(out)


def _strip_gif(content: bytes) -> bytes:
    at = 13 + _palette(content[10])
    out = bytearray(content[:at])
    while content[at] != 0x3B:
        start = at
        if content[at] == 0x2C:
            at = _after_blocks(content, at + 11 + _palette(content[at + 9]))
            out += content[start:at]
            continue
        label = content[at + 1]
        at = _after_blocks(content, at + 2)
        is_loop = label == 0xFF and content[start + 3 : start + 14] in _GIF_LOOPS
        if label == 0xF9 or is_loop:
            out += content[start:at]
    return bytes(out) + b"\x3b"


def _palette(flags: int) -> int:
    """Return how many bytes of colours follow."""
    return 3 * 2 ** ((flags & 0b111) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    """Return where the chain of blocks that begins at a place is over."""
    while content[at]:
        at += 1 + content[at]
    return at + 1
