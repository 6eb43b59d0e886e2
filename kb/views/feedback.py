"""The question whether an article helped.

It is a small page of its own, so that the article's page holds no token and no name and is the
same for every visitor; htmx loads the form into the article where there is JavaScript.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import DomainError
from accounts.ratelimits import client_address
from kb.forms import FeedbackForm
from kb.services.feedback import Reader, record_feedback
from kb.views.lookup import readable_article_or_404
from kb.views.refusals import show_refusal


def reader_of(request: HttpRequest) -> Reader:
    """The member, or a visitor told apart by connection and browser."""
    if request.user.is_authenticated:
        return Reader.member(request.user)
    return Reader.passer_by(client_address(request), request.headers.get("User-Agent", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, article_id: int) -> HttpResponse:
    """The form, and the thanks for it."""
    article = readable_article_or_404(request, article_id)
    form = FeedbackForm(request.POST or None, initial={"helpful": request.GET.get("helpful", "")})
    given = None
    if request.method == "POST" and form.is_valid():
        try:
            given = record_feedback(reader=reader_of(request), article=article, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
    is_fragment = bool(getattr(request, "htmx", False))
    template = "kb/partials/_feedback.html" if is_fragment else "kb/feedback.html"
    status = 422 if form.errors and not is_fragment else 200
    context = {"article": article, "form": form, "given": given}
    return render(request, template, context, status=status)
