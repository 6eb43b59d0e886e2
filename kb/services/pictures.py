"""Taking the pictures of an answer along into the CMS's library."""

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images import get_image_model

from core.http_client.fetching import fetch
from core.http_client.public_hosts import Unreachable
from kb.conversion.markdown_blocks import RawBlock

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage

    from accounts.models import User

logger = logging.getLogger("stoa.kb")

PICTURES_MAX: Final = 12
PIXELS_MAX: Final = 30_000_000
FORMATS: Final = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}


@dataclass(frozen=True)
class Picture:
    """A picture made anew from what was fetched, without what a camera writes beside it."""

    content: bytes
    extension: str


def fetch_pictures(blocks: Sequence[RawBlock]) -> dict[str, Picture]:
    """The pictures of blocks by URL; those that cannot be had are left out and logged.

    This waits for other sites, so it runs before any row is locked.
    """
    found: dict[str, Picture] = {}
    urls = list(dict.fromkeys(block["value"]["address"] for block in _pictures(blocks)))
    for url in urls[:PICTURES_MAX]:
        try:
            found[url] = _clean(_read(url))
        except (Unreachable, OSError, ValueError, SuspiciousOperation) as error:
            logger.info("picture %s not copied: %s", url, error)
    return found


def keep_pictures(
    *, actor: "User", blocks: Sequence[RawBlock], found: Mapping[str, Picture], title: str
) -> None:
    """Put fetched pictures into the library and let the blocks show them from there."""
    for block in _pictures(blocks):
        value = block["value"]
        picture = found.get(value["address"])
        if picture is not None:
            value["image"] = _in_library(actor, picture, value["alt"] or title).pk
            value["address"] = ""


def _pictures(blocks: Sequence[RawBlock]) -> Iterator[RawBlock]:
    return (block for block in blocks if block["type"] == "picture" and block["value"]["address"])


def _read(url: str) -> bytes:
    """The bytes behind a URL; our own uploads come from the storage, not over the network."""
    path = url.removeprefix(settings.STOA_BASE_URL.rstrip("/"))
    if path.startswith(settings.MEDIA_URL):
        name = unquote(urlsplit(path).path.removeprefix(settings.MEDIA_URL))
        with default_storage.open(name) as file:
            return bytes(file.read(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE))
    return fetch(url, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE).content


def _clean(content: bytes) -> Picture:
    with Pillow.open(io.BytesIO(content), formats=list(FORMATS)) as image:
        kind = image.format or ""
        if image.width * image.height > PIXELS_MAX:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        upright.save(out, format=kind)
    return Picture(content=out.getvalue(), extension=FORMATS[kind])


def _in_library(actor: "User", picture: Picture, title: str) -> "AbstractImage":
    """The picture's row; the same picture is kept once."""
    library = get_image_model()
    digest = sha1(picture.content, usedforsecurity=False).hexdigest()
    known: AbstractImage | None = library.objects.filter(file_hash=digest).first()
    if known is not None:
        return known
    name = f"answer-{digest[:12]}.{picture.extension}"
    image: AbstractImage = library(
        title=title[:255],
        description=title[:255],
        file=ContentFile(picture.content, name=name),
        file_size=len(picture.content),
        file_hash=digest,
        uploaded_by_user=actor,
    )
    image.save()
    return image
