"""Convert the Markdown extensions of documentation sites to plain Markdown and HTML.

MkDocs, VitePress, Docusaurus, Hugo and GitHub each have their own notes, tabs, includes and
components. What has a block here becomes it; the rest keeps its words and is told to the report.
Code is not changed.
"""

from dataclasses import replace

from transfer.sources.dialects.code import before_code, without_marks
from transfer.sources.dialects.components import plain_components
from transfer.sources.dialects.containers import plain_containers
from transfer.sources.dialects.directives import plain_directives
from transfer.sources.dialects.gitbook import plain_gitbook
from transfer.sources.dialects.includes import take_in_files
from transfer.sources.dialects.marks import plain_marks
from transfer.sources.dialects.reader import Reader
from transfer.sources.dialects.shortcodes import plain_shortcodes
from transfer.sources.dialects.wiki import plain_wiki_links

__all__ = ["Reader", "to_plain_markdown"]


def to_plain_markdown(text: str, reader: Reader) -> str:
    """Return plain Markdown, with HTML for everything that Markdown does not have."""
    note = reader.note
    reader = replace(reader, note=lambda kind, detail: note(kind, before_code(detail)))
    text = take_in_files(without_marks(text), reader)
    text = plain_gitbook(plain_shortcodes(text, reader))
    text = plain_components(text, reader)
    text = plain_containers(plain_directives(text, reader.note), reader.note)
    return plain_wiki_links(plain_marks(text, reader.note), reader)
