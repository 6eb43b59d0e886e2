"""Detect the encoding of a text, which spreadsheets and editors often do not declare."""

import codecs
import io
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from transfer.importing.items import ImportFailed

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 1_000_000
_NULS_OF_UTF16: Final = 4
"""UTF-16 with Latin letters or spaces has at least one NUL in this number of bytes."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters of binary files that texts never have."""

_BY_LANGUAGE: Final = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "bs", "sq"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr"), "cp1251"),
    "el": "cp1253", "tr": "cp1254", "he": "cp1255", "ar": "cp1256",
    **dict.fromkeys(("lt", "lv", "et"), "cp1257"),
    "ja": "cp932", "zh": "gb18030", "ko": "cp949",
}  # fmt: skip
_LEGACY: Final = ("cp1252", "cp1250")
NAMES: Final = {
    "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32",
    "cp932": "Shift JIS", "gb18030": "GB 18030", "cp949": "Korean (Windows-949)",
    "latin-1": "ISO 8859-1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a text. `is_damaged` means UTF-8 with a few invalid bytes."""

    codec: str
    is_guess: bool = False
    is_damaged: bool = False

    @property
    def name(self) -> str:
        """The name for readers of the report."""
        return NAMES.get(self.codec) or self.codec.replace("cp", "Windows-")

    @property
    def is_utf8(self) -> bool:
        """Whether the encoding needs no mention in the report."""
        return self.codec in ("utf-8", "utf-8-sig")

    def __str__(self) -> str:
        """Describe the encoding for the report."""
        check = "; look whether its letters are right" if self.is_guess else ""
        return f"not UTF-8 and was read as {self.name}{check}"


Opener = Callable[[], BinaryIO]


class NotTextError(ValueError):
    """The bytes are not text, or contradict the encoding that they declare."""


def encoding_of(path: Path, language: str = "") -> Encoding:
    """Detect the encoding of a table. Raises `ImportFailed` if the table is damaged."""
    try:
        return _detect(lambda: path.open("rb"), language)
    except NotTextError as error:
        raise ImportFailed(
            f"{path.name} {error}. Save it as CSV in UTF-8 and run the same command again."
        ) from error


def decode(data: bytes, language: str = "") -> tuple[str, Encoding]:
    """Return a text and its encoding. Raises `NotTextError` if the bytes are not text."""
    if data.count(0) * _NULS_OF_UTF16 < len(data):
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8-sig"), Encoding("utf-8")
    encoding = _detect(lambda: io.BytesIO(data), language)
    if encoding.is_damaged:
        raise NotTextError("is UTF-8 but for some places")
    text = data.decode(encoding.codec)
    if _CONTROLS.search(text):
        raise NotTextError("is no text")
    return text, encoding


def _detect(source: Opener, language: str) -> Encoding:
    """Detect by the first bytes, then by valid UTF-8, then by plausible words."""
    with source() as file:
        sample = file.read(_SAMPLE)
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            return Encoding(_readable(source, codec))
    if sample.count(0) * _NULS_OF_UTF16 >= len(sample) > 0:
        even = sample[::2].count(0) > sample[1::2].count(0)
        return Encoding(_readable(source, "utf-16-be" if even else "utf-16-le"), is_guess=True)
    if _is_in(source, "utf-8"):
        return Encoding("utf-8")
    if _is_mostly_utf8(source):
        return Encoding("utf-8", is_damaged=True)
    wanted = _BY_LANGUAGE.get(language.partition("-")[0])
    candidates = sorted(_LEGACY, key=lambda codec: _strangeness(sample, codec))
    for codec in [*([wanted] if wanted else []), *candidates]:
        if _is_in(source, codec):
            return Encoding(codec, is_guess=True)
    return Encoding("latin-1", is_guess=True)


def _readable(source: Opener, codec: str) -> str:
    if not _is_in(source, codec):
        raise NotTextError(f"begins as a text in {NAMES.get(codec, 'UTF-8')} and is none")
    return codec


def _is_in(source: Opener, codec: str) -> bool:
    try:
        with source() as raw, io.TextIOWrapper(raw, encoding=codec, newline="") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeError:
        return False
    return True


def _is_mostly_utf8(source: Opener) -> bool:
    """Whether more non-ASCII sequences are valid UTF-8 than invalid."""
    whole = broken = 0
    with source() as raw, io.TextIOWrapper(raw, "utf-8", errors="replace", newline="") as file:
        while part := file.read(_SAMPLE):
            broken += part.count("\ufffd")
            whole += sum(sign > "\x7f" for sign in part) - part.count("\ufffd")
    return whole > broken


def _strangeness(sample: bytes, codec: str) -> int:
    """Count characters in places where words do not have them."""
    text = sample.decode(codec, "replace")
    strange = text.count("\ufffd")
    for before, sign, after in zip(text, text[1:], f"{text[2:]} ", strict=False):
        if sign > "\x7f" and (before.isalpha() or after.isalpha()):
            kind = unicodedata.category(sign)
            strange += kind in ("No", "Sk", "So", "Sm", "Sc") or (sign in "¿¡" and before.isalpha())
            strange += kind == "Lu" and before.islower()
    return strange
