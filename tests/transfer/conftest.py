"""A small documentation site, written for these tests."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from accounts.models import User
from kb.models import ArticlePage
from kb.text.plain import lines_of_html
from tests.factories.accounts import UserFactory
from tests.factories.kb import kb_site
from transfer.importing import ImportOptions, ImportReport, import_knowledge
from transfer.sources.folder import MarkdownFolder

TOC = """---
label: Camping
pages:
- label: Choose a tent
  url: "/tents/choose.html"
- label: Care
  url: "/tents/care.html"
  children:
  - label: Mend a zip
    url: "/tents/zip.html"
    children:
    - label: Wax
      url: "/tents/wax.html"
"""
CARE = """---
title: Care for your tent
summary: Dry it, brush it, store it loose.
tags: [tents, care]
redirect_from:
  - /old/care.html
---

Dry the tent before you [mend the zip]({% link tents/zip.md %}#with-wax) or
[choose another]({% link tents/choose.md %}).

{:.bs-callout-warning}
Never put it away wet: `mould` grows.

![A dry tent]({% link tents/dry.png %}){: .zoom}
_Drying_

{% include hint.md product="Kuusi 2" %}

| Part | How |
| --- | --- |
| Fly | **Rinse** with water |
{: .options-table }

1. Brush the teeth.

   {:.bs-callout-info}
   A soft brush.

1. Rub wax along them.

   ```bash
   wax --zip
   ```

![Gone]({% link tents/gone.png %})
_Never there_

Write to <span class="btn">Support</span> via {{ site.support_url }}.
"""


def picture(colour: str = "red") -> bytes:
    """A small PNG file."""
    stream = BytesIO()
    Image.new("RGB", (12, 8), colour).save(stream, "PNG")
    return stream.getvalue()


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Put files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


@pytest.fixture
def admin_user(db: None) -> User:
    kb_site()
    return UserFactory(username="boss", is_superuser=True, is_staff=True)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A Jekyll site with a table of contents, includes, a picture and broken places."""
    return write(
        tmp_path / "guide",
        {
            "_data/toc/camping.yml": TOC,
            "_includes/hint.md": "Made for the {{ include.product }}.\n",
            "tents/choose.md": "---\ntitle: Choose a tent\n---\n\nCount the sleepers.\n",
            "tents/care.md": CARE,
            "tents/zip.md": "---\ntitle: Mend a zip\n---\n\n## With wax\n\nRub wax.\n",
            "tents/wax.md": "---\ntitle: Wax\n---\n\nSee [nothing](missing.md).\n",
            "tents/dry.png": picture(),
            "tents/broken.md": "---\ntitle: Broken\nsummary: [open\n---\n\nText.\n",
            "boots/grease.md": "---\ntitle: Grease boots\n---\n\nWarm the leather.\n",
            "404.md": "---\nlayout: 404\n---\n\nLost.\n",
        },
    )


Importer = Callable[..., ImportReport]


@pytest.fixture
def import_folder(admin_user: User) -> Importer:
    """Import a folder as an administrator."""

    def run(folder: Path, **options: object) -> ImportReport:
        source = MarkdownFolder(folder=folder, name=str(options.pop("name", folder.name)))
        return import_knowledge(
            actor=admin_user,
            source=source,
            options=ImportOptions(**options),  # type: ignore[arg-type]
        )

    return run


def run_command(name: str, *arguments: object) -> str:
    """Run a management command and return what it said."""
    from io import StringIO  # noqa: PLC0415 - only here

    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue()


def article(slug: str) -> ArticlePage:
    """The article with a slug."""
    return ArticlePage.objects.get(slug=slug)


def blocks(page: ArticlePage) -> list[tuple[str, object]]:
    """Kind and value of each block of an article."""
    return [(block["type"], block["value"]) for block in page.body.get_prep_value()]


def text_of(page: ArticlePage) -> str:
    """What readers see of the body of an article, on one line."""
    return " ".join(lines_of_html(str(page.body.render_as_block())))
