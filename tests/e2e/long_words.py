"""A world whose every name, title, tag and text is one word without a break, as long as it fits."""

import json
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from community.models import Post, Tag
from community.services.closing import close_question
from kb.services.feedback import Reader, record_feedback
from moderation.services.flags import flag_post
from notifications.kinds import Kind
from notifications.services.delivery import notify
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.gamification import give_points

ROLES: dict[str, list[str]] = {
    "member": [],
    "expert": ["experts"],
    "moderator": ["moderators"],
    "editor": ["editors"],
}
WORDS = {
    "latin": "W" * 300,
    "arabic": "\u0628" * 300,
    "cjk": "\u6f22" * 300,
    "emoji": "\U0001f3d5\ufe0f" * 150,
}
URL = "https://example.com/" + "w" * 280


def make() -> dict[str, Any]:
    """Make the world; returns the URLs of its pages and a session for each role."""
    kb.kb_site()
    paths: list[str] = []
    for number, (script, word) in enumerate(WORDS.items()):
        paths += _make_thread_and_article(script, word, number)
    rebuild_index()
    return {"paths": paths, "sessions": {role: _session_of(role) for role in ROLES}}


def _person(name: str, word: str, **fields: Any) -> User:
    person: User = UserFactory(username=f"{name}{'w' * (28 - len(name))}", **fields)
    person.display_name = word[: _length(User, "display_name")]
    person.location = word[: _length(User, "location")]
    person.bio = word
    person.website = URL[: _length(User, "website")]
    person.save()
    return person


def _length(model: Any, field: str) -> int:
    length: int = model._meta.get_field(field).max_length or 300
    return length


def _make_thread_and_article(script: str, word: str, number: int) -> list[str]:
    author = _person(f"author{script}", word, groups=["experts"])
    helper = _person(f"helper{script}", word, groups=["experts"])
    give_points(helper, 5_000 + number)
    letters = word if word.isalpha() else WORDS["latin"]
    tag = Tag.objects.create(name=f"{script}-{letters}"[:30].lower(), slug=f"{script}-{'w' * 20}")
    Tag.objects.filter(pk=tag.pk).update(description_html=f"<p>{word}</p>")
    title = word[:140] + f" {number}x"
    body = f"{word}\n\n{URL}\n\n    {word}\n\n|{word}|{word}|\n|-|-|\n|{word}|{word}|\n\n> {word}"
    question = forum.ask(author, title=title, body=body, tags=[tag.name])
    answer = forum.answer(question, helper, body=body)
    remark = forum.comment(answer, author, body=f"{word}x")
    other = forum.ask(helper, title=title[:-1] + "y", body=body)
    close_question(
        actor=UserFactory(groups=["moderators"]),
        question=other,
        reason="duplicate",
        duplicate_of=question,
    )
    flag_post(actor=forum.member(), post=answer, reason="other", note=word)
    readers = [UserFactory(username=f"reader-{role}") for role in ROLES] if number == 0 else []
    people = [reader.pk for reader in readers] or list(
        User.objects.filter(username__startswith="reader-").values_list("pk", flat=True)
    )
    notify(kind=Kind.ANSWER, recipients=people, event_key=script, post_id=answer.pk)
    thread = question.get_absolute_url()
    return [
        thread,
        *[f"{thread}{page}/" for page in ("edit", "close")],
        *[f"/posts/{post}/history/" for post in (question.post.pk, answer.pk)],
        f"/answers/{answer.pk}/edit/",
        f"/comments/{remark.pk}/edit/",
        other.get_absolute_url(),
        *[f"{tag.get_absolute_url()}{page}" for page in ("", "edit/", "manage/")],
        *_pages_of_people(author, helper),
        *[f"/moderation/{page}/{answer.pk}/" for page in ("posts", "flag")],
        f"/moderation/flag/comment/{remark.pk}/",
        f"/moderation/log/?actor={author.username}",
        f"/search/?q={word[:100]}",
        f"/users/?q={word[:28]}",
        *_pages_of_knowledge(answer, word, number),
    ]


def _pages_of_people(author: User, helper: User) -> list[str]:
    return [
        author.get_absolute_url(),
        *[f"{helper.get_absolute_url()}?tab={tab}" for tab in ("answers", "questions", "badges")],
        f"{helper.get_absolute_url()}reputation/",
    ]


def _pages_of_knowledge(answer: Post, word: str, number: int) -> list[str]:
    section = kb.section(title=f"{word[:200]}{number}")
    body = f"## {word}\n\n{word}\n\n{URL}\n\n    {word}\n\n|{word}|\n|-|\n|{word}|\n\n### {word}"
    fields = {"section": section, "summary": word[:250], "body_markdown": body}
    article = kb.article(title=f"{word[:200]}{number}", **fields)
    kb.change(article, "major", note=word[:200])
    waiting = kb.hand_in(kb.draft(title=f"{word[:200]}{number}w", **fields))
    reader = Reader.member(forum.member())
    said = record_feedback(reader=reader, article=article, helpful=False, comment=word)
    promotion = kb.promotion(answer, note=word)
    change = article.changes.first()
    assert change is not None
    of_article = f"/knowledge/articles/{article.pk}"
    return [
        section.url,
        article.url,
        f"{article.url}?view=print",
        *[f"{of_article}/{page}/" for page in ("feedback", "changes", "care", "paste")],
        f"{of_article}/changes/{change.pk}/",
        f"/questions/ask/?article={article.pk}&title={word[:140]}",
        f"/knowledge/answers/{answer.pk}/promote/",
        f"/knowledge/proposals/{promotion.pk}/",
        f"/knowledge/reviews/{waiting.pk}/",
        f"/knowledge/feedback/{said.pk}/",
        f"/knowledge/drift/{kb.drift().pk}/",
        f"/cms/translations/{article.pk}/",
    ]


def _session_of(role: str) -> str:
    person = User.objects.get(username=f"reader-{role}")
    person.groups.set(Group.objects.filter(name__in=ROLES[role]))
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main() -> None:
    sys.stdout.write(f"{json.dumps(make())}\n")
