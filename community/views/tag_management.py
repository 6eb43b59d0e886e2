"""Pages on which moderators look after tags."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import permissions
from community.forms import MergeTagForm, NewTagForm, RenameTagForm, TextForm
from community.models import Tag
from community.services.tag_management import (
    create_tag,
    delete_tag,
    merge_tag,
    rename_tag,
    reserve_tag,
)
from community.services.versions import EditConflict
from community.views.lookup import find_tag
from core.errors import DomainError
from core.http import MemberRequest
from core.versions import give_back_with


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create_tag_page(request: MemberRequest) -> HttpResponse:
    """Make a tag."""
    permissions.check_can_edit_tag(request.user)
    form = NewTagForm(request.POST or None)
    tag = form.run(create_tag, actor=request.user)
    if tag is not None:
        messages.success(request, _("The tag is there now. Members may use it."))
        return redirect(tag)
    return render(request, "community/tag_create.html", {"form": form}, status=form.status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def manage_tag_page(request: MemberRequest, slug: str) -> HttpResponse:
    """Rename, merge, reserve or delete a tag."""
    permissions.check_can_edit_tag(request.user)
    tag = find_tag(slug)
    forms: dict[str, TextForm] = {
        "rename": RenameTagForm(initial={"name": tag.name, "base": tag.name}, prefix="rename"),
        "merge": MergeTagForm(prefix="merge"),
    }
    status = 200
    if request.method == "POST":
        act = request.POST.get("do", "")
        if act in forms:
            forms[act] = type(forms[act])(request.POST, prefix=act)
        try:
            return _acts(request, tag, forms)[act]()
        except KeyError:
            status = 422
        except EditConflict as error:
            status = error.status
            _show_name(forms["rename"], error)
        except DomainError as error:
            status = error.status
            if act in forms:
                forms[act].refuse(error)
            else:
                messages.error(request, str(error))
    context = {"tag": tag, "rename_form": forms["rename"], "merge_form": forms["merge"]}
    return render(request, "community/tag_manage.html", context, status=status)


def _show_name(form: TextForm, error: EditConflict) -> None:
    """Say what the tag is called now; sending the form again replaces that."""
    name = error.details["current"]["name"]
    give_back_with(form, form.add_prefix("base"), name)
    form.refuse(error)
    form.add_error("name", _("Its name now: %(name)s") % {"name": name})


def _acts(
    request: MemberRequest, tag: Tag, forms: dict[str, TextForm]
) -> dict[str, Callable[[], HttpResponse]]:
    """What the buttons of the page do."""
    actor = request.user

    def value(act: str, field: str) -> str:
        forms[act].is_valid()
        return forms[act].cleaned_data.get(field) or ""

    def rename() -> HttpResponse:
        renamed = rename_tag(
            actor=actor,
            tag=tag,
            name=value("rename", "name"),
            base=value("rename", "base") or None,
        )
        messages.success(request, _("Renamed. The old name redirects here."))
        return redirect(renamed)

    def merge() -> HttpResponse:
        target = merge_tag(actor=actor, tag=tag, into=value("merge", "into"))
        messages.success(request, _("Merged. The former name is a synonym now."))
        return redirect(target)

    def reserve() -> HttpResponse:
        reserve_tag(actor=actor, tag=tag, is_reserved=request.POST.get("reserved") == "yes")
        return redirect("community:tag-manage", tag.slug)

    def delete() -> HttpResponse:
        delete_tag(actor=actor, tag=tag)
        messages.success(request, _("The tag is deleted."))
        return redirect("community:tag-list")

    return {"rename": rename, "merge": merge, "reserve": reserve, "delete": delete}
