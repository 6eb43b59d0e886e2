"""Proposing answers for the knowledge base, and the editors' queue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import MemberRequest
from kb.enums import Decision, PromotionKind, PromotionState
from kb.forms import DecisionForm, PromotionForm
from kb.models import Promotion
from kb.permissions import (
    check_can_decide_promotions,
    check_can_propose_promotion,
)
from kb.selectors.articles import find_articles
from kb.selectors.promotions import (
    other_promotions,
    pictures_left_out,
    preview_draft,
    promotions_in_state,
    section_choices,
    similar_articles,
    state_tabs,
)
from kb.services.promotion import decide_promotion, propose_promotion
from kb.views.lookup import answer_or_404, promotion_or_404

PROMOTIONS_PER_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose_promotion_page(request: MemberRequest, post_id: int) -> HttpResponse:
    """The form that proposes an answer."""
    check_can_propose_promotion(request.user)
    answer = answer_or_404(request, post_id)
    wanted = request.GET.get("q", "").strip()
    offered = (
        find_articles(wanted, request.user) if wanted else similar_articles(answer, request.user)
    )
    form = PromotionForm(request.POST or None, offered=offered, reader=request.user)
    proposed = form.run(propose_promotion, actor=request.user, answer=answer)
    if proposed is not None:
        messages.success(request, _("Thank you. The editors will look at your proposal."))
        return redirect(answer.get_absolute_url())
    context = {"answer": answer, "form": form, "wanted": wanted, "offered": offered}
    return render(request, "kb/promote.html", context, status=form.status)


@login_required
@require_safe
def list_promotions(request: MemberRequest) -> HttpResponse:
    """The editors' queue, one tab for each state."""
    check_can_decide_promotions(request.user)
    state = request.GET.get("state", PromotionState.PROPOSED)
    if state not in PromotionState.values:
        state = PromotionState.PROPOSED
    pages = Paginator(promotions_in_state(state), PROMOTIONS_PER_PAGE)
    context = {
        "state": state,
        "tabs": state_tabs(),
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "kb/promotion_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_promotion_page(request: MemberRequest, promotion_id: int) -> HttpResponse:
    """One proposal: the answer, its thread, the article, and the decision."""
    check_can_decide_promotions(request.user)
    promotion = promotion_or_404(promotion_id)
    is_new_article = promotion.kind == PromotionKind.CREATE
    is_open = promotion.state == PromotionState.PROPOSED
    alike = similar_articles(promotion.answer, request.user)
    form = DecisionForm(
        request.POST or None,
        sections=section_choices() if is_new_article else [],
        is_new_article=is_new_article,
        alike=alike,
    )
    decided = form.run(decide_promotion, actor=request.user, promotion=promotion)
    if decided is not None:
        return _after_decision(request, decided, form.cleaned_data["decision"])
    if form.refusal:
        promotion = promotion_or_404(promotion_id)
    context = {
        "promotion": promotion,
        "form": form,
        "similar": alike,
        "preview": preview_draft(promotion) if is_open and has_text(promotion) else None,
        "others": other_promotions(promotion),
        "edit_url": edit_url(promotion),
    }
    if promotion.article is not None and promotion.state == PromotionState.ACCEPTED:
        context["left_out"] = pictures_left_out(promotion.article)
    return render(request, "kb/promotion_detail.html", context, status=form.status)


def _after_decision(request: HttpRequest, promotion: Promotion, decision: str) -> HttpResponse:
    if decision == Decision.DECLINE:
        messages.success(request, _("The proposal was declined; its author is notified."))
        return redirect("kb:promotion-list")
    if promotion.kind == PromotionKind.CREATE:
        messages.success(request, _("A draft was created. Edit it and submit it for review."))
    elif promotion.kind == PromotionKind.CONTRADICT:
        messages.success(request, _("The article is marked for a check."))
    else:
        messages.success(
            request, _("The answer was added at the end of the draft. Edit it into the article.")
        )
    return redirect(promotion.get_absolute_url())


def has_text(promotion: Promotion) -> bool:
    """Whether accepting the proposal writes anything."""
    return promotion.kind != PromotionKind.CONTRADICT and promotion.answer.is_visible


def edit_url(promotion: Promotion) -> str:
    """Where the CMS edits the article that the promotion leads to; empty without one."""
    if promotion.article_id is None or promotion.state == PromotionState.PROPOSED:
        return ""
    return reverse("wagtailadmin_pages:edit", args=[promotion.article_id])
