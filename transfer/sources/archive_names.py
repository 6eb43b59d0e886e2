"""Decode the names of files in an archive from any operating system.

Without the UTF-8 flag, the encoding of the names in an archive is unknown. The Finder writes UTF-8
without the flag, Windows the local code page. The encoding is guessed from the texts in the
archive: they mention the names and use the same letters.
"""

import re
import struct
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

_UTF8_FLAG: Final = 0x800
_UNICODE_NAME: Final = 0x7075
_ENCODINGS: Final = (
    *("cp437", "cp850", "cp852", "cp1252", "cp1250", "cp866", "cp1251", "cp855", "cp1253", "cp737"),
    *("cp1254", "cp857", "cp1255", "cp862", "cp1256", "cp720", "cp1257", "cp775", "koi8_r"),
    *("cp932", "gbk", "big5", "cp949", "euc_jp", "gb18030", "cp874", "cp1258", "latin-1"),
)
_TEXT_ENDINGS: Final = (
    ".md",
    ".markdown",
    ".mdx",
    ".html",
    ".htm",
    ".json",
    ".csv",
    ".txt",
    ".yml",
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_KINDS: Final = {"Ll": 0.5, "Lo": 0.5, "Lm": 0.5, "Lu": 0.2, "Mn": 0.2}
_TEXT_BYTES: Final = 400_000
_ALL_TEXT_BYTES: Final = 20_000_000


def decode_names(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The name of each member in Unicode form NFC, with slashes between folders."""
    raw = [_raw_name(member) for member in members]
    unknown = [name for name in raw if isinstance(name, bytes)]
    encoding = "utf-8" if _are_utf8(unknown) else _encoding_of(unknown, archive, members)
    names = [name if isinstance(name, str) else name.decode(encoding, "replace") for name in raw]
    return [unicodedata.normalize("NFC", name).replace("\\", "/") for name in names]


def _raw_name(member: zipfile.ZipInfo) -> str | bytes:
    """A name with a known encoding, or the bytes of a name without one."""
    if member.flag_bits & _UTF8_FLAG or member.orig_filename.isascii():
        return member.orig_filename
    if (named := _unicode_name(member.extra)) is not None:
        return named
    return member.orig_filename.encode("cp437")


def _are_utf8(names: Sequence[bytes]) -> bool:
    """Whether all names are valid UTF-8. A single name can be valid by chance."""
    try:
        return all(name.decode("utf-8") is not None for name in names)
    except UnicodeDecodeError:
        return False


def _unicode_name(extra: bytes) -> str | None:
    """The Unicode name that some programs add as an extra field."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        value = extra[position + 4 : position + 4 + size]
        if kind == _UNICODE_NAME and len(value) > 5:
            try:
                return value[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
        position += 4 + size
    return None


def _encoding_of(
    names: Sequence[bytes], archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]
) -> str:
    """The encoding in which the texts mention most names, or else share most letters."""
    words = _texts(archive, members)
    letters = Counter(sign for sign in words.lower() if not sign.isascii())
    best, found = (-1, 0.0), "cp437"
    for encoding in _ENCODINGS:
        try:
            decoded = [unicodedata.normalize("NFC", name.decode(encoding)) for name in names]
        except UnicodeDecodeError:
            continue
        mentioned = sum(_last_part(name) in words for name in decoded)
        score = (mentioned, sum(_likeness(name, letters) for name in decoded))
        if score > best:
            best, found = score, encoding
    return found


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _likeness(name: str, letters: Counter[str]) -> float:
    """Score how well a name fits the language of the texts, by its letters."""
    score = 0.0
    for word in _WORD.findall(name):
        score += _likeness_of_word(word)
    for sign in name:
        if not sign.isascii():
            score += 2 if letters.get(sign.lower()) else 0
            score += _KINDS.get(unicodedata.category(sign), -2)
    return score / max(len(name), 1)


def _likeness_of_word(word: str) -> float:
    """Rate words that mix scripts, or Latin words of mostly special letters, as unlikely."""
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in word if sign.isalpha()}
    mixed = "LATIN" in scripts and scripts - {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH"}
    if "HALFWIDTH" in scripts or mixed:
        return -3
    special = sum(not sign.isascii() for sign in word)
    return -2 if scripts == {"LATIN"} and len(word) > 3 and special * 2 > len(word) else 0


def _texts(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> str:
    """Read the beginning of the texts in an archive, enough to know their letters."""
    parts: list[str] = []
    left = _ALL_TEXT_BYTES
    for member in members:
        if not member.orig_filename.lower().endswith(_TEXT_ENDINGS) or left <= 0:
            continue
        try:
            with archive.open(member) as file:
                data = file.read(min(_TEXT_BYTES, left))
        except Exception:  # noqa: BLE001, S112 - a damaged member is reported when it is unpacked
            continue
        left -= len(data)
        parts.append(data.decode("utf-8", "ignore"))
    text = "\n".join(parts)
    return unicodedata.normalize("NFC", f"{text}\n{unquote(text)}")
