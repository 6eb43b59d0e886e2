"""What a text will look like."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from community.text import render_markdown
from community.validation import BODY_MAX_LENGTH, clean_text
from core.rate_limits import check_rate, rate_key


@require_POST
def preview_text(request: HttpRequest) -> HttpResponse:
    """Render Markdown as it would be stored; nothing is kept."""
    check_rate(actor_or_key=rate_key(request), action="preview")
    source = clean_text(request.POST.get("body", ""))[:BODY_MAX_LENGTH]
    html = render_markdown(source, trusted=False).html
    return render(request, "community/partials/_preview.html", {"html": html})
