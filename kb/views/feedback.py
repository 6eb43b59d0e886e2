"""The question whether an article helped.

The first click counts; everything after it is one more click, saved at once. The article's page
holds no token and no name, so that it is the same for every visitor.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.rate_limits import client_network
from kb.enums import UNHELPFUL_REASONS
from kb.forms import FeedbackForm
from kb.models import ArticleFeedback, ArticlePage
from kb.selectors.verdicts import verdict_of
from kb.services.feedback import Reader, record_feedback
from kb.views.lookup import readable_article_or_404
from kb.views.same_origin import from_our_own_pages


def reader_of(request: HttpRequest) -> Reader:
    """The member, or a visitor told apart by the network, which no browser chooses."""
    if request.user.is_authenticated:
        return Reader.member(request.user)
    return Reader.anonymous(client_network(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@from_our_own_pages
def send_feedback(request: HttpRequest, article_id: int) -> HttpResponse:
    """Record a verdict, or a reason or a comment for it, and offer what may be added."""
    article = readable_article_or_404(request, article_id)
    reader = reader_of(request)
    verdict = verdict_of(article, user=reader.user, visitor=reader.visitor)
    if request.method != "POST":
        # Of visitors only the network is known: nobody reads what somebody else there has said.
        shown = verdict if reader.user is not None else None
        return _show(request, article, verdict=shown, form=FeedbackForm())
    form = FeedbackForm(request.POST)
    verdict = form.run(record_feedback, reader=reader, article=article) or verdict
    if verdict is not None and reader.user is None:
        _leave_out_others(verdict, request)
    adds = "reason" in request.POST or "comment" in request.POST
    return _show(request, article, verdict=verdict, form=form, is_new=not adds)


def _leave_out_others(verdict: ArticleFeedback, request: HttpRequest) -> None:
    """Show a visitor only what this page has sent: the rest may be of others in their network."""
    if request.POST.get("reason", request.POST.get("own_reason")) != verdict.reason:
        verdict.reason = ""
    if "comment" not in request.POST:
        verdict.comment = ""


def _show(
    request: HttpRequest,
    article: ArticlePage,
    *,
    verdict: ArticleFeedback | None,
    form: FeedbackForm,
    is_new: bool = False,
) -> HttpResponse:
    """Show what was said; after a verdict the focus goes to the heading."""
    is_fragment = bool(getattr(request, "htmx", False))
    template = "kb/partials/_feedback.html" if is_fragment else "kb/feedback.html"
    context = {
        "article": article,
        "form": form,
        "verdict": verdict,
        "reasons": UNHELPFUL_REASONS,
        "is_new": is_new,
        "is_saved": request.method == "POST" and not form.errors,
        "is_fragment": is_fragment,
    }
    return render(request, template, context, status=200 if is_fragment else form.status)
