"""What a kept page shows, and what a commit changes: keys such as `question:3`.

A page that names everything it shows (`names_all` and `shows`) is kept until one of its keys
advances; any other page until anything changes. A use case names the keys of what it changes and
the tables that those stand for (`advance`). A commit that also writes another table that pages show
advances `EVERYTHING`: a forgotten name costs time, and never shows an old page.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core.page_journal import current_journal

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


class Changes:
    """What one transaction has written and named; runs after its commit, behind all that names."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.keys: set[str] = set()
        self.covered: set[str] = set()

    def name(self, keys: Collection[str], tables: Collection[str]) -> None:
        """Take in what a part of the transaction named, unless that part was rolled back."""
        self.keys.update(keys)
        self.covered.update(tables)

    def __call__(self) -> None:
        """Write the keys that the commit advanced to the journal."""
        keys = self.keys
        if self.tables - self.covered or len(keys) > KEYS_MAX:
            keys = {EVERYTHING}
        if keys:
            current_journal().append([*sorted(keys), ANYTHING])


def _changes(connection: BaseDatabaseWrapper) -> Changes:
    """Return those of the open transaction, moved behind everything that is to run before them."""
    waiting = connection.run_on_commit
    for place in range(len(waiting) - 1, -1, -1):
        changes = waiting[place][1]
        if isinstance(changes, Changes):
            if place < len(waiting) - 1:
                waiting.append(waiting.pop(place))
            return changes
    changes = Changes()
    waiting.append((set(), changes, True))  # type: ignore[arg-type]  # the stubs know no robust
    return changes


def advance(*keys: str, tables: Collection[str] = (), using: str = DEFAULT_DB_ALIAS) -> None:
    """Name what the open transaction changes; `tables` are those whose rows the keys stand for."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("keys are named inside a transaction")
    changes = _changes(connection)
    transaction.on_commit(partial(changes.name, keys, tables), using=using, robust=True)
    _changes(connection)


def _note_write(connection: BaseDatabaseWrapper, table: str) -> None:
    if connection.in_atomic_block:
        _changes(connection).tables.add(table)
    else:
        current_journal().append([EVERYTHING, ANYTHING])


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

    if note_written_table.__name__ not in {w.__name__ for w in connection.execute_wrappers}:
        connection.execute_wrappers.append(note_written_table)
