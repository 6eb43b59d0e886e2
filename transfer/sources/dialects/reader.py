"""Access to the site for the converters of one file."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.conversion.context import Note


@dataclass(frozen=True, slots=True)
class Reader:
    """`read` gives the text of a file by the key of the text that names it and the name there;
    `find` the key of the only article of a name. In a text that `is_expanded` variables and tags of
    a template language have been dealt with."""

    key: str
    note: Note
    read: Callable[[str, str], str | None]
    find: Callable[[str], str | None]
    is_expanded: bool = False

    @property
    def is_component_file(self) -> bool:
        """Whether braces in the text are code, and lines far in are not: MDX."""
        return self.key.lower().endswith(".mdx")
