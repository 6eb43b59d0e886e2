"""Paths of the page tree: every level adds `Page.steplen` characters to that of its parent."""

from wagtail.models import Page


def parent_path(path: str) -> str:
    """Return the path of the page above; empty for the root."""
    return path[: -Page.steplen]


def ancestor_paths(path: str) -> list[str]:
    """Return the paths above a page, the root first."""
    return [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]


def path_at(path: str, depth: int) -> str:
    """Return the path of the ancestor at a depth (the root's is 1), or of the page itself."""
    return path[: depth * Page.steplen]
