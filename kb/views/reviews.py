"""The review of drafts for experts who have no habit of working in the CMS."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import all_messages
from core.http import MemberRequest
from kb.enums import ReviewAction
from kb.forms import ReviewForm
from kb.models import ArticlePage
from kb.permissions import (
    can_review_articles,
    can_write_articles,
    check_can_see_drafts,
)
from kb.selectors.review_queue import list_drafts
from kb.selectors.reviews import get_review
from kb.services.review import (
    NotFinished,
    claim_review,
    release_review,
    review_article,
    submit_for_review,
)
from kb.views.lookup import article_or_404


@login_required
@require_safe
def list_reviews(request: MemberRequest) -> HttpResponse:
    """All drafts, those that wait for a judgement first."""
    check_can_see_drafts(request.user)
    drafts = list_drafts(request.user)
    context = {
        "waiting": [draft for draft in drafts if draft.submitted_at],
        "in_work": [draft for draft in drafts if not draft.submitted_at and not draft.goes_live_at],
        "approved": [draft for draft in drafts if draft.goes_live_at],
        "reviews": can_review_articles(request.user),
        "writes": can_write_articles(request.user),
    }
    return render(request, "kb/review_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_draft_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """The draft beside its source answers, and the judgement."""
    check_can_see_drafts(request.user)
    article = article_or_404(article_id)
    form = ReviewForm(request.POST or None, initial={"revision": article.latest_revision_id})
    reviewed = form.run(review_article, actor=request.user, article=article)
    if reviewed is not None:
        return _after_review(request, reviewed, form.cleaned_data["action"])
    context = {
        "review": get_review(article, request.user),
        "form": form,
        "writes": can_write_articles(request.user),
        "reviews": can_review_articles(request.user),
    }
    return render(request, "kb/review_detail.html", context, status=form.status)


def _after_review(request: HttpRequest, article: ArticlePage, action: str) -> HttpResponse:
    if action == ReviewAction.APPROVE and article.workflow_in_progress:
        messages.success(request, _("Thank you. An expert has to review the draft next."))
        return redirect("kb:review-list")
    if action == ReviewAction.APPROVE and article.approved_schedule:
        messages.success(
            request, _("Thank you. The draft is published automatically on the chosen date.")
        )
        return redirect("kb:review-detail", article.pk)
    if action == ReviewAction.APPROVE:
        messages.success(request, _("Thank you. The article is published."))
        return redirect(article.get_absolute_url())
    messages.success(request, _("Thank you. The editor is notified of what to change."))
    return redirect("kb:review-list")


@login_required
@require_POST
def submit_draft_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Hand a draft in for review."""
    try:
        submit_for_review(actor=request.user, article=article_or_404(article_id))
    except NotFinished as error:
        for text in all_messages(error):
            messages.error(request, str(text))
        return redirect("wagtailadmin_pages:edit", article_id)
    messages.success(request, _("Those who check it see the draft in their list now."))
    return redirect("kb:review-detail", article_id)


@login_required
@require_POST
def claim_review_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Hold a draft while reading it."""
    claim_review(actor=request.user, article=article_or_404(article_id))
    messages.success(request, _("The draft is reserved for you for ten minutes."))
    return redirect("kb:review-detail", article_id)


@login_required
@require_POST
def release_review_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Give a claimed draft back."""
    check_can_see_drafts(request.user)
    release_review(actor=request.user, article=article_or_404(article_id))
    return redirect("kb:review-list")
