"""Reading the URL of a film: who shows it, and where it plays."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

YOUTUBE_PLAYER: Final = "https://www.youtube-nocookie.com"
VIMEO_PLAYER: Final = "https://player.vimeo.com"
PLAYERS: Final = (YOUTUBE_PLAYER, VIMEO_PLAYER)
"""The only places whose frames a page may hold."""

_YOUTUBE_HOSTS: Final = ("youtube.com", "m.youtube.com", "youtube-nocookie.com", "youtu.be")
_YOUTUBE_KEY: Final = re.compile(r"[\w-]{6,20}", re.ASCII)
_YOUTUBE_PATH: Final = re.compile(r"/(?:embed|shorts|live|v)/([^/]+)")
_VIMEO_PATH: Final = re.compile(r"/(?:video/)?(\d{3,12})")
_FILE: Final = re.compile(r"\.(?:mp4|webm)$", re.IGNORECASE)


@dataclass(frozen=True)
class Video:
    """A film; `player` is empty where the browser itself plays the file."""

    site: str
    url: str
    player: str = ""


def read_video(url: str) -> Video | None:
    """What is known of a film from its URL; None where it is no film that a page may show."""
    parts = urlsplit(url or "")
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme != "https":
        return None
    if host in _YOUTUBE_HOSTS:
        key = _youtube_key(host, parts.path, parts.query)
        return Video("YouTube", url, f"{YOUTUBE_PLAYER}/embed/{key}") if key else None
    if host in ("vimeo.com", "player.vimeo.com"):
        found = _VIMEO_PATH.match(parts.path)
        return Video("Vimeo", url, f"{VIMEO_PLAYER}/video/{found[1]}") if found else None
    return Video(host, url) if _FILE.search(parts.path) else None


def _youtube_key(host: str, path: str, query: str) -> str:
    if host == "youtu.be":
        key = path.strip("/")
    elif path == "/watch":
        key = parse_qs(query).get("v", [""])[0]
    else:
        found = _YOUTUBE_PATH.match(path)
        key = found[1] if found else ""
    return key if _YOUTUBE_KEY.fullmatch(key) else ""
