"""Read the variables, includes and tables of contents of a Jekyll site."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from core.unicode import slugify
from kb.conversion.context import BadItem
from transfer.importing.items import ImportedSection
from transfer.sources.folder_files import read_text
from transfer.sources.yaml_text import read_yaml

CONFIGURATION: Final = ("_config.yml", "_config.yaml", "_config.toml")
_MARKERS: Final = (*CONFIGURATION, "_includes", "_layouts", "_posts")
_OTHER_SITES: Final = (
    *("mkdocs.yml", "mkdocs.yaml", "hugo.toml", "hugo.yaml", "hugo.json", "docusaurus.config.js"),
    *("docusaurus.config.ts", ".vitepress", "docs/.vitepress", ".vuepress", "book.toml"),
    *("astro.config.mjs", "sidebars.js", "theme.config.tsx"),
)
_CONTENTS: Final = "_data/toc"
_MAX_NODES: Final = 50_000
_MAX_DEPTH: Final = 50


def is_jekyll(folder: Path) -> bool:
    """Whether the folder is the source of a Jekyll site."""
    if any((folder / marker).exists() for marker in _OTHER_SITES):
        return False
    return any((folder / marker).exists() for marker in _MARKERS)


def site_variables(folder: Path) -> dict[str, Any]:
    """The `site` of a Jekyll folder: its configuration and its data files."""
    site: dict[str, Any] = {"baseurl": ""}
    configuration = folder / "_config.yml"
    if configuration.is_file():
        said = _read_if_whole(configuration, folder)
        site |= said if isinstance(said, dict) else {}
    data: dict[str, Any] = {}
    for path in sorted((folder / "_data").rglob("*")):
        if path.suffix in (".yml", ".yaml", ".json") and path.is_file():
            place = data
            *folders, name = path.relative_to(folder / "_data").with_suffix("").parts
            for part in folders:
                inner = place.setdefault(part, {})
                place = inner if isinstance(inner, dict) else place
            place[name] = _read_if_whole(path, folder)
    return site | {"data": data}


def _read_if_whole(path: Path, folder: Path) -> Any:
    """The content of a data file; None for a broken file."""
    try:
        return _read_data(path, folder)
    except BadItem:
        return None


def _read_data(path: Path, folder: Path) -> Any:
    if not path.resolve().is_relative_to(folder):
        raise BadItem("it is a link that leads out of the folder")
    try:
        text = read_text(path)
        return json.loads(text) if path.suffix == ".json" else read_yaml(text)
    except json.JSONDecodeError as error:
        raise BadItem(error.msg, line=error.lineno) from error
    except (ValueError, RecursionError, OSError) as error:
        raise BadItem(f"it cannot be read ({error})") from error


@dataclass
class Contents:
    """The table of contents: sections, and for each URL its section and position.

    An entry with subentries is a section. If it has a URL, it is also the first article in that
    section. Articles are read in the order of the contents.
    """

    sections: list[ImportedSection] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def folder_sections(self) -> dict[str, str]:
        """For each folder, the outer section with most of its articles."""
        votes: dict[str, Counter[str]] = {}
        for url, (section, _place) in self.places.items():
            folder = str(PurePosixPath(url).parent)
            votes.setdefault(folder, Counter())[section.split("/")[0]] += 1
        return {folder: counts.most_common(1)[0][0] for folder, counts in votes.items()}


def read_contents(folder: Path) -> Contents:
    """Read the tables of contents in `_data/toc`, one section per file."""
    contents = Contents()
    for path in sorted((folder / _CONTENTS).glob("*.y*ml")):
        try:
            data = _read_data(path, folder)
        except BadItem as error:
            contents.broken.append(f"{_CONTENTS}/{path.name} is left out: {error}")
            continue
        if not isinstance(data, dict) or not isinstance(data.get("pages"), list):
            contents.broken.append(f"{_CONTENTS}/{path.name} is left out: it lists no pages")
            continue
        title = str(data.get("label") or path.stem.replace("-", " ").capitalize())
        key = path.stem
        contents.sections.append(ImportedSection(key=key, title=title, slug=slugify(title)))
        _read_section(contents, key, data["pages"])
    return contents


def _read_section(contents: Contents, key: str, pages: list[Any], depth: int = 1) -> None:
    taken: set[str] = set()
    for page in pages:
        if not isinstance(page, dict):
            continue
        children = page.get("children")
        if not isinstance(children, list) or not children or depth >= _MAX_DEPTH:
            _place(contents, page, key)
            continue
        title = str(page.get("label") or "").strip() or key
        slug = _free(slugify(title) or "section", taken)
        inner = f"{key}/{slug}"
        contents.sections.append(ImportedSection(key=inner, title=title, slug=slug, parent=key))
        _place(contents, page, inner)
        _read_section(contents, inner, children, depth + 1)


def _place(contents: Contents, page: dict[str, Any], section: str) -> None:
    url = str(page.get("url") or "").split("#")[0].strip()
    if url.startswith("/") and len(contents.places) < _MAX_NODES:
        contents.places.setdefault(url, (section, len(contents.places)))


def _free(slug: str, taken: set[str]) -> str:
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    taken.add(candidate)
    return candidate
