"""Running the stages of an import, each going on where it was interrupted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from community.models import Question
from community.signals import community_imported
from core.memory import refresh_statistics, sparing_memory
from transfer.models import ImportProgress
from transfer.stackexchange.answers import AnswerStage
from transfer.stackexchange.badges import BadgeStage
from transfer.stackexchange.comments import CommentStage
from transfer.stackexchange.emails import import_emails
from transfer.stackexchange.errors import BadRow, ImportFailed
from transfer.stackexchange.history import HistoryStage
from transfer.stackexchange.links import LinkStage
from transfer.stackexchange.people import PeopleStage
from transfer.stackexchange.questions import QuestionStage
from transfer.stackexchange.rows import READ_SIZE, Row, read_rows
from transfer.stackexchange.stages import FileStage, Import
from transfer.stackexchange.tags import TagStage, TagTextStage
from transfer.stackexchange.tally import Tally
from transfer.stackexchange.texts import TextStage
from transfer.stackexchange.votes import ScoreStage, VoteStage

BATCH_SIZE: Final = 500
BATCH_CHARS: Final = 2_000_000
FILE_STAGES: Final[tuple[type[FileStage[Any]], ...]] = (
    PeopleStage,
    TagStage,
    TagTextStage,
    QuestionStage,
    AnswerStage,
    VoteStage,
    ScoreStage,
    CommentStage,
    HistoryStage,
    LinkStage,
    BadgeStage,
)
_NEEDED_FILE: Final = "Posts.xml"
_ANNOUNCEMENT: Final = "announcement"

T = TypeVar("T")
Advance = Callable[[str, int], None]
"""Told the stage and how many bytes of its file, or posts, were done."""


@dataclass
class Report:
    """The report of an import, stage by stage, over all its runs."""

    source: str
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)


def stage_sizes(folder: Path) -> dict[str, int]:
    """Return how many bytes each stage has to read."""
    paths = {stage.name: folder / stage.file_name for stage in FILE_STAGES}
    return {name: path.stat().st_size for name, path in paths.items() if path.is_file()}


def import_dump(
    folder: Path,
    *,
    source: str,
    language: str,
    emails: Path | None = None,
    advance: Advance = lambda _stage, _amount: None,
) -> Report:
    """Import a dump, or go on with it; importing it again changes nothing.

    Raises `ImportFailed` with what to do when a file is damaged or the database refuses; whole
    batches before that stay, nothing is ever half-written.
    """
    if not (folder / _NEEDED_FILE).is_file():
        raise ImportFailed(f"{folder} is no Stack Exchange dump: it has no {_NEEDED_FILE}.")
    run = Import(source=source, language=language)
    report = Report(source=source)
    try:
        with sparing_memory():
            _run_stages(run, folder, report, advance)
            if emails:
                report.stages["emails"] = import_emails(emails, source=source).as_json()
            _announce(run)
    except DatabaseError as error:
        raise ImportFailed(
            f"The database refused the last batch ({error}). Nothing of it was written;"
            " when the cause is gone, run the same command again and it goes on from there."
        ) from error
    return report


def _run_stages(run: Import, folder: Path, report: Report, advance: Advance) -> None:
    for stage_class in FILE_STAGES:
        path = folder / stage_class.file_name
        if path.is_file():
            report.stages[stage_class.name] = _run_file(stage_class(run), path, advance)
        elif stage_class.file_name not in report.missing_files:
            report.missing_files.append(stage_class.file_name)
    report.stages[TextStage.name] = _run_texts(TextStage(run), run, advance)


def _fingerprint(path: Path) -> str:
    """Return what changes when the file is replaced by another one."""
    with path.open("rb") as file:
        head = sha256(file.read(READ_SIZE)).hexdigest()[:40]
    return f"{path.stat().st_size}-{head}"


def _begin(run: Import, stage: str, fingerprint: str) -> ImportProgress:
    """Return where the stage is; a file that is not the one read before is read from the start."""
    progress, _created = ImportProgress.objects.get_or_create(
        source=run.source, stage=stage, defaults={"fingerprint": fingerprint}
    )
    if progress.fingerprint != fingerprint:
        progress.fingerprint, progress.finished_at = fingerprint, None
        progress.position, progress.counts = 0, {}
        progress.save()
    return progress


def _advance_to(progress: ImportProgress, position: int, tally: Tally) -> None:
    """Record a batch in its transaction, unless another import has got here meanwhile."""
    moved = ImportProgress.objects.filter(
        pk=progress.pk, position=progress.position, fingerprint=progress.fingerprint
    ).update(position=position, counts=tally.as_json(), updated_at=timezone.now())
    if not moved:
        raise ImportFailed("Another import of the same source is running; this one stopped.")


def _run_file(stage: FileStage[Any], path: Path, advance: Advance) -> dict[str, Any]:
    """Read the rest of the file."""
    progress = _begin(stage.run, stage.name, _fingerprint(path))
    if progress.finished_at is not None:
        advance(stage.name, path.stat().st_size)
        return dict(progress.counts)
    tally = Tally(progress.counts)
    rows = read_rows(path, stage.root, lambda count: advance(stage.name, count))
    for _row in islice(rows, progress.position):
        pass
    for batch in _batches(rows):
        with transaction.atomic():
            stage.write(_parse(stage, batch, tally), tally)
            _advance_to(progress, batch[-1].number, tally)
        progress.position = batch[-1].number
    with transaction.atomic():
        stage.finish(tally)
        progress.counts, progress.finished_at = tally.as_json(), timezone.now()
        progress.save()
    return tally.as_json()


def _parse(stage: FileStage[T], batch: list[Row], tally: Tally) -> list[T]:
    parsed = []
    for row in batch:
        if not stage.wants(row):
            continue
        tally.read += 1
        try:
            parsed.append(stage.parse(row))
        except BadRow as error:
            tally.skip(row, error.reason)
    return parsed


def _run_texts(stage: TextStage, run: Import, advance: Advance) -> dict[str, Any]:
    progress = _begin(run, stage.name, "")
    tally = Tally(progress.counts)
    done = 1
    while done:
        with transaction.atomic():
            position, done = stage.write(progress.position, tally)
            if done:
                _advance_to(progress, position, tally)
        progress.position = position
        advance(stage.name, done)
    return tally.as_json()


def _announce(run: Import) -> None:
    """Tell that the community has changed; a run after one that came to its end says nothing."""
    stages = ImportProgress.objects.filter(source=run.source).exclude(stage=_ANNOUNCEMENT)
    state = sha256(repr(sorted(stages.values_list("stage", "updated_at"))).encode()).hexdigest()
    progress, _created = ImportProgress.objects.get_or_create(
        source=run.source, stage=_ANNOUNCEMENT
    )
    if progress.fingerprint != state:
        refresh_statistics()
        with transaction.atomic():
            community_imported.send(sender=Question, source=run.source)
        # Tasks that run at once have ended here: a run that is killed in them tells again.
        progress.fingerprint, progress.finished_at = state, timezone.now()
        progress.save()


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """A batch is full by the number of its rows, or by their length."""
    batch: list[Row] = []
    length = 0
    for row in rows:
        batch.append(row)
        length += row.size
        if len(batch) >= BATCH_SIZE or length >= BATCH_CHARS:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch
