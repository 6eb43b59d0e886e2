"""Walks to a URL of the matrix: fills in its parameters and sends what it asks for."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from accounts.services.tokens import issue_token
from tests.config.world import World

BODY: Final = "Rub a little candle wax along the teeth, then run the slider up and down."
TITLE: Final = "Which stove works best in the cold of the north?"
NOT_OURS: Final = ("cms/", "admin/", "documents/", "accounts/^", "kb/_util/")
"""Wagtail's, Django's and allauth's own URLs guard themselves; a test looks at the gates."""
PUBLIC_BY_NATURE: Final = ("api/v1/docs", "api/v1/openapi.json", "api/v1/")

SENT: Final[dict[str, dict[str, Any]]] = {
    "questions/ask/": {"title": TITLE, "body": BODY, "tags": "tents"},
    "questions/<int:pk>/<str:slug>/edit/": {"title": TITLE, "body": BODY, "tags": "tents"},
    "questions/<int:pk>/<str:slug>/answer/": {"body": BODY},
    "questions/<int:pk>/<str:slug>/close/": {"reason": "off_topic"},
    "answers/<int:pk>/edit/": {"body": BODY},
    "posts/<int:pk>/vote/": {"value": "1"},
    "posts/<int:pk>/comment/": {"body": BODY},
    "comments/<int:pk>/edit/": {"body": BODY},
    "tags/-/new/": {"name": "stoves"},
    "tags/<str:slug>/manage/": {"do": "rename", "rename-name": "shelters"},
    "tags/<str:slug>/edit/": {"description": "All about tents."},
    "preview/": {"body": BODY},
    "moderation/posts/<int:post_id>/act/": {"action": "hide", "note": "Advertising."},
    "moderation/reports/<slug:kind>/<int:public_id>/": {"decision": "disagree"},
    "moderation/approvals/<slug:kind>/<int:public_id>/": {"decision": "approve"},
    "moderation/flag/<int:post_id>/": {"reason": "spam"},
    "moderation/flag/comment/<int:comment_id>/": {"reason": "spam"},
    "knowledge/answers/<int:post_id>/promote/": {"kind": "create"},
    "knowledge/proposals/<int:promotion_id>/": {"decision": "decline", "note": "We have it."},
    "knowledge/reviews/<int:article_id>/": {"action": "reject", "comment": "Say why."},
    "knowledge/articles/<int:article_id>/feedback/": {"helpful": "yes"},
    "knowledge/articles/<int:article_id>/owner/": {"owner": "maintainer"},
    "knowledge/articles/<int:article_id>/paste/": {"text": "Rub wax.", "place": "below"},
    "knowledge/feedback/<int:feedback_id>/": {"state": "done"},
    "knowledge/drift/<int:task_id>/": {
        "outcome": "no_change",
        "finding": "revision 2",
        "note": "Both are true.",
    },
    "accounts/profile/": {"display_name": "Somebody"},
    "accounts/profile/tokens/": {"label": "script"},
    "language/": {"language": "fi"},
    "api/v1/questions": {"title": TITLE, "body": BODY, "tags": ["tents"]},
    "api/v1/questions/<int:question_id>": {"title": TITLE},
    "api/v1/questions/<int:question_id>/answers": {"body": BODY},
    "api/v1/questions/<int:question_id>/vote": {"value": 1},
    "api/v1/questions/<int:question_id>/comments": {"body": BODY},
    "api/v1/answers/<int:answer_id>": {"body": BODY},
    "api/v1/answers/<int:answer_id>/vote": {"value": 1},
    "api/v1/answers/<int:answer_id>/comments": {"body": BODY},
    "api/v1/answers/<int:answer_id>/promotions": {"kind": "create"},
    "api/v1/promotions/<int:promotion_id>/decision": {"decision": "decline", "note": "Have it."},
    "api/v1/articles/<int:article_id>/review": {"action": "reject", "comment": "Say why."},
    "api/v1/articles/<int:article_id>/feedback": {"helpful": True},
}
QUERY: Final[dict[str, str]] = {
    "search/": "q=tent",
    "search/suggest/": "q=tent",
    "search/similar/": "title=Stuck+zip+of+a+tent",
    "suggestions/tags/": "q=te",
    "api/v1/search": "q=tent",
    "api/v1/search/suggest": "q=tent",
    "api/v1/questions/similar": "title=Stuck+zip+of+a+tent",
}


