"""Translating in the CMS: what is to do, one article's languages, what its source says since."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from core.errors import DomainError, InvalidInput
from core.forms import all_messages
from core.http import MemberRequest
from kb.models import ArticlePage, ArticleTranslation, KBIndexPage
from kb.permissions import can_see_drafts, can_write_articles
from kb.selectors.coverage import WAITING, TranslationTask, coverage, list_tasks
from kb.selectors.translations import unseen_changes
from kb.services.translations import link_translation, mark_synced, start_translation
from kb.text.languages import enabled_choices, enabled_languages, language_name, why_not_enabled
from kb.views.lookup import article_or_404

TASKS_PER_PAGE = 50


@require_safe
def list_translations(request: HttpRequest) -> HttpResponse:
    """The dashboard: every section in every language, and the tasks that follow from it."""
    if not can_see_drafts(request.user):
        raise PermissionDenied
    tasks = list_tasks()
    chosen = [task for task in tasks if _is_chosen(task, request)]
    chosen.sort(key=lambda task: WAITING.index(task.state))
    context = {
        "sections": coverage(tasks),
        "languages": enabled_choices(),
        "states": [(state.value, state.label) for state in WAITING],
        "page": Paginator(chosen, TASKS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": {name: request.GET.get(name, "") for name in ("language", "section", "state")},
        "writes": can_write_articles(request.user),
    }
    return render(request, "kb/admin/translations.html", context)


def _is_chosen(task: TranslationTask, request: HttpRequest) -> bool:
    filters = request.GET
    return (
        task.state in WAITING
        and filters.get("language", "") in ("", task.language)
        and filters.get("section", "") in ("", str(task.section_id))
        and filters.get("state", "") in ("", task.state.value)
    )


@require_safe
def show_translation(request: HttpRequest, article_id: int) -> HttpResponse:
    """An article's languages; of a translation also what its source says since."""
    if not can_see_drafts(request.user):
        raise PermissionDenied
    return _show(request, article_or_404(article_id))


def _show(request: HttpRequest, article: ArticlePage, error: str = "") -> HttpResponse:
    group = ArticlePage.objects.filter(translation_key=article.translation_key)
    known = {row.language: row for row in group.defer_streamfields()}
    relation = (
        ArticleTranslation.objects.filter(article=article)
        .select_related("source", "synced_to__revision")
        .first()
    )
    context: dict[str, Any] = {
        "article": article,
        "languages": [(code, language_name(code), known.get(code)) for code in enabled_languages()],
        "relation": relation,
        "changes": list(unseen_changes([article.pk])),
        "compare_url": _compare_url(relation) if relation else "",
        "writes": can_write_articles(request.user),
        "error": error,
    }
    return render(request, "kb/admin/translation.html", context, status=422 if error else 200)


def _compare_url(relation: ArticleTranslation) -> str:
    """Wagtail's comparison of the source as the translation knows it with the source as it is."""
    if relation.synced_to is None or relation.synced_to.revision_id is None:
        return ""
    return reverse(
        "wagtailadmin_pages:revisions_compare",
        args=[relation.source_id, relation.synced_to.revision_id, "live"],
    )


@require_POST
def start_translation_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Make the draft and go on to it."""
    article = article_or_404(article_id)
    try:
        draft = start_translation(
            actor=request.user, article=article, language=request.POST.get("language", "")
        )
    except DomainError as error:
        return _refuse(request, article, error)
    messages.success(
        request,
        _("Here is the draft in %(language)s. Replace its text, then submit it for review.")
        % {"language": language_name(draft.language)},
    )
    return redirect("wagtailadmin_pages:edit", draft.pk)


@require_POST
def mark_synced_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Say that a translation says all that its source says."""
    article = article_or_404(article_id)
    try:
        relation = mark_synced(actor=request.user, article=article)
    except DomainError as error:
        return _refuse(request, article, error)
    if relation.draft_synced_to_id is None:
        messages.success(request, _("Readers no longer see that this translation is behind."))
    else:
        messages.success(request, _("It counts as soon as the draft is published."))
    return redirect("kb_translation", article.pk)


@require_POST
def link_translation_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Tie an article that is there already to the one that it translates."""
    article = article_or_404(article_id)
    try:
        source = _article_at(request.POST.get("url", ""))
        link_translation(actor=request.user, article=article, source=source)
    except DomainError as error:
        return _refuse(request, article, error)
    messages.success(request, _("The two articles are now linked as translations."))
    return redirect("kb_translation", article.pk)


def refuse_publication(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stop Wagtail's own publication of an article in a language that the site does not have."""
    language = getattr(page, "language", "")
    if not isinstance(page, ArticlePage) or language in enabled_languages():
        return None
    messages.error(request, why_not_enabled(language))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _article_at(url: str) -> ArticlePage:
    """The article at a URL of this site."""
    index = KBIndexPage.objects.get()
    path = unquote(urlsplit(url.strip()).path)
    below = path.removeprefix(index.get_url() or "").strip("/")
    found = ArticlePage.objects.filter(url_path=f"{index.url_path}{below}/").first()
    if found is None or not path.startswith(index.get_url() or ""):
        raise InvalidInput(_("There is no article at this URL."))
    return found


def _refuse(request: HttpRequest, article: ArticlePage, error: DomainError) -> HttpResponse:
    if error.status in (401, 403):
        raise error
    return _show(request, article, " ".join(map(str, all_messages(error))))
