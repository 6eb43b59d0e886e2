"""Bringing articles in and taking them along through the CMS: asking for it, and doing it."""

import logging
import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.child_process import run_apart
from core.errors import Conflict, DomainError, InvalidInput
from core.time_zones import site_today
from core.unicode import slugify
from kb.permissions import (
    can_publish_imports,
    check_can_publish_imports,
    check_can_write_articles,
)
from transfer.enums import TransferState, TransferStep
from transfer.exporting.export import count_pages, export_knowledge
from transfer.importing import ImportFailed, ImportOptions, import_knowledge
from transfer.models import KnowledgeTransfer
from transfer.sources.archive import open_upload, pack

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User

logger = logging.getLogger("stoa.kb")

UPLOAD_MAX_BYTES: Final = 100 * 1024 * 1024
ENDINGS: Final = (".zip", ".csv", ".json")
KEPT_DAYS: Final = 7
SILENT_AFTER: Final = timedelta(minutes=10)
_SECONDS_BETWEEN_SIGNS: Final = 2.0
_SOURCE_LENGTH: Final = 60


@transaction.atomic
def upload_knowledge(
    *,
    actor: "User",
    upload: "UploadedFile",
    source: str = "",
    language: str = "",
    publishes: bool = False,
    replaces: bool = False,
) -> KnowledgeTransfer:
    """Take a file in and have it looked at; nothing is imported before somebody says so."""
    check_can_write_articles(actor)
    name = Path(upload.name or "").name
    if Path(name).suffix.lower() not in ENDINGS:
        raise InvalidInput(fields={"upload": [_("Choose a .zip, .csv or .json file.")]})
    if (upload.size or 0) > UPLOAD_MAX_BYTES:
        limit = UPLOAD_MAX_BYTES // (1024 * 1024)
        message = _("The file is larger than %(limit)s MB.") % {"limit": limit}
        raise InvalidInput(fields={"upload": [message]})
    if publishes:
        check_can_publish_imports(actor)
    transfer = KnowledgeTransfer.objects.create(
        step=TransferStep.CHECK,
        file_name=name[-200:],
        has_file=True,
        source=source or slugify(Path(name).stem, maximum=_SOURCE_LENGTH) or "import",
        language=language,
        publishes=publishes,
        replaces=replaces,
        started_by=actor,
        heartbeat_at=timezone.now(),
    )
    transfer.folder.mkdir(parents=True)
    with transfer.file.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return transfer


@transaction.atomic
def confirm_import(*, actor: "User", transfer: KnowledgeTransfer) -> KnowledgeTransfer:
    """Have an upload imported that was looked at, or go on with an import that failed."""
    check_can_write_articles(actor)
    transfer = KnowledgeTransfer.objects.select_for_update(no_key=True).get(pk=transfer.pk)
    if transfer.publishes:
        check_can_publish_imports(actor)
    if transfer.step == TransferStep.EXPORT or transfer.is_at_work or not transfer.has_file:
        raise Conflict(_("This upload is being worked on, or its file is gone."))
    transfer.step, transfer.started_by = TransferStep.IMPORT, actor
    _queue(transfer)
    return transfer


@transaction.atomic
def ask_for_export(*, actor: "User") -> KnowledgeTransfer:
    """Have the whole knowledge base written into an archive."""
    check_can_write_articles(actor)
    waiting = (TransferState.WAITING, TransferState.RUNNING)
    if KnowledgeTransfer.objects.filter(step=TransferStep.EXPORT, state__in=waiting).exists():
        raise Conflict(_("An export is being written already."))
    return KnowledgeTransfer.objects.create(
        step=TransferStep.EXPORT,
        file_name=f"knowledge-base-{site_today():%Y-%m-%d}.zip",
        started_by=actor,
        heartbeat_at=timezone.now(),
    )


@transaction.atomic
def remove_transfer(*, actor: "User", transfer: KnowledgeTransfer) -> None:
    """Forget a transfer with its file and report; what was imported stays."""
    check_can_write_articles(actor)
    transfer = KnowledgeTransfer.objects.select_for_update(no_key=True).get(pk=transfer.pk)
    if transfer.state == TransferState.RUNNING:
        raise Conflict(_("This is being worked on; wait until it is done."))
    shutil.rmtree(transfer.folder, ignore_errors=True)
    transfer.delete()


