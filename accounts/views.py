"""Pages of people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import ProfileForm, TokenForm
from accounts.models import ApiToken, User
from accounts.profile_registry import profile_tabs
from accounts.selectors import get_person, list_facts, list_people, list_tokens
from accounts.services.profiles import update_profile
from accounts.services.tokens import issue_token, revoke_token
from core.http import MemberRequest
from core.rate_limits import check_rate


@require_safe
def show_profile(request: HttpRequest, username: str) -> HttpResponse:
    """Show a person: who they are and, by tab, what the other apps know of them."""
    person = get_person(username)
    if person.username != username:
        return redirect(person, permanent=True)
    tabs = profile_tabs()
    chosen = next((tab for tab in tabs if tab.slug == request.GET.get("tab")), None)
    if chosen is None and tabs:
        chosen = tabs[0]
    context: dict[str, object] = {
        "person": person,
        "facts": list_facts(person),
        "tabs": tabs,
        "chosen": chosen,
    }
    if chosen is not None:
        context.update(chosen.load(person, request.user, request.GET.dict()))
    return render(request, "accounts/profile.html", context)


@require_safe
def show_people(request: HttpRequest) -> HttpResponse:
    """List people, or those whose name contains what was asked for."""
    query = request.GET.get("q", "")
    page = list_people(query=query, page=request.GET.get("page", "1"))
    context = {"page": page, "query": query, "is_indexable": True}
    return render(request, "accounts/user_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: MemberRequest) -> HttpResponse:
    """Show and change one's own profile; list one's tokens."""
    user = request.user
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if form.run(update_profile, actor=user, user=user):
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:settings")
    return _settings_page(request, form=form, token_form=TokenForm(), status=form.status)


@never_cache
@login_required
@require_POST
def create_token(request: MemberRequest) -> HttpResponse:
    """Make a token and show its secret this one time."""
    user = request.user
    profile_form = ProfileForm(instance=User.objects.get(pk=user.pk))
    form = TokenForm(request.POST)
    issued = form.run(_issue_token, user=user)
    if issued is None:
        return _settings_page(request, form=profile_form, token_form=form, status=form.status)
    _token, secret = issued
    return _settings_page(
        request, form=profile_form, token_form=TokenForm(), secret=secret, status=201
    )


def _issue_token(user: User, label: str) -> tuple[ApiToken, str]:
    check_rate(actor_or_key=user, action="token")
    return issue_token(actor=user, user=user, label=label)


@login_required
@require_POST
def close_token(request: MemberRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    user = request.user
    revoke_token(actor=user, token=get_object_or_404(ApiToken, pk=token_id, user=user))
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:settings")


def _settings_page(
    request: MemberRequest,
    *,
    form: ProfileForm,
    token_form: TokenForm,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "token_form": token_form,
        "tokens": list_tokens(request.user),
        "secret": secret,
    }
    return render(request, "accounts/settings.html", context, status=status)
