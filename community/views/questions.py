"""Reading: the list of questions and one thread."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from community.enums import PostKind
from community.forms import AnswerForm, CommentForm
from community.models import Question
from community.selectors.detail import ThreadView, get_thread
from community.selectors.indexable import is_indexable_question
from community.selectors.legacy import find_legacy_url
from community.selectors.lists import DEFAULT_SORT, SORTS, list_questions
from community.services.reading import announce_reading
from community.views.drafts import draft_of, kept_comment
from community.views.lookup import find_tag
from community.views.post_fragments import Refusal
from core.errors import NotFound
from core.http import read_int
from core.page_keys import names_all
from core.page_views import count_reader
from core.structured_data import absolute_url

PAGES_MAX: Final = 99_999

SORT_LABELS: Final = {
    "active": _("Active"),
    "newest": _("Newest"),
    "votes": _("Most voted"),
    "unanswered": _("Unanswered"),
    "documented": _("Documented"),
}


@require_safe
def list_questions_page(request: HttpRequest) -> HttpResponse:
    """Public questions by activity, age, votes, or without an answer; by tag if one is given."""
    slug = request.GET.get("tag", "")
    tag = find_tag(slug) if slug else None
    context = question_list_context(request, tag=tag)
    context |= {"tag": tag, "is_indexable": context["is_main_list"] and tag is None}
    return render(request, "community/question_list.html", context)


def question_list_context(request: HttpRequest, **only: Any) -> dict[str, Any]:
    """What a page with a list of questions needs: a page of them and the tabs over it."""
    cursor = request.GET.get("page", "")
    names_all()
    page = list_questions(sort=request.GET.get("sort", ""), cursor=cursor, **only)
    return {
        "page": page,
        "tabs": [(sort, SORT_LABELS[sort], sort == page.sort) for sort in SORTS],
        "is_first_page": not cursor,
        "is_main_list": not cursor and page.sort == DEFAULT_SORT,
    }


@require_safe
def show_question(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a thread at its one URL; other and former URLs lead to it."""
    try:
        thread = get_thread(
            question_id=pk,
            reader=request.user,
            page=_page_number(request),
            answer_id=_answer_number(request),
        )
    except NotFound as error:
        if url := find_legacy_url(old_id=pk, reader=request.user, kind=PostKind.QUESTION):
            return redirect(url, permanent=True)
        raise Http404 from error
    if slug == thread.question.url_slug:
        if request.method == "GET" and request.user.is_authenticated:
            shown = [thread.post.id, *(answer.id for answer in thread.answers)]
            announce_reading(reader=request.user, question_id=pk, post_ids=shown)
        response = _render(request, thread)
        return count_reader(response, "question", pk) if request.method == "GET" else response
    former = (
        find_legacy_url(old_id=pk, reader=request.user, kind=PostKind.QUESTION) if slug else None
    )
    return redirect(former or thread.url, permanent=bool(former))


def show_thread(
    request: HttpRequest, question: Question, *, status: int, **forms: Any
) -> HttpResponse:
    """Show a thread with a form that was refused on it."""
    page = _page_number(request)
    thread = get_thread(question_id=question.pk, reader=request.user, page=page)
    return _render(request, thread, status=status, **forms)


def answer_draft(question: Question) -> str:
    """The name under which an unfinished answer is kept."""
    return f"answer-{question.pk}"


def _page_number(request: HttpRequest) -> int:
    return read_int(request, "page", default=1, maximum=PAGES_MAX)


def _answer_number(request: HttpRequest) -> int | None:
    """The answer that a link into a long thread means; the reader gets its page."""
    return read_int(request, "answer", default=None)


def _page_url(thread: ThreadView) -> str:
    return f"{thread.url}?page={thread.page}" if thread.page > 1 else thread.url


def _render(
    request: HttpRequest,
    thread: ThreadView,
    *,
    answer_form: AnswerForm | None = None,
    comment_form: CommentForm | None = None,
    comment_on: int | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    names_all()
    draft = answer_draft(thread.question)
    if comment_form is None and (kept := kept_comment(request)):
        comment_on, comment_form = kept[0], CommentForm(initial=kept[1])
    context = {
        "thread": thread,
        "question": thread.question,
        "answer_form": answer_form or AnswerForm(initial=draft_of(request, draft)),
        "answer_draft": draft,
        "comment_form": comment_form,
        "comment_on": comment_on,
        "refusal": refusal,
        "numbers": range(1, thread.page_count + 1),
        "is_indexable": is_indexable_question(thread.question),
        "canonical_url": absolute_url(_page_url(thread)),
    }
    return render(request, "community/question_detail.html", context, status=status)
