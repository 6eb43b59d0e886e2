"""Find the folders of a Jekyll site that contain pages although their names begin with `_`: posts,
drafts and collections. Read dates from the names of posts."""

import datetime
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

POSTS, DRAFTS = "_posts", "_drafts"
_DATED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(?=.)")


def page_folders(site: Mapping[str, Any]) -> frozenset[str]:
    """The names of such folders, from the configuration of the site."""
    said = site.get("collections")
    names = said if isinstance(said, list | dict) else ()
    return frozenset({POSTS, DRAFTS, *(f"_{name}" for name in names if isinstance(name, str))})


def is_draft(key: str) -> bool:
    """Whether a file is in the folder of drafts."""
    return DRAFTS in PurePosixPath(key).parts[:-1]


def undated(stem: str) -> str:
    """The name of a post without its date."""
    return _DATED.sub("", stem, count=1) if _DATED.match(stem) else stem


def date_in_name(key: str) -> datetime.date | None:
    """The date at the beginning of a post's name."""
    found = _DATED.match(PurePosixPath(key).stem) if POSTS in PurePosixPath(key).parts else None
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def url_of(key: str) -> str:
    """Jekyll's default URL of a file."""
    path = PurePosixPath(key).with_suffix(".html")
    if date := date_in_name(key):
        before = [part for part in path.parts[:-1] if part != POSTS]
        return "/".join(["", *before, f"{date:%Y/%m/%d}", f"{undated(path.stem)}.html"])
    return "/" + "/".join(part.removeprefix("_") for part in path.parts)
