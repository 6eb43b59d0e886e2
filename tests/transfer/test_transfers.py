"""Imports and exports in the CMS: looked at first, then done in the background, by editors only."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from kb.models import ArticlePage, SectionPage
from tests.factories import kb
from tests.factories.accounts import UserFactory
from transfer.enums import TransferState
from transfer.models import KnowledgeTransfer
from transfer.services import work_on_transfers
from transfer.sources import archive

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DOCS = {
    "docs/tents/zip.md": "---\ntitle: Mend a zip\n---\n\nWax it.\n",
    "docs/tents/broken.md": "---\ntitle: [\n---\n\nText.\n",
    "__MACOSX/docs/._zip.md": "litter",
}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    kb.kb_site()


@pytest.fixture
def admin() -> User:
    return UserFactory(username="boss", is_superuser=True, is_staff=True)


def zipped(files: dict[str, str], name: str = "docs.zip") -> SimpleUploadedFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in files.items():
            packed.writestr(path, text)
    return SimpleUploadedFile(name, stream.getvalue())


def packed_in_an_unknown_way() -> bytes:
    """An archive whose one file names a method of compression that nobody has."""
    content = bytearray(zipped({"a.md": "# A"}).read())
    directory = content.index(b"PK\x01\x02")
    for position in (8, directory + 10):
        content[position : position + 2] = (97).to_bytes(2, "little")
    return bytes(content)


def upload(client: Client, file: SimpleUploadedFile, **options: str) -> KnowledgeTransfer:
    response = client.post(reverse("kb_transfers"), {"upload": file, **options})
    assert response.status_code == 302
    return KnowledgeTransfer.objects.latest("pk")


def page_of(client: Client, transfer: KnowledgeTransfer) -> str:
    response = client.get(reverse("kb_transfer", args=[transfer.pk]))
    assert response.status_code == 200
    return response.content.decode()


def press(client: Client, name: str, transfer: KnowledgeTransfer) -> None:
    assert client.post(reverse(name, args=[transfer.pk])).status_code == 302


def test_an_editor_sees_what_would_become_of_a_file_then_imports_it_as_drafts(
    client_of: ClientOf, editor: User
) -> None:
    client = client_of(editor)
    transfer = upload(client, zipped(DOCS))
    assert "It is waiting for its turn" in page_of(client, transfer)

    work_on_transfers()
    looked_at = page_of(client, transfer)
    assert "Preview of the import" in looked_at
    assert "tents/broken.md" in looked_at
    assert "line 3: broken YAML" in looked_at
    assert "Articles will become drafts" in looked_at
    assert not ArticlePage.objects.exists()

    press(client, "kb_transfer_import", transfer)
    work_on_transfers()
    report = page_of(client, transfer)

    article = ArticlePage.objects.get(slug="zip")
    assert (article.title, article.live, article.owner) == ("Mend a zip", False, editor)
    assert SectionPage.objects.get().slug == "tents"
    assert "Report of the import" in report
    assert "Import now" not in report


def test_administrators_may_publish_what_they_import(client_of: ClientOf, admin: User) -> None:
    client = client_of(admin)
    transfer = upload(client, zipped(DOCS), publishes="on")
    for _turn in range(2):
        work_on_transfers()
        client.post(reverse("kb_transfer_import", args=[transfer.pk]))
    work_on_transfers()

    live = dict(ArticlePage.objects.values_list("slug", "live"))
    assert live == {"zip": True, "broken": False}


def test_editors_are_not_offered_to_publish_and_nobody_believes_who_checked(
    client_of: ClientOf, editor: User
) -> None:
    client = client_of(editor)
    export = {
        "kb.yml": "format: 1\norder: [tents/_index.md, tents/zip.md]\n",
        "tents/_index.md": "---\ntitle: Tents\n---\n",
        "tents/zip.md": (
            "---\ntitle: Zip\nverified_on: 2024-01-01\nvotes: {helpful: 9}\n---\n\nWax."
        ),
    }
    assert "Publish at once" not in client.get(reverse("kb_transfers")).content.decode()
    transfer = upload(client, zipped(export), publishes="on")
    work_on_transfers()
    press(client, "kb_transfer_import", transfer)
    work_on_transfers()

    article = ArticlePage.objects.get()
    assert (article.live, article.verified_on, article.feedback.count()) == (False, None, 0)


def test_an_export_is_written_downloaded_and_read_again(
    client_of: ClientOf, editor: User, admin: User
) -> None:
    kb.article(title="Mend a zip", section=kb.section("Tents"))
    client = client_of(editor)

    client.post(reverse("kb_transfer_export"))
    twice = client.post(reverse("kb_transfer_export"), follow=True).content.decode()
    assert "An export is being written already." in twice
    work_on_transfers()
    transfer = KnowledgeTransfer.objects.get()
    assert "Sections: 1; articles: 1" in page_of(client, transfer)
    response = client.get(reverse("kb_transfer_download", args=[transfer.pk]))
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert "kb.yml" in zipfile.ZipFile(io.BytesIO(data)).namelist()

    back = upload(client_of(admin), SimpleUploadedFile(transfer.file_name, data))
    work_on_transfers()
    back.refresh_from_db()
    assert (back.state, back.report["articles"]["created"]) == (TransferState.DONE, 1)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"../out.md": "x"}, "names a file outside of itself"),
        ({"/etc/out.md": "x"}, "names a file outside of itself"),
        ({"//{temp_dir}/out.md": "x"}, "names a file outside of itself"),
        ({"\\\\{temp_dir}\\out.md": "x"}, "names a file outside of itself"),
        ({"a/../../out.md": "x"}, "names a file outside of itself"),
        ({"C:/out.md": "x"}, "names a file outside of itself"),
        ({"notes.txt": "x"}, "holds no Markdown"),
        ({"a.md": "x" * 5000}, "Unpacked, the archive is larger than"),
        ({f"{number}.md": "" for number in range(9)}, "more than 8 files"),
    ],
)
def test_an_archive_that_nobody_should_unpack_is_refused_with_a_reason(
    files: dict[str, str],
    message: str,
    client_of: ClientOf,
    editor: User,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 4000)
    monkeypatch.setattr(archive, "MAX_FILES", 8)
    client = client_of(editor)
    temp_dir = str(tmp_path).lstrip("/")
    transfer = upload(
        client, zipped({name.format(temp_dir=temp_dir): files[name] for name in files})
    )

    work_on_transfers()

    assert message in page_of(client, transfer)
    assert [path.name for path in transfer.folder.iterdir()] == ["file.zip"]
    assert not list(tmp_path.rglob("out.md"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("docs.zip", b"PK no archive", "The archive is damaged"),
        ("docs.zip", packed_in_an_unknown_way(), "The archive is damaged or of an unknown kind"),
        ("table.csv", b"title,body\na,b\n", "has no column section"),
        ("articles.json", b'{"articles": [{"id": 1', "is damaged at line 1"),
    ],
)
def test_a_damaged_file_is_refused_with_a_reason(
    name: str, content: bytes, message: str, client_of: ClientOf, editor: User
) -> None:
    client = client_of(editor)
    transfer = upload(client, SimpleUploadedFile(name, content))

    work_on_transfers()

    assert message in page_of(client, transfer)
    assert not ArticlePage.objects.exists()


def test_other_kinds_of_files_are_not_taken(client_of: ClientOf, editor: User) -> None:
    file = SimpleUploadedFile("articles.exe", b"MZ")

    response = client_of(editor).post(reverse("kb_transfers"), {"upload": file})

    assert response.status_code == 422
    assert "Choose a .zip, .csv or .json file." in response.content.decode()
    assert not KnowledgeTransfer.objects.exists()


def test_what_a_killed_process_left_is_taken_up_again(client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    transfer = upload(client, zipped(DOCS))
    rows = KnowledgeTransfer.objects.filter(pk=transfer.pk)
    rows.update(state=TransferState.RUNNING, heartbeat_at=timezone.now())

    work_on_transfers()
    assert rows.get().state == TransferState.RUNNING
    rows.update(heartbeat_at=timezone.now() - timedelta(minutes=11))
    work_on_transfers()

    assert rows.get().state == TransferState.DONE


def test_files_go_after_a_week_and_the_report_stays(client_of: ClientOf, editor: User) -> None:
    client = client_of(editor)
    transfer = upload(client, zipped(DOCS))
    work_on_transfers()
    KnowledgeTransfer.objects.update(heartbeat_at=timezone.now() - timedelta(days=8))

    work_on_transfers()

    page = page_of(client, transfer)
    assert not transfer.folder.exists()
    assert "tents/broken.md" in page
    assert "Import now" not in page


def test_only_editors_reach_imports_and_exports(
    client_of: ClientOf, editor: User, expert: User, moderator: User, user: User
) -> None:
    transfer = upload(client_of(editor), zipped(DOCS))
    work_on_transfers()
    one = [transfer.pk]
    reads = [reverse("kb_transfers")] + [
        reverse(name, args=one)
        for name in ("kb_transfer", "kb_transfer_report", "kb_transfer_download")
    ]
    writes = [reverse("kb_transfers"), reverse("kb_transfer_export")] + [
        reverse(name, args=one) for name in ("kb_transfer_import", "kb_transfer_remove")
    ]
    for client in (Client(), *map(client_of, (user, expert, moderator))):
        for url in reads:
            response = client.get(url)
            assert response.status_code == 302
            assert "transfers" not in response["Location"].partition("?")[0]
        for url in writes:
            response = client.post(url, {"upload": zipped(DOCS)})
            assert response.status_code == 302
            assert "transfers" not in response["Location"].partition("?")[0]
    row = KnowledgeTransfer.objects.get()
    assert (row.step, row.state) == ("check", "done")
