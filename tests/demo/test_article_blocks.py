"""The demo's own words for what Markdown cannot say."""

import pytest

from demo.loading.blocks import article_blocks
from demo.loading.content import read_content
from kb.models import SharedText

SOURCE = """Before.

::: variants country
Poland: Print the label.
Norway, Switzerland: Pay the **carrier**.
:::

::: snippet write-to-us
:::

::: ask Not sure?
Show a photo.
:::

After.
"""


@pytest.mark.django_db
def test_special_blocks_stand_where_the_text_has_them() -> None:
    shared = SharedText.objects.create(title="Write to us", slug="write-to-us", content=[])

    blocks = article_blocks(SOURCE)

    assert [block["type"] for block in blocks] == ["text", "variants", "snippet", "ask", "text"]
    variants = blocks[1]["value"]["variants"]
    assert blocks[1]["value"]["aspect"] == "country"
    assert [item["value"]["names"] for item in variants] == ["Poland", "Norway, Switzerland"]
    assert variants[1]["value"]["content"][0]["value"] == "<p>Pay the <b>carrier</b>.</p>"
    assert blocks[2]["value"] == shared.pk
    assert blocks[3]["value"] == {"title": "Not sure?", "text": "<p>Show a photo.</p>"}


def test_articles_name_only_shared_texts_that_there_are() -> None:
    content = read_content()
    known = {text.slug for text in content.shared_texts if not text.translates}
    named = {
        line.removeprefix("::: snippet ").strip()
        for article in content.articles
        for line in article.body.splitlines()
        if line.startswith("::: snippet ")
    }

    assert named == known
