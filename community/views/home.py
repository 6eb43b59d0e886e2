"""The home page."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.selectors.lists import list_questions, list_tags
from core.page_keys import names_all

ACTIVE_SHOWN: Final = 6
UNANSWERED_SHOWN: Final = 4
TAGS_SHOWN: Final = 6


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Search first, then what is going on."""
    names_all()
    context = {
        "is_indexable": True,
        "active": list_questions(sort="active", limit=ACTIVE_SHOWN).items,
        "unanswered": list_questions(sort="unanswered", limit=UNANSWERED_SHOWN).items,
        "tags": list_tags(limit=TAGS_SHOWN),
    }
    return render(request, "community/home.html", context)
