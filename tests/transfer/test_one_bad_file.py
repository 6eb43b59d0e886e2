"""One bad file is one line of the report: the others come, and nothing half-made stays."""

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from accounts.models import User
from kb.models import ArticlePage
from tests.factories.kb import editor, kb_site
from tests.transfer.conftest import Importer, article, blocks, picture, write

pytestmark = pytest.mark.django_db


def photo(kind: str = "JPEG") -> bytes:
    stream = BytesIO()
    noise = Image.effect_noise((160, 120), 90).convert("RGB")
    noise.save(stream, kind)
    return stream.getvalue()


def bomb() -> bytes:
    """A few bytes that say of themselves to be a picture of 20,000 by 20,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 2501 * 20_000)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def flipped(data: bytes) -> bytes:
    """A picture with one byte in its middle changed."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


BAD = {
    "cut.jpg": photo()[: len(photo()) // 3],
    "cut.png": photo("PNG")[: len(photo("PNG")) // 2],
    "cut.gif": photo("GIF")[: len(photo("GIF")) // 2],
    "cut.webp": photo("WEBP")[: len(photo("WEBP")) // 2],
    "empty.png": b"",
    "no-picture.png": b"This is a text.",
    "wrong-ending.png": photo("JPEG"),
    "bomb.png": bomb(),
    "phone.heic": b"\0\0\0\x18ftypheic" + b"\0" * 200,
    "head-only.jpg": photo()[:20],
    "harmed.png": flipped(photo("PNG")),
}


def test_no_bad_picture_stops_an_import(tmp_path: Path, import_folder: Importer) -> None:
    files: dict[str, str | bytes] = {f"a/{name}": data for name, data in BAD.items()}
    for name in BAD:
        files[f"a/{name}.md"] = f"# About {name}\n\nBefore.\n\n![It]({name})\n\nAfter.\n"
    files |= {"a/good.md": "# Good\n\n![It](good.png)\n", "a/good.png": picture()}

    report = import_folder(write(tmp_path / "site", files))

    assert report.outcomes["created"] == len(BAD) + 1
    assert ArticlePage.objects.live().count() == len(BAD) + 1
    assert get_image_model().objects.count() == 1
    for name in BAD:
        assert list(report.files[f"a/{name}.md"]["lost"]) == ["picture refused"], name
    again = import_folder(tmp_path / "site")
    assert again.outcomes["unchanged"] == len(BAD) + 1


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_an_error_of_the_form_in_the_cms(name: str, client: Client) -> None:
    kb_site()
    client.force_login(editor())
    upload = SimpleUploadedFile(name, BAD[name])

    page = client.post(reverse("wagtailimages:add"), {"title": "Bad", "file": upload})
    upload.seek(0)
    chooser = client.post(
        reverse("wagtailimages_chooser:create"),
        {"image-chooser-upload-title": "Bad", "image-chooser-upload-file": upload},
    )
    upload.seek(0)
    several = client.post(reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": upload})

    assert (page.status_code, chooser.status_code, several.status_code) == (200, 200, 200)
    assert page.context["form"].errors["file"]
    assert json.loads(several.content)["success"] is False
    assert not get_image_model().objects.exists()


def test_a_good_picture_still_comes_into_the_library(client: Client) -> None:
    kb_site()
    client.force_login(editor())
    upload = SimpleUploadedFile("good.jpg", photo())
    response = client.post(reverse("wagtailimages:add"), {"title": "Good", "file": upload})
    assert response.status_code == 302
    assert get_image_model().objects.get().title == "Good"


BAD_TEXTS: dict[str, str | bytes] = {
    "deep-yaml.md": "---\na: " + "[" * 100_000 + "\n---\n\nText.\n",
    "aliases.md": "---\n"
    + "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    + "---\n\nText.\n",
    "deep-json.md": '{"a": ' + "[" * 50_000 + "\n\nText.\n",
    "deep-toml.md": "+++\na = " + "[" * 20_000 + "\n+++\n\nText.\n",
    "deep-html.md": "# Deep\n\n" + "<div>" * 5_000 + "x",
    "deep-quote.md": "# Quote\n\n" + "> " * 5_000 + "x\n",
    "deep-list.md": "# List\n\n" + "".join(f"{'  ' * n}- x\n" for n in range(600)),
    "deep-boxes.md": "# Boxes\n\n" + "".join(f"{'    ' * n}!!! note\n" for n in range(60)) + "x",
    "surrogate.md": b"# Half\n\n\xed\xa0\x80\n",
    "nul.md": "# Nul\n\nA\0B\n",
    "marks.md": "# Marks\n\n\ue100 5\ue101 \ue104x\ue105 \ue1020\ue103 text\n",
    "long-title.md": "# " + "word " * 2_000 + "\n\nText.\n",
    "odd-date.md": "---\ndate: 99999-99-99\nreview_due: 2024-02-30\n---\n\n# Odd\n\nText.\n",
    "odd-types.md": "---\ntitle: [a, b]\ntags: {a: b}\nslug: ///\nkeywords: [[x]]\n---\n\nText.\n",
}


def test_no_bad_text_stops_an_import_and_no_empty_page_stays(
    tmp_path: Path, import_folder: Importer
) -> None:
    files = {f"a/{name}": content for name, content in BAD_TEXTS.items()}
    folder = write(tmp_path / "site", {**files, "a/good.md": "# Good\n\nText.\n"})

    report = import_folder(folder)

    assert [kind for kind, _value in blocks(article("good"))] == ["text"]
    refused = {key for key, entry in report.files.items() if entry.get("outcome") == "refused"}
    assert report.outcomes["created"] + len(refused) == len(files) + 1
    assert ArticlePage.objects.count() == report.outcomes["created"]
    assert all(page.latest_revision_id for page in ArticlePage.objects.all())
    for name in ("deep-yaml", "aliases", "deep-json", "deep-toml"):
        assert f"a/{name}.md" in refused or not article(name).live


def test_includes_that_multiply_are_one_line_of_the_report(
    tmp_path: Path, import_folder: Importer
) -> None:
    folder = write(
        tmp_path / "site",
        {
            "_config.yml": "title: x\n",
            "_includes/self.md": "x {% include self.md %}",
            "_includes/many.md": "word {% include many.md %}" * 40,
            "a/self.md": "# Self\n\n{% include self.md %}\n",
            "a/many.md": "# Many\n\n{% include many.md %}\n",
            "a/ifs.md": "# Ifs\n\n" + "{% unless page.a %}" * 20_000,
            "a/good.md": "# Good\n\nText.\n",
        },
    )

    report = import_folder(folder)

    assert "multiplies without end" in report.files["a/many.md"]["reason"]
    assert report.files["a/ifs.md"]["outcome"] == "refused"
    assert {page.slug for page in ArticlePage.objects.all()} == {"self", "good"}


def test_an_unforeseen_error_in_one_article_is_its_own_line(
    tmp_path: Path, import_folder: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transfer.sources import folder as module  # noqa: PLC0415 - only patched here

    original = module.markdown_to_html

    def break_one(text: str, note: object, *, indented_code: bool) -> str:
        if "Fragile" in text:
            raise ZeroDivisionError("odd")
        return original(text, note, indented_code=indented_code)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "markdown_to_html", break_one)
    files = {"a/one.md": "# One\n\nFragile.\n", "a/two.md": "# Two\n\nText.\n"}

    report = import_folder(write(tmp_path / "site", files))

    assert "ZeroDivisionError" in report.files["a/one.md"]["reason"]
    assert [page.title for page in ArticlePage.objects.all()] == ["Two"]


def test_redirects_and_shared_texts_of_an_editor_wait_for_others(
    tmp_path: Path, admin_user: User
) -> None:
    from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415 - only here

    from kb.models import SharedText  # noqa: PLC0415 - only here
    from transfer.importing import ImportOptions, import_knowledge  # noqa: PLC0415 - only here
    from transfer.sources.own_export import ExportFolder  # noqa: PLC0415 - only here

    folder = write(
        tmp_path / "out",
        {
            "kb.yml": "format: 1\norder: [tents/_index.md, tents/zip.md]\n",
            "tents/_index.md": "---\ntitle: Tents\n---\n",
            "tents/zip.md": "---\ntitle: Zip\n---\n\nWax.",
            "_shared/hours.md": "---\ntitle: Hours\nslug: hours\n---\n\nAlways.",
            "redirects.csv": "from,to_file,to_address,permanent,automatic\n"
            "/old,tents/zip.md,,1,0\n/away,,https://evil.example.com/,1,0\n"
            "/js,,javascript:alert(1),1,0\n/gone,tents/gone.md,https://evil.example.com/,1,0\n",
        },
    )
    source = ExportFolder(folder=folder, name="out")
    options = ImportOptions(publish=False, trusted=False)

    report = import_knowledge(actor=admin_user, source=source, options=options)

    assert list(Redirect.objects.values_list("old_path", "redirect_link")) == [("/old", "")]
    assert not SharedText.objects.get().live
    assert report.losses["redirect to a URL left out"] == 3
    assert report.losses["shared text left a draft"] == 1

    source = ExportFolder(folder=folder, name="again")
    import_knowledge(actor=admin_user, source=source, options=ImportOptions())
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/old", "/away", "/gone"}
