"""What RFC 4287 asks of an Atom feed, as a judge of the bytes that a feed answers."""

from typing import Final
from urllib.parse import urlsplit

import feedparser
from lxml import etree

ATOM: Final = "{http://www.w3.org/2005/Atom}"


def judge_feed(content: bytes) -> list[str]:
    """What is wrong with a feed: not XML, parts missing, ids or times that cannot be."""
    try:
        feed = etree.fromstring(content)
    except etree.XMLSyntaxError as error:
        return [f"not XML: {error}"]
    parsed = feedparser.parse(content)
    faults = [f"feedparser: {parsed.bozo_exception}"] if parsed.bozo else []
    entries = feed.findall(f"{ATOM}entry")
    faults += _missing(feed, "feed")
    faults += [fault for entry in entries for fault in _missing(entry, "entry")]
    if not _is_absolute(feed, "self"):
        faults.append("feed: no absolute link to itself")
    has_author = feed.find(f"{ATOM}author/{ATOM}name") is not None
    if not has_author and any(entry.find(f"{ATOM}author") is None for entry in entries):
        faults.append("feed: no author")
    faults += [
        "an empty name of an author"
        for name in feed.iter(f"{ATOM}name")
        if not (name.text or "").strip()
    ]
    ids = [element.text or "" for element in feed.iter(f"{ATOM}id")]
    if len(set(ids)) < len(ids):
        faults.append("two things with one id")
    faults += [f"no IRI: {text}" for text in ids if not urlsplit(text).scheme]
    return faults


def _missing(element: etree._Element, name: str) -> list[str]:
    parts = ("id", "title", "updated")
    faults = [f"{name}: no {part}" for part in parts if not element.findtext(f"{ATOM}{part}")]
    if not _is_absolute(element, "alternate"):
        faults.append(f"{name}: no absolute link")
    return faults


def _is_absolute(element: etree._Element, relation: str) -> bool:
    links = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == relation]
    return len(links) == 1 and bool(urlsplit(links[0].get("href") or "").netloc)
