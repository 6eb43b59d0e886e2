"""People in the CMS: those whom others build on are deactivated, not deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail import hooks

from accounts.models import User
from accounts.services.leaving import (
    deactivate_person,
    describe_traces,
    end_access,
    find_traces,
)
from core.http import MemberRequest


@hooks.register("before_delete_user")
def keep_whom_others_build_on(request: MemberRequest, person: User) -> HttpResponse | None:
    """Offer to deactivate somebody who cannot be deleted."""
    return _offer(request, [person])


@hooks.register("before_bulk_action")
def keep_all_whom_others_build_on(
    request: MemberRequest, action_type: str, objects: list[Any], action: object
) -> HttpResponse | None:
    """The same for a selection of people."""
    people = [row for row in objects if isinstance(row, User)]
    return _offer(request, people) if action_type == "delete" and people else None


@hooks.register("after_bulk_action")
def end_access_of_inactive(
    request: MemberRequest, action_type: str, objects: list[Any], action: object
) -> None:
    """A selection is made inactive without saving each person, so nothing else tells of it."""
    keys = [row.pk for row in objects if isinstance(row, User)]
    if keys:
        end_access(people=User.objects.filter(pk__in=keys, is_active=False))


def _offer(request: MemberRequest, people: list[User]) -> HttpResponse | None:
    """Deactivate them, or ask; None where all of them can be deleted."""
    traces = [(person, found) for person in people if (found := find_traces(person))]
    if not traces:
        return None
    if request.method == "POST" and request.POST.get("do") == "deactivate":
        for person in people:
            deactivate_person(actor=request.user, person=person)
        names = ", ".join(person.name for person in people)
        messages.success(request, _("Deactivated: %(names)s") % {"names": names})
        return redirect("wagtailusers_users:index")
    context = {
        "people": people,
        "traces": [(person, describe_traces(found)) for person, found in traces],
    }
    return render(request, "accounts/admin/deactivate.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    """Asking is fine; what cannot be deleted is a conflict."""
    return 409 if request.method == "POST" else 200
