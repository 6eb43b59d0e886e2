"""Tags: all of them, one of them, and suggestions while typing."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community import permissions
from community.forms import TagDescriptionForm, TextForm
from community.models import Follow, Tag
from community.selectors.indexable import is_indexable_tag
from community.selectors.lists import list_tags
from community.services.tags import describe_tag
from community.services.versions import EditConflict
from community.validation import TAG_MAX_LENGTH, normalize_tag_name
from community.views.lookup import find_tag
from community.views.merging import FieldMerge, merge_form
from community.views.questions import question_list_context
from core.http import MemberRequest, read_int

TAGS_PER_PAGE: Final = 48
PAGES_MAX: Final = 100
SUGGESTIONS_MAX: Final = 8


@require_safe
def list_tags_page(request: HttpRequest) -> HttpResponse:
    """Every tag, most used first; `?q=` narrows them."""
    query = normalize_tag_name(request.GET.get("q", "")[:TAG_MAX_LENGTH])
    number = min(read_int(request, "page", default=1), PAGES_MAX) or 1
    offset = (number - 1) * TAGS_PER_PAGE
    found = list_tags(prefix=query, limit=TAGS_PER_PAGE + 1, offset=offset)
    context = {
        "is_indexable": True,
        "tags": found[:TAGS_PER_PAGE],
        "query": query,
        "may_manage": permissions.can_edit_tag(request.user),
        "number": number,
        "next_number": number + 1 if len(found) > TAGS_PER_PAGE else None,
        "previous_number": number - 1 if number > 1 else None,
    }
    return render(request, "community/tag_list.html", context)


@require_safe
def show_tag(request: HttpRequest, slug: str) -> HttpResponse:
    """What a tag is for, and its questions; a synonym leads to the tag it stands for."""
    tag = find_tag(slug)
    if tag.synonym_of:
        return redirect(tag.synonym_of, permanent=True)
    reader = request.user
    context = question_list_context(request, tag=tag)
    context |= {
        "tag": tag,
        "is_indexable": context["is_main_list"] and is_indexable_tag(tag),
        "can_edit": permissions.can_edit_tag(reader),
        "follows": reader.is_authenticated and Follow.objects.filter(user=reader, tag=tag).exists(),
    }
    return render(request, "community/tag_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_tag_page(request: MemberRequest, slug: str) -> HttpResponse:
    """Describe a tag."""
    tag = find_tag(slug)
    permissions.check_can_edit_tag(request.user)
    if request.method != "POST":
        initial = {"description": tag.description, "base": tag.description}
        form = TagDescriptionForm(initial=initial)
        return _show_edit(request, tag, form)
    form = TagDescriptionForm(request.POST)
    form.run(describe_tag, actor=request.user, tag=tag)
    if isinstance(form.refusal, EditConflict):
        base = form.cleaned_data["base"]
        current: dict[str, str] = form.refusal.details["current"]
        begun = {} if base is None else {"description": base}
        mark = {"base": current["description"]}
        merged, merge = merge_form(form, form.refusal, base=begun, current=current, mark=mark)
        return _show_edit(request, tag, merged, merge=merge)
    if not form.is_done:
        return _show_edit(request, tag, form)
    messages.success(request, _("The description is saved."))
    return redirect(tag)


def _show_edit(
    request: HttpRequest,
    tag: Tag,
    form: TextForm,
    *,
    merge: list[FieldMerge] | None = None,
) -> HttpResponse:
    context = {"tag": tag, "form": form, "merge": merge}
    return render(request, "community/tag_edit.html", context, status=form.status)


@require_safe
def suggest_tags(request: HttpRequest) -> JsonResponse:
    """Existing tags that start like what is being typed."""
    prefix = normalize_tag_name(request.GET.get("q", "")[:TAG_MAX_LENGTH])
    found = list_tags(prefix=prefix, limit=SUGGESTIONS_MAX) if prefix else []
    items = [{"name": tag.name, "count": tag.question_count} for tag in found]
    return JsonResponse({"items": items})
