"""From an answer to an article: proposing, deciding, and closing what has lost its aim."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import PostState
from community.models import Post
from community.services.row_locks import lock_post
from core.errors import Conflict, InvalidInput, NotFound
from core.notes import clean_note, length_errors
from core.rate_limits import check_rate
from kb import signals
from kb.enums import (
    OPEN_STATES,
    CheckReason,
    Decision,
    PromotionKind,
    PromotionState,
    SourceRole,
)
from kb.models import ArticleCheck, ArticlePage, ArticleSource, Promotion, SectionPage
from kb.permissions import (
    check_can_decide_promotions,
    check_can_propose_promotion,
)
from kb.services.drafting import ParsedAnswer, append_answer, draft_from_answer, parse_answer
from kb.services.sources import record_source

if TYPE_CHECKING:
    from accounts.models import User

NOTE_MAX_LENGTH = 1000


class AnswerNotPublic(Conflict):
    """Only what everybody can read in the community may become knowledge."""

    code = "answer_not_public"


class AlreadyProposed(Conflict):
    """The same proposal for the same answer is already open."""

    code = "already_proposed"


class AlreadyDecided(Conflict):
    """Somebody was quicker."""

    code = "already_decided"


@transaction.atomic
def propose_promotion(
    *,
    actor: "User",
    answer: Post,
    kind: str,
    article: ArticlePage | None = None,
    note: str = "",
) -> Promotion:
    """Propose an answer for the knowledge base; editors decide."""
    check_can_propose_promotion(actor)
    answer = lock_post(answer)
    _check_public(answer)
    _check_proposal(kind, article, note)
    if article is not None and not ArticlePage.objects.visible_to(actor).filter(pk=article.pk):
        raise NotFound(_("There is no such article."))
    _check_not_done_already(answer, kind)
    check_rate(actor_or_key=actor, action="promotion")
    try:
        with transaction.atomic():
            promotion = Promotion.objects.create(
                answer=answer,
                kind=kind,
                article=article,
                note=note.strip(),
                proposed_by=actor,
                proposed_at=timezone.now(),
            )
    except IntegrityError as error:
        raise AlreadyProposed(
            _("This answer has already been proposed in this way; editors will look at it.")
        ) from error
    signals.promotion_proposed.send(
        sender=Promotion,
        promotion_id=promotion.pk,
        post_id=answer.pk,
        proposed_by_id=actor.pk,
    )
    return promotion


def _check_proposal(kind: str, article: ArticlePage | None, note: str) -> None:
    fields: dict[str, list[str]] = {}
    if kind not in PromotionKind.values:
        fields["kind"] = [_("Choose what should happen with the answer.")]
    elif kind == PromotionKind.CREATE and article is not None:
        fields["article_id"] = [_("A new article needs no existing one.")]
    elif kind != PromotionKind.CREATE and article is None:
        fields["article_id"] = [_("Choose the article that this is about.")]
    if errors := length_errors(note, NOTE_MAX_LENGTH):
        fields["note"] = errors
    if fields:
        raise InvalidInput(fields=fields)


def _check_not_done_already(answer: Post, kind: str) -> None:
    known = ArticleSource.objects.filter(
        post=answer, role=SourceRole.ORIGIN, live=True, article__live=True
    )
    if kind == PromotionKind.CREATE and (source := known.select_related("article").first()):
        raise AlreadyProposed(
            _("The article “%(title)s” was made from this answer. Propose an update instead.")
            % {"title": source.article.title}
        )


def decide_promotion(
    *,
    actor: "User",
    promotion: Promotion,
    decision: str,
    note: str = "",
    section: SectionPage | None = None,
    article: ArticlePage | None = None,
) -> Promotion:
    """Accept a proposal, which makes or changes a draft, or decline it.

    The first of two editors wins; the other is told. `section` is where a new article goes; left
    out, it goes where articles of the same subject are. `article` takes a proposal for a new
    article into one that exists instead. Pictures are fetched before anything is locked.
    """
    check_can_decide_promotions(actor)
    if decision not in Decision.values:
        raise InvalidInput(fields={"decision": [_("Accept or decline.")]})
    note = clean_note(note, field="note", maximum=NOTE_MAX_LENGTH)
    is_wanted = decision == Decision.ACCEPT and promotion.state == PromotionState.PROPOSED
    is_text_wanted = is_wanted and promotion.kind != PromotionKind.CONTRADICT
    plan = _Plan(
        decision=decision,
        note=note,
        section=section,
        article=article,
        parsed=parse_answer(promotion.answer) if is_text_wanted else ParsedAnswer(),
    )
    return _decide(actor, promotion, plan)


@dataclass(frozen=True)
class _Plan:
    """What the editor wants."""

    decision: str
    note: str
    section: SectionPage | None
    article: ArticlePage | None
    parsed: ParsedAnswer


@transaction.atomic
def _decide(actor: "User", promotion: Promotion, plan: _Plan) -> Promotion:
    answer = lock_post(promotion.answer)  # first, as those do who delete it and close its proposals
    promotion = (
        Promotion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decided_by", "article")
        .get(pk=promotion.pk)
    )
    if promotion.state != PromotionState.PROPOSED:
        raise AlreadyDecided(_decided_message(promotion))
    if plan.decision == Decision.ACCEPT:
        _accept(promotion, answer, actor, plan)
        promotion.state = PromotionState.ACCEPTED
    else:
        promotion.state = PromotionState.DECLINED
    promotion.decided_by = actor
    promotion.decided_at = timezone.now()
    promotion.decision_note = plan.note
    promotion.save()
    if promotion.kind == PromotionKind.CONTRADICT and promotion.state == PromotionState.ACCEPTED:
        _open_check(promotion)
    signals.promotion_decided.send(
        sender=Promotion,
        promotion_id=promotion.pk,
        post_id=promotion.answer_id,
        decision=plan.decision,
        actor_id=actor.pk,
    )
    return promotion


def _decided_message(promotion: Promotion) -> str:
    who = promotion.decided_by.name if promotion.decided_by else _("somebody")
    if promotion.state == PromotionState.DECLINED and promotion.decided_by is None:
        return _("This proposal was closed: its answer was deleted, hidden or replaced.")
    if promotion.state == PromotionState.DECLINED:
        return _("%(who)s has already declined this proposal.") % {"who": who}
    return _("%(who)s has already accepted this proposal.") % {"who": who}


def _accept(promotion: Promotion, answer: Post, actor: "User", plan: _Plan) -> None:
    _check_public(answer)
    if promotion.kind == PromotionKind.CREATE and plan.article is not None:
        _turn_into_merge(promotion, plan.article)
    if promotion.kind == PromotionKind.CREATE:
        promotion.article, block_ids = draft_from_answer(
            actor=actor, answer=answer, section=plan.section, parsed=plan.parsed
        )
    elif promotion.article is None:
        raise Conflict(_("The article of this proposal has been deleted; decline the proposal."))
    elif promotion.kind == PromotionKind.CONTRADICT:
        block_ids = []
    else:
        block_ids = append_answer(
            actor=actor,
            article=promotion.article,
            answer=answer,
            note=promotion.note,
            parsed=plan.parsed,
        )
    record_source(
        actor=actor,
        article=promotion.article,
        post=answer,
        role=_ROLES[PromotionKind(promotion.kind)],
        block_ids=block_ids,
    )


def _turn_into_merge(promotion: Promotion, article: ArticlePage) -> None:
    """The editor knows an article that says most of it already."""
    is_wished = Promotion.objects.filter(
        answer=promotion.answer_id, kind=PromotionKind.MERGE, state__in=OPEN_STATES
    )
    if is_wished.exists():
        raise AlreadyProposed(_("A merge of this answer is proposed already; decide on that one."))
    promotion.kind = PromotionKind.MERGE
    promotion.article = article


_ROLES = {
    PromotionKind.CREATE: SourceRole.ORIGIN,
    PromotionKind.UPDATE: SourceRole.UPDATE,
    PromotionKind.MERGE: SourceRole.MERGE,
    PromotionKind.CONTRADICT: SourceRole.CONTRADICTS,
}


def _open_check(promotion: Promotion) -> None:
    assert promotion.article_id is not None  # noqa: S101 - _accept refuses a missing article
    ArticleCheck.objects.create(
        article_id=promotion.article_id,
        reason=CheckReason.CONTRADICTED,
        promotion=promotion,
        note=promotion.note,
        opened_at=timezone.now(),
    )
    signals.article_changed.send(sender=ArticlePage, article_id=promotion.article_id)


def _check_public(post: Post) -> None:
    """Refuse a held post that is no answer, or that not everybody can read."""
    if not post.is_answer:
        raise InvalidInput(_("Only answers become articles, not questions."))
    if not post.is_visible or post.question.state != PostState.VISIBLE:
        raise AnswerNotPublic(
            _("This answer was deleted, hidden or is awaiting approval, so it cannot be used.")
        )


def release_promotions(*, article_id: int) -> None:
    """Give proposals in work back: a new article can be made again, the rest has no aim left."""
    waiting = Promotion.objects.filter(article_id=article_id)
    waiting.filter(kind=PromotionKind.CREATE, state=PromotionState.ACCEPTED).update(
        state=PromotionState.PROPOSED,
        decided_by=None,
        decided_at=None,
        decision_note=_("The draft was deleted."),
    )
    waiting.exclude(kind=PromotionKind.CREATE).filter(state=PromotionState.ACCEPTED).update(
        state=PromotionState.DECLINED, decision_note=_("The article was deleted.")
    )


def close_proposals(*, question_id: int) -> int:
    """Close what was proposed of answers that are deleted, themselves or with their thread.

    Nobody is told that a proposal was declined: whoever deleted the answer knows why.
    """
    gone = Q(answer__state=PostState.DELETED) | Q(answer__question__state=PostState.DELETED)
    return Promotion.objects.filter(
        gone, answer__question=question_id, state=PromotionState.PROPOSED
    ).update(
        state=PromotionState.DECLINED,
        decided_by=None,
        decided_at=timezone.now(),
        decision_note=_("The answer was deleted."),
    )
