"""A whole real dump: every row is accounted for."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import iterparse

from accounts.models import User
from community.models import Comment, Post, Question, QuestionLink, Revision, Tag, Vote
from community.services.recounts import recount_community
from tests.transfer.stackexchange.conftest import Importer, post_of
from transfer.stackexchange.runner import FILE_STAGES

pytestmark = [pytest.mark.shared_data, pytest.mark.django_db]


def rows(folder: Path, name: str) -> Iterator[Element]:
    for _event, element in iterparse(folder / f"{name}.xml"):
        if element.tag == "row":
            yield element


@pytest.mark.long
def test_everything_in_the_real_dump_is_written_or_explained(
    shared_data: Path, run_import: Importer
) -> None:
    folder = shared_data / "stackexchange-dump"
    report = run_import(folder)

    kinds = Counter(row.get("PostTypeId") for row in rows(folder, "Posts"))
    assert Question.objects.count() == kinds["1"] == 453
    assert Post.objects.count() == kinds["1"] + kinds["2"] == 1_424
    assert Comment.objects.count() == 2_448
    assert Tag.objects.count() == 94
    assert User.objects.count() == 2_551 + 11
    assert Post.objects.filter(accepted_at__isnull=False).count() == 157
    assert Question.objects.filter(closed_at__isnull=False).count() == 15
    assert Post.objects.filter(is_wiki=True).count() == sum(
        1 for row in rows(folder, "Posts") if row.get("CommunityOwnedDate")
    )

    scores = {
        row.get("Id"): row.get("Score")
        for row in rows(folder, "Posts")
        if row.get("PostTypeId") in {"1", "2"}
    }
    assert all(post_of(int(key)).score == int(score or 0) for key, score in scores.items())
    votes = sum(
        row.get("VoteTypeId") in {"2", "3"} and row.get("PostId") in scores
        for row in rows(folder, "Votes")
    )
    assert Vote.objects.count() == votes == 5_301

    edits = {
        (row.get("PostId"), row.get("RevisionGUID"))
        for row in rows(folder, "PostHistory")
        if row.get("PostId") in scores and row.get("PostHistoryTypeId") in set("123456789")
    }
    assert Revision.objects.count() == len(edits)
    assert QuestionLink.objects.count() == 182
    for stage in FILE_STAGES:
        counts = report.stages[stage.name]
        assert counts["read"] > 0
        assert sum(counts["skipped"].values()) <= counts["read"]
    assert report.missing_files == []
    assert not any(recount_community().values())
