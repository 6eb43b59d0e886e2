"""Whether a URL of our own leads anywhere: asked of the database, not of the web server."""

from collections.abc import Callable
from typing import Final
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from accounts.models import User
from community.enums import PostState
from community.models import Question, Tag
from kb.models import KBIndexPage


def internal_link_problem(url: str) -> str:
    """What is wrong with a URL below our own host, or with `model:number`; else empty."""
    if not url.startswith("/"):
        return _problem_of_reference(url)
    path = unquote(urlsplit(url).path)
    try:
        match = resolve(path)
    except Resolver404:
        is_there = False
    else:
        is_there = _is_there(match, path)
    if is_there or Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
        return ""
    return _("There is nothing at this URL.")


def _problem_of_reference(url: str) -> str:
    label, _colon, number = url.partition(":")
    model = apps.get_model(label)
    found = model._default_manager.filter(pk=number).first()
    if found is None:
        return _("It was deleted.")
    if getattr(found, "live", True):
        return ""
    return _("It is not published.")


def _is_there(match: ResolverMatch, path: str) -> bool:
    look = _LOOKS.get(match.view_name)
    if look is not None:
        return look(match)
    if match.view_name == "wagtail_serve":
        return _is_page(path.removeprefix("/kb/"))
    return True


def _is_page(path: str) -> bool:
    """Whether Wagtail would serve a published page there."""
    index = KBIndexPage.objects.first()
    if index is None:
        return False
    try:
        found = index.route(HttpRequest(), [part for part in path.split("/") if part])
    except Http404:
        return False
    page: Page = found[0]
    return bool(page.live)


def _is_question(match: ResolverMatch) -> bool:
    return Question.objects.filter(pk=match.kwargs["pk"], state=PostState.VISIBLE).exists()


def _is_tag(match: ResolverMatch) -> bool:
    return Tag.objects.filter(slug=match.kwargs["slug"]).exists()


def _is_person(match: ResolverMatch) -> bool:
    return User.objects.filter(username_folded=match.kwargs["username"]).exists()


def _is_file(match: ResolverMatch) -> bool:
    try:
        return default_storage.exists(match.kwargs["path"])
    except SuspiciousFileOperation:
        return False


def _is_document(match: ResolverMatch) -> bool:
    return bool(get_document_model().objects.filter(pk=match.args[0]).exists())


_LOOKS: Final[dict[str, Callable[[ResolverMatch], bool]]] = {
    "community:question-detail": _is_question,
    "community:tag-detail": _is_tag,
    "accounts:profile": _is_person,
    "media": _is_file,
    "wagtaildocs_serve": _is_document,
}
