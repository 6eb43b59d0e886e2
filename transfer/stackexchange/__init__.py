"""Bringing in a whole community from a Stack Exchange dump.

`import_dump` runs stages, one per kind of row. Each reads its file as a stream and writes it in
batches: the rows of a batch and how far the stage has come commit together, so an import that is
killed goes on where it stopped. Numbers of the dump are looked up in tables, never kept in memory.
"""

from transfer.stackexchange.errors import ImportFailed
from transfer.stackexchange.runner import import_dump

__all__ = ["ImportFailed", "import_dump"]
