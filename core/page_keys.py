"""What a kept page shows, and what a commit changes: keys such as `question:3`.

A page that names everything it shows (`names_all` and `shows`) is kept until one of its keys
advances; any other page until anything changes. A use case names the keys of what it changes and
the tables that those stand for (`advance`). A commit that also writes another table that pages show
advances `EVERYTHING`: a forgotten name costs time, and never shows an old page.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core.page_journal import current_journal

logger = logging.getLogger("stoa.cache")

EVERYTHING: Final = "*"
ANYTHING: Final = "?"
"""The key of pages that do not name what they show; every commit advances it."""

WRITES: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
UNSEEN_COLUMNS: Final = ('SET "view_count"', 'SET "last_login"')
"""What is written often and shown nowhere."""

KEYS_MAX: Final = 500
"""A commit that changes more than this is written as a change of everything."""

_unseen_tables: Final[set[str]] = {
    "django_session",
    "django_tasks_db",
    "django_admin_log",
    "accounts_jobrun",
    "accounts_counter",
}


def register_unseen_tables(*prefixes: str) -> None:
    """Say which tables no public page shows, or not to the minute; writing them keeps the pages."""
    _unseen_tables.update(prefixes)


@dataclass
class ShownKeys:
    """What the page that is being rendered has named."""

    keys: set[str] = field(default_factory=set)
    is_whole: bool = False

    def all(self) -> frozenset[str]:
        """Return the keys that the page is kept under."""
        return frozenset({EVERYTHING, *self.keys} if self.is_whole else {EVERYTHING, ANYTHING})


_shown: ContextVar[ShownKeys | None] = ContextVar("shown_keys", default=None)


@contextmanager
def collect_keys() -> Iterator[ShownKeys]:
    """Collect what is named while a page is rendered."""
    keys = ShownKeys()
    token = _shown.set(keys)
    try:
        yield keys
    finally:
        _shown.reset(token)


def shows(*keys: str) -> None:
    """Name something that the page shows; without a page it says nothing."""
    if (shown := _shown.get()) is not None:
        shown.keys.update(keys)


def names_all(*keys: str) -> None:
    """Say that with these keys, and those that its parts name, the page names all that it shows."""
    shows(*keys)
    if (shown := _shown.get()) is not None:
        shown.is_whole = True


class _Waiting:
    """Stands among what waits for the commit, and falls away with the part that is rolled back."""

    def __call__(self) -> None:
        """Do nothing: `_write_to_journal` reads it before anything runs."""


@dataclass
class Named(_Waiting):
    """Keys that a part of the transaction advances, and the tables that they stand for."""

    keys: Collection[str]
    tables: Collection[str]


class Written(_Waiting):
    """The tables that a transaction has written, also in parts that were rolled back."""

    def __init__(self) -> None:
        self.tables: set[str] = set()


def advance(*keys: str, tables: Collection[str] = (), using: str = DEFAULT_DB_ALIAS) -> None:
    """Name what the open transaction changes; `tables` are those whose rows the keys stand for."""
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError("keys are named inside a transaction")
    transaction.on_commit(Named(keys, tables), using=using)


def _note_write(connection: BaseDatabaseWrapper, table: str) -> None:
    if not connection.in_atomic_block:
        current_journal().append([EVERYTHING, ANYTHING])
        return
    waiting: list[Any] = connection.run_on_commit
    written = next((entry[1] for entry in waiting if isinstance(entry[1], Written)), None)
    if written is None:
        written = Written()
        waiting.append((set(), written, True))
    written.tables.add(table)


def _write_to_journal(connection: BaseDatabaseWrapper) -> None:
    """Write the keys that a commit advanced, before anything else that waited for it runs."""
    waiting: list[Any] = [entry[1] for entry in connection.run_on_commit]
    named = [function for function in waiting if isinstance(function, Named)]
    written = {t for function in waiting if isinstance(function, Written) for t in function.tables}
    keys = {key for names in named for key in names.keys}
    if written.difference(*(names.tables for names in named)) or len(keys) > KEYS_MAX:
        keys = {EVERYTHING}
    if not keys:
        return
    try:
        current_journal().append([*sorted(keys), ANYTHING])
    except OSError:  # what is committed stays so, and its tasks must run
        logger.exception("the journal of pages cannot be written")


def shows_on_pages(sql: str) -> str:
    """Return the table that a statement writes, if a public page shows it."""
    match = WRITES.match(sql)
    if match is None or match[1].startswith(tuple(_unseen_tables)):
        return ""
    return "" if sql.startswith(UNSEEN_COLUMNS, match.end() + 2) else match[1]


def watch_writes(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`: note every statement that writes what pages show."""

    def note_written_table(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if table := shows_on_pages(sql):
            _note_write(connection, table)
        return result

    def write_to_journal_first() -> None:
        if connection.run_on_commit:
            _write_to_journal(connection)
        run_hooks()

    if note_written_table.__name__ not in {w.__name__ for w in connection.execute_wrappers}:
        connection.execute_wrappers.append(note_written_table)
        run_hooks = connection.run_and_clear_commit_hooks
        vars(connection)["run_and_clear_commit_hooks"] = write_to_journal_first
