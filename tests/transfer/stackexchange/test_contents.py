"""What a dump holds arrives whole and linked."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import ExternalIdentity, User
from community.enums import CloseReason, LinkKind, PostKind, RevisionKind
from community.models import Comment, Post, Question, QuestionLink, Revision, Tag, Vote
from community.services.recounts import recount_community
from gamification.models import BadgeAward, ReputationEntry
from tests.factories.accounts import UserFactory
from tests.transfer.stackexchange.conftest import SOURCE, Importer, person_of, post_of, question_of
from tests.transfer.stackexchange.dumps import POSTS, write_dump, write_file

pytestmark = pytest.mark.long


def test_people_become_accounts_that_nobody_can_sign_in_to(
    dump: Path, run_import: Importer
) -> None:
    run_import(dump)
    ola = person_of("5")
    assert (ola.username, ola.name, ola.location) == ("ola-nowak", "Ola Nowak", "Gdynia")
    assert (ola.bio, ola.website) == ("I sew tents.", "https://ola.example/")
    assert not ola.has_usable_password()
    assert person_of("6").username == "ola-nowak-6"
    assert person_of("6").website == ""
    assert person_of("7").username == "user"
    assert person_of("-1").name == "Community"


def test_authors_who_are_no_users_get_accounts_too(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    gone = person_of("name:gone")
    assert question_of(51).author == gone
    assert Comment.objects.get(body="Ta!").author == gone
    assert post_of(52).author == person_of("77")
    assert person_of("77").name == "user77"


def test_nobody_takes_the_name_of_a_present_member(dump: Path, run_import: Importer) -> None:
    UserFactory(username="Ola-Nowak")
    run_import(dump)
    assert person_of("5").username == "ola-nowak-5"


def test_a_question_arrives_with_text_tags_dates_and_counts(
    dump: Path, run_import: Importer
) -> None:
    run_import(dump)
    question = question_of(50)
    assert (question.title, question.slug) == ("How do I dry a tent?", "how-do-i-dry-a-tent")
    assert sorted(question.tags.names()) == ["care", "tents"]
    assert question.created_at == datetime(2020, 1, 1, 10, tzinfo=UTC)
    assert (question.answer_count, question.view_count, question.language) == (2, 40, "en")
    assert question.last_activity_by == person_of("name:gone")
    assert question.follows.filter(user=question.author).exists()
    code = BeautifulSoup(question.post.body_html, "html.parser").code
    assert code.get_text() == "dry(tent)\n"
    assert question.post.edited_by == person_of("6")
    assert "dry(tent)" in question.post.body_text


def test_tags_may_be_listed_in_either_notation(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    assert list(question_of(51).tags.names()) == ["tents"]
    assert Tag.objects.get(name="tents").question_count == 2


def test_tags_keep_their_texts_excerpt_first_and_their_reservation(
    dump: Path, run_import: Importer
) -> None:
    run_import(dump)
    assert Tag.objects.get(name="tents").description == "Shelters of cloth\n\nAll about tents."
    assert Tag.objects.get(name="status-done").is_reserved


def test_an_answer_may_stand_before_its_question(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    answer = post_of(30)
    assert (answer.kind, answer.question) == (PostKind.ANSWER, question_of(50))
    assert post_of(52).is_wiki


def test_what_a_post_cannot_keep_is_reported_with_its_number(
    dump: Path, run_import: Importer
) -> None:
    answers = run_import(dump).stages["answers"]
    assert answers["noted"]["HTML left out"] == 1
    assert answers["examples"]["HTML left out"] == ["52"]
    assert post_of(52).body_text == "Hang it up.\n\nfilm.html"


def test_the_question_says_which_answer_is_accepted_and_the_vote_says_when(
    dump: Path, run_import: Importer
) -> None:
    report = run_import(dump)
    accepted = post_of(30)
    assert question_of(50).accepted_answer == accepted
    assert accepted.accepted_at == datetime(2020, 1, 4, tzinfo=UTC)
    assert accepted.accepted_by is None
    assert not post_of(52).is_accepted
    assert (
        report.stages["votes"]["skipped"]["accepts an answer that its question does not name"] == 1
    )
    assert report.stages["answers"]["noted"]["accepted answer is not in the dump"] == 1


def test_scores_are_those_of_the_dump_and_votes_add_up_to_them(
    dump: Path, run_import: Importer
) -> None:
    report = run_import(dump)
    assert [post_of(number).score for number in (50, 30, 51, 52)] == [3, 2, -1, 0]
    assert question_of(51).score == -1
    assert Vote.objects.filter(voter=None).count() == Vote.objects.count() == 8
    noted = report.stages["scores"]
    assert noted["written"] == {"completing votes": 2}
    assert noted["examples"]["score differed from the votes, which were completed"] == ["30", "51"]


def test_every_counter_is_what_a_recount_says(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    assert not any(recount_community().values())


def test_favourites_become_following(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    assert question_of(50).follows.filter(user=person_of("6")).exists()
    assert question_of(50).follower_count == 2


def test_comments_are_rendered_as_comments(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    comment = post_of(50).comments.get()
    assert comment.body == "Which *model* is it? `<b>`"
    assert comment.body_html == "Which <em>model</em> is it? <code>&lt;b&gt;</code>"
    assert Comment.objects.count() == 2


def test_edits_become_revisions_with_their_authors(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    first, second = Revision.objects.filter(post=post_of(50)).order_by("number")
    assert (first.kind, first.author, first.body_markdown) == (
        RevisionKind.INITIAL,
        person_of("5"),
        "It is weet.",
    )
    assert (first.title, first.tag_names) == ("How do I dry a tent?", ["tents"])
    assert (second.kind, second.author, second.summary) == (
        RevisionKind.EDIT,
        person_of("6"),
        "typo",
    )
    assert (second.title, sorted(second.tag_names)) == ("How do I dry a tent?", ["care", "tents"])


def test_the_last_revision_always_says_what_the_post_says(dump: Path, run_import: Importer) -> None:
    run_import(dump)
    for post in Post.objects.all():
        assert post.revisions.get(number=post.revision_count).body_markdown == post.body_markdown
        assert post.revisions.count() == post.revision_count


def test_the_author_s_own_markdown_is_kept_where_it_means_the_same(
    dump: Path, run_import: Importer
) -> None:
    report = run_import(dump)
    assert post_of(50).body_markdown == "It is wet.\n\n    dry(tent)"
    assert post_of(52).body_markdown == "Hang it up.\n\nfilm.html"
    assert report.stages["texts"]["written"]["texts kept as their authors typed them"] == 2


def test_a_duplicate_is_closed_by_somebody_in_favour_of_its_original(
    dump: Path, run_import: Importer
) -> None:
    run_import(dump)
    question = question_of(51)
    assert (question.close_reason, question.duplicate_of) == (
        CloseReason.DUPLICATE,
        question_of(50),
    )
    assert question.closed_by == person_of("5")
    kinds = QuestionLink.objects.values_list("source", "target", "kind")
    assert set(kinds) == {
        (question_of(51).pk, question_of(50).pk, LinkKind.DUPLICATE),
        (question_of(50).pk, question_of(51).pk, LinkKind.LINKED),
    }


def test_whatever_is_left_out_is_reported_with_its_reason(dump: Path, run_import: Importer) -> None:
    stages = run_import(dump).stages
    assert stages["questions"]["skipped"] == {"CreationDate is not a time": 1}
    assert stages["answers"]["skipped"] == {
        "its question is not in the dump": 1,
        "post type 6 has no place here": 1,
    }
    assert stages["votes"]["skipped"]["its post is not in the dump"] == 1
    assert stages["votes"]["skipped"]["vote to delete: not kept"] == 1
    assert stages["links"]["skipped"] == {
        "one of its posts is not in the dump": 1,
        "stays within one question": 1,
    }
    for counts in stages.values():
        left_out = sum(counts["skipped"].values())
        assert left_out <= counts["read"]


def test_badges_that_match_ours_are_kept_with_their_dates(
    dump: Path, run_import: Importer, run_tasks: Any
) -> None:
    with run_tasks():
        report = run_import(dump)
    award = BadgeAward.objects.get(user=person_of("5"), badge="autobiographer")
    assert award.is_imported
    assert report.stages["badges"]["skipped"] == {
        "its holder is not in the dump": 1,
        "no badge here matches Yearling": 1,
    }


def test_points_follow_from_the_imported_votes_and_are_marked(
    dump: Path, run_import: Importer, run_tasks: Any
) -> None:
    with run_tasks():
        run_import(dump)
    entries = ReputationEntry.objects.filter(user=person_of("6"))
    assert entries.count() == 3
    assert all(entry.is_imported for entry in ReputationEntry.objects.all())


def test_imported_questions_are_found_by_search(
    dump: Path, run_import: Importer, run_tasks: Any, client: Client
) -> None:
    with run_tasks():
        run_import(dump)
    found = client.get("/api/v1/search", {"q": "dry tent"}).json()["items"]
    assert question_of(50).title in [item["title"] for item in found]


@pytest.mark.parametrize(
    ("url", "old_id"),
    [
        ("/questions/50/how-do-i-dry-a-tent", 50),
        ("/questions/50/", 50),
        ("/q/50", 50),
        ("/q/50/7", 50),
        ("/a/30", 30),
    ],
)
def test_old_urls_lead_to_the_present_ones(
    dump: Path, run_import: Importer, client: Client, url: str, old_id: int
) -> None:
    run_import(dump)
    response = client.get(url, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].split("#")[0] == question_of(old_id).get_absolute_url()


def test_known_email_addresses_let_people_claim_their_accounts(
    dump: Path, run_import: Importer, tmp_path: Path
) -> None:
    UserFactory(email="taken@example.com")
    emails = tmp_path / "emails.csv"
    emails.write_text(
        "id,email\n5,Ola@Example.com\n6,taken@example.com\n7,nonsense@\n99,a@b.example\n"
    )
    report = run_import(dump, emails=emails)
    assert person_of("5").email == "ola@example.com"
    assert person_of("6").email == ""
    assert report.stages["emails"]["written"] == {"email addresses": 1}
    assert sum(report.stages["emails"]["skipped"].values()) == 4


def test_an_email_address_is_not_changed_once_the_account_is_claimed(
    dump: Path, run_import: Importer, tmp_path: Path
) -> None:
    run_import(dump)
    ExternalIdentity.objects.update(claimed_at=datetime(2026, 1, 1, tzinfo=UTC))
    emails = tmp_path / "emails.csv"
    emails.write_text("5,thief@example.com\n")
    run_import(dump, emails=emails)
    assert not User.objects.filter(email="thief@example.com").exists()


def test_a_newer_dump_adds_what_is_new_and_changes_nothing_else(
    dump: Path, run_import: Importer
) -> None:
    run_import(dump)
    before = {post.pk: post.body_html for post in Post.objects.all()}
    added = {"Id": 60, "PostTypeId": 1, "Title": "A later question", "OwnerUserId": 5}
    added |= {"CreationDate": "2021-01-01T00:00:00", "Body": "<p>Later</p>", "Score": 0}
    report = run_import(write_dump(dump, Posts=[*POSTS, added]))
    assert report.stages["questions"]["written"] == {"questions": 1}
    assert report.stages["questions"]["skipped"]["was imported before"] == 2
    assert {post.pk: post.body_html for post in Post.objects.filter(pk__in=before)} == before
    assert Question.objects.count() == 3
    assert not any(recount_community().values())


def test_the_same_numbers_of_another_source_are_other_posts(
    dump: Path, run_import: Importer, db: None
) -> None:
    from transfer.stackexchange import import_dump  # noqa: PLC0415 - with another source name

    run_import(dump)
    import_dump(dump, source="another-forum", language="en")
    assert Question.objects.count() == 4
    assert ExternalIdentity.objects.filter(source=SOURCE).count() == 6


def test_missing_files_are_reported_and_the_rest_is_imported(
    dump: Path, run_import: Importer
) -> None:
    for name in ("Users.xml", "Votes.xml", "PostHistory.xml"):
        (dump / name).unlink()
    report = run_import(dump)
    assert report.missing_files == ["Users.xml", "Votes.xml", "PostHistory.xml"]
    assert post_of(50).score == 3
    assert post_of(50).revisions.get().kind == RevisionKind.INITIAL
    assert not any(recount_community().values())


def test_texts_of_hostile_authors_are_harmless(dump: Path, run_import: Importer) -> None:
    body = '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">there</a></p>'
    row = {**POSTS[1], "Body": body}
    write_file(dump, "Posts.xml", [row])
    run_import(dump)
    assert post_of(50).body_html == "<p>Hithere (javascript:x())</p>\n"
