"""Imports and exports in the CMS: upload, look at the report, import; export, download."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from core.forms import DomainForm
from core.http import MemberRequest
from kb.permissions import can_publish_imports, can_write_articles
from kb.text.languages import enabled_choices
from transfer.enums import TransferState, TransferStep
from transfer.models import KnowledgeTransfer
from transfer.services import (
    ENDINGS,
    ask_for_export,
    confirm_import,
    remove_transfer,
    upload_knowledge,
)

TRANSFERS_SHOWN = 20
FILES_SHOWN = 200


class UploadForm(DomainForm):
    """A file to import, and how."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=gettext_lazy(
            "A .zip of Markdown files or of saved answers of a Zendesk help centre, a .json of it, "
            "a .csv table, or an export of this site; at most 100 MB."
        ),
    )
    source = forms.SlugField(
        label=gettext_lazy("Name of the source"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "The same name again brings in what has changed there. Left empty, the file's name."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of articles that name none"), required=False
    )
    publishes = forms.BooleanField(
        label=gettext_lazy("Publish at once"),
        required=False,
        help_text=gettext_lazy("Otherwise every article becomes a draft that has to be reviewed."),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Replace also what was edited or deleted here"), required=False
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = self.fields["language"]
        assert isinstance(languages, forms.ChoiceField)  # noqa: S101 - narrows the type
        languages.choices = [("", _("the site's own")), *enabled_choices()]
        if not may_publish:
            del self.fields["publishes"]


@require_http_methods(["GET", "HEAD", "POST"])
def list_transfers(request: MemberRequest) -> HttpResponse:
    """What was brought in and taken along, with the form for more."""
    _require_writer(request)
    may_publish = can_publish_imports(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, may_publish=may_publish)
    transfer = form.run(upload_knowledge, actor=request.user)
    if transfer is not None:
        return redirect("kb_transfer", transfer.pk)
    context = {
        "form": form,
        "transfers": KnowledgeTransfer.objects.select_related("started_by")[:TRANSFERS_SHOWN],
    }
    return render(request, "kb/admin/transfers.html", context, status=form.status)


@require_safe
def show_transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """How far it is, and its report."""
    _require_writer(request)
    transfer = _find(transfer_id)
    is_export = transfer.step == TransferStep.EXPORT
    report = {} if is_export else transfer.report
    files = report.get("files", {})
    context = {
        "transfer": transfer,
        "counts": [(what, number) for what, number in report.get("articles", {}).items() if number],
        "files": list(files.items())[:FILES_SHOWN],
        "more_files": max(len(files) - FILES_SHOWN, 0),
        "may_import": _may_import(transfer),
        "is_export": is_export,
        "may_download": _may_download(transfer),
    }
    return render(request, "kb/admin/transfer.html", context)


@require_POST
def start_import(request: MemberRequest, transfer_id: int) -> HttpResponse:
    """Import an upload that was looked at."""
    return _done(request, lambda: confirm_import(actor=request.user, transfer=_find(transfer_id)))


@require_POST
def start_export(request: MemberRequest) -> HttpResponse:
    """Write everything into an archive."""
    return _done(request, lambda: ask_for_export(actor=request.user))


@require_POST
def remove_transfer_page(request: MemberRequest, transfer_id: int) -> HttpResponse:
    """Forget a transfer with its file."""
    return _done(request, lambda: remove_transfer(actor=request.user, transfer=_find(transfer_id)))


@require_safe
def download_export(request: HttpRequest, transfer_id: int) -> HttpResponse | FileResponse:
    """Hand out the archive of an export."""
    _require_writer(request)
    transfer = _find(transfer_id)
    if not _may_download(transfer) or not transfer.file.is_file():
        raise Http404
    return FileResponse(transfer.file.open("rb"), as_attachment=True, filename=transfer.file_name)


@require_safe
def download_report(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Hand out the whole report as JSON."""
    _require_writer(request)
    response = JsonResponse(_find(transfer_id).report, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="report-{transfer_id}.json"'
    return response


def _require_writer(request: HttpRequest) -> None:
    if not can_write_articles(request.user):
        raise PermissionDenied


def _find(transfer_id: int) -> KnowledgeTransfer:
    transfers = KnowledgeTransfer.objects.select_related("started_by")
    return get_object_or_404(transfers, pk=transfer_id)


def _may_import(transfer: KnowledgeTransfer) -> bool:
    looked_at = transfer.step == TransferStep.CHECK and transfer.state == TransferState.DONE
    again = transfer.step == TransferStep.IMPORT and transfer.state == TransferState.FAILED
    return transfer.has_file and (looked_at or again)


def _may_download(transfer: KnowledgeTransfer) -> bool:
    is_ready = transfer.state == TransferState.DONE and transfer.has_file
    return transfer.step == TransferStep.EXPORT and is_ready


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    """Do what a button asks, then show the transfer, or say why it cannot be done."""
    _require_writer(request)
    try:
        transfer = act()
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("kb_transfers")
    return redirect("kb_transfer", transfer.pk) if transfer else redirect("kb_transfers")
