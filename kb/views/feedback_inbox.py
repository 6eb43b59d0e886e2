"""One reader's words about an article, and what an editor does about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import MemberRequest
from core.numbers import KEY_MAX
from kb.forms import FeedbackReplyForm
from kb.models import ArticleFeedback
from kb.permissions import check_can_check_article
from kb.selectors.feedback import feedback_inbox, verdicts_by_version
from kb.services.feedback import handle_feedback, open_issue


def _feedback_or_404(request: MemberRequest, feedback_id: int) -> ArticleFeedback:
    feedback: ArticleFeedback = get_object_or_404(feedback_inbox(), pk=min(feedback_id, KEY_MAX))
    check_can_check_article(request.user, feedback.article)
    return feedback


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_feedback_page(request: MemberRequest, feedback_id: int) -> HttpResponse:
    """Show what a reader said, with what others said of each version, and take the answer."""
    feedback = _feedback_or_404(request, feedback_id)
    form = FeedbackReplyForm(request.POST or None, feedback=feedback)
    if form.run(handle_feedback, actor=request.user, feedback=feedback):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {
        "feedback": feedback,
        "form": form,
        "versions": verdicts_by_version(feedback.article),
    }
    return render(request, "kb/feedback_detail.html", context, status=form.status)


@login_required
@require_POST
def open_feedback_issue(request: MemberRequest, feedback_id: int) -> HttpResponse:
    """Open an issue of the article out of what a reader said."""
    feedback = _feedback_or_404(request, feedback_id)
    open_issue(actor=request.user, feedback=feedback)
    messages.success(request, _("It is an open issue of the article now."))
    return redirect("kb:article-care", feedback.article_id)