def work_on_transfers() -> str:
    """Do what waits, one after the other; what a killed process left is taken up again."""
    _forget_files()
    silent = timezone.now() - SILENT_AFTER
    KnowledgeTransfer.objects.filter(state=TransferState.RUNNING, heartbeat_at__lt=silent).update(
        state=TransferState.WAITING
    )
    done = 0
    while (transfer := _claim()) is not None:
        _work_within_limits(transfer)
        done += 1
    return f"{done} transfers"


def _queue(transfer: KnowledgeTransfer) -> None:
    transfer.state, transfer.error = TransferState.WAITING, ""
    transfer.done = transfer.total = 0
    transfer.heartbeat_at = timezone.now()
    transfer.save()


def _forget_files() -> None:
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    for transfer in KnowledgeTransfer.objects.filter(has_file=True, heartbeat_at__lt=old):
        shutil.rmtree(transfer.folder, ignore_errors=True)
        KnowledgeTransfer.objects.filter(pk=transfer.pk).update(has_file=False)


def _claim() -> KnowledgeTransfer | None:
    """The next transfer, now this process's own."""
    waiting = KnowledgeTransfer.objects.filter(state=TransferState.WAITING)
    for transfer in waiting.order_by("pk"):
        now = timezone.now()
        if waiting.filter(pk=transfer.pk).update(state=TransferState.RUNNING, heartbeat_at=now):
            return transfer
    return None


def _work_within_limits(transfer: KnowledgeTransfer) -> None:
    """Work in a process of its own: files of strangers may take it down, but nothing else."""
    if not settings.STOA_JOBS_APART:
        _work(transfer)
        return
    why = run_apart(
        lambda: _work(transfer),
        memory_mb=settings.STOA_IMPORT_MEMORY_MB,
        seconds=settings.STOA_IMPORT_MINUTES * 60,
    )
    if why:
        logger.error("transfer %s: %s", transfer.pk, why)
        KnowledgeTransfer.objects.filter(pk=transfer.pk).update(
            state=TransferState.FAILED,
            error=_("This was stopped: %(why)s. Try it with fewer files.") % {"why": why},
            heartbeat_at=timezone.now(),
        )


def _work(transfer: KnowledgeTransfer) -> None:
    transfer.state, transfer.error = TransferState.DONE, ""
    try:
        transfer.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=transfer.folder) as temp_dir:
            if transfer.step == TransferStep.EXPORT:
                _export(transfer, Path(temp_dir))
            else:
                _import(transfer, Path(temp_dir))
    except (ImportFailed, DomainError, OSError) as error:
        transfer.state, transfer.error = TransferState.FAILED, str(error)
    except MemoryError:
        transfer.state = TransferState.FAILED
        transfer.error = _("This takes more memory than an import may. Try it with fewer files.")
    except Exception:
        logger.exception("transfer %s failed", transfer.pk)
        transfer.state = TransferState.FAILED
        transfer.error = _("Something went wrong here. The log of the server says what.")
    transfer.heartbeat_at = timezone.now()
    transfer.save()


def _export(transfer: KnowledgeTransfer, temp_dir: Path) -> None:
    transfer.total = count_pages()
    report = export_knowledge(temp_dir / "knowledge", advance=_Progress(transfer))
    pack(temp_dir / "knowledge", transfer.file)
    transfer.has_file = True
    transfer.report = {
        "sections": report.sections,
        "articles": report.articles,
        "drafts": report.drafts,
        "shared_texts": report.shared_texts,
        "media": report.media,
        "redirects": report.redirects,
        "losses": report.losses,
    }


def _import(transfer: KnowledgeTransfer, temp_dir: Path) -> None:
    source = open_upload(transfer.file, temp_dir, name=transfer.source, language=transfer.language)
    actor = transfer.started_by
    may_publish = can_publish_imports(actor)
    options = ImportOptions(
        publish=transfer.publishes and may_publish,
        trusted=may_publish,
        force=transfer.replaces,
        dry_run=transfer.step == TransferStep.CHECK,
    )
    transfer.total = source.count() * 2
    report = import_knowledge(
        actor=actor, source=source, options=options, advance=_Progress(transfer)
    )
    transfer.report = report.as_json()


class _Progress:
    """Tells the page how far the work has come, at most every few seconds."""

    def __init__(self, transfer: KnowledgeTransfer) -> None:
        self.transfer = transfer
        self.told = 0.0

    def __call__(self) -> None:
        self.transfer.done += 1
        if time.monotonic() - self.told < _SECONDS_BETWEEN_SIGNS:
            return
        self.told = time.monotonic()
        KnowledgeTransfer.objects.filter(pk=self.transfer.pk).update(
            done=self.transfer.done, total=self.transfer.total, heartbeat_at=timezone.now()
        )