def all_routes() -> Iterator[tuple[str, URLPattern]]:
    """Yield every URL of our own as the resolver writes it."""
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        if not route.startswith(NOT_OURS) and route not in PUBLIC_BY_NATURE:
            yield route, pattern


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def fill(route: str, world: World) -> str:
    """Return a URL for a route, about the things of the world."""
    if route.startswith(("kb/", "^kb/")):
        return world.article.get_url() if route.endswith("$") else "/" + route
    values: dict[str, object] = {
        "username": "author",
        "token_id": 0,
        "section": "questions-en",
        "section_id": world.article.get_parent().pk,
        "path": "nothing.png",
        "rest": "any-title",
        "old_id": 0,
        "answer": world.answer.pk,
        "number": 1,
        "kind": "question",
        "object_id": world.question.pk,
        "public_id": world.question.pk,
        "question_id": world.question.pk,
        "answer_id": world.answer.pk,
        "post_id": world.answer.pk,
        "comment_id": world.comment.pk,
        "promotion_id": world.promotion.pk,
        "article_id": world.draft.pk if "review" in route else world.article.pk,
        "task_id": world.drift.pk,
        "feedback_id": world.feedback.pk,
        "change_id": world.article.changes.latest("pk").pk,
        "notification_id": world.notification.pk,
        "token": "forged",
        "slug": "tents" if "tags/" in route else world.question.slug,
        "pk": _main_key(route, world),
    }
    if route.startswith("badges/"):
        values["slug"] = "scholar"
    if route.startswith("moderation/reports/"):
        values.update(kind="answer", public_id=world.answer.pk)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), route)


def _main_key(route: str, world: World) -> int:
    if route.startswith("questions/"):
        return world.question.pk
    if route.startswith("comments/"):
        return world.comment.pk
    return world.deleted.pk if "undelete" in route else world.answer.pk


def request_route(person: User | None, method: str, route: str, world: World) -> str:
    """Return the letter of what happens; whatever it changed is undone."""
    with transaction.atomic():
        client = Client()
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        response = _send(client, person, method, route, world)
        transaction.set_rollback(True)
    return letter(response)


def _send(
    client: Client, person: User | None, method: str, route: str, world: World
) -> HttpResponse:
    url, sent = fill(route, world), SENT.get(route, {})
    if route == "api/v1/flags":
        sent = {"target": f"question:{world.question.pk}", "reason": "spam"}
    if method == "GET":
        query = QUERY.get(route, "")
        return client.get(f"{url}?{query}" if query else url)
    if not route.startswith("api/"):
        return client.generic(
            method, url, _encode(sent), content_type="application/x-www-form-urlencoded"
        )
    headers = {}
    if person is not None:
        _, secret = issue_token(actor=person, user=person)
        client, headers = Client(), {"Authorization": f"Bearer {secret}"}
    return client.generic(method, url, json.dumps(sent), "application/json", headers=headers)


def _encode(data: dict[str, Any]) -> str:
    return urlencode(data)


def letter(response: HttpResponse) -> str:
    """Say in a letter what an answer means; anything unexpected comes back as its number."""
    status = response.status_code
    if status in (301, 302) and "/accounts/login/" in response["Location"]:
        return "s"
    if status < 400:
        return "o"
    return {401: "s", 403: "r", 404: "h", 409: "c"}.get(status, str(status))
