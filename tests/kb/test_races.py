"""Two maintainers of the knowledge base at the same moment, on two real connections."""

import pytest

from community.services.states import delete_post
from core.errors import Conflict
from kb.models import ArticlePage, Promotion
from kb.services.articles import create_section
from kb.services.promotion import AlreadyDecided, AlreadyProposed, decide_promotion
from kb.services.review import review_article
from tests.factories import community as forum
from tests.factories import kb
from tests.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_editors_who_accept_one_wins_and_the_other_is_told() -> None:
    promotion = kb.promotion()
    editors = [kb.editor(), kb.editor()]

    results = at_once(
        *[
            lambda e=e: decide_promotion(actor=e, promotion=promotion, decision="accept")
            for e in editors
        ]
    )

    assert sorted(type(result) for result in results if not isinstance(result, Promotion)) == [
        AlreadyDecided
    ]
    assert ArticlePage.objects.count() == 1


def test_accepting_and_declining_at_once_leaves_one_decision() -> None:
    promotion = kb.promotion()
    editors = kb.editor(), kb.editor()

    at_once(
        lambda: decide_promotion(actor=editors[0], promotion=promotion, decision="accept"),
        lambda: decide_promotion(actor=editors[1], promotion=promotion, decision="decline"),
    )

    promotion.refresh_from_db()
    assert (promotion.state == "accepted") == (ArticlePage.objects.count() == 1)


def test_one_proposal_sent_twice_at_once_is_one_proposal() -> None:
    kb.kb_site()
    answer, people = forum.answer(), [kb.expert(), kb.expert()]

    results = at_once(*[lambda p=p: kb.promotion(answer, actor=p) for p in people])

    assert [type(r) for r in results].count(AlreadyProposed) == 1
    assert Promotion.objects.count() == 1


def test_two_experts_judge_a_draft_once() -> None:
    draft = kb.hand_in(kb.draft())
    experts = [kb.expert(), kb.expert()]

    results = at_once(
        *[lambda e=e: review_article(actor=e, article=draft, action="approve") for e in experts]
    )

    assert len([result for result in results if isinstance(result, Conflict)]) == 1
    article = ArticlePage.objects.get()
    assert article.live
    assert article.verified_by in experts


def test_two_drafts_in_one_section_get_places_of_their_own() -> None:
    section = kb.section("Tents")
    promotions, editor = [kb.promotion() for _ in range(3)], kb.editor()

    at_once(
        *[
            lambda p=p: decide_promotion(
                actor=editor, promotion=p, decision="accept", section=section
            )
            for p in promotions
        ]
    )

    paths = set(ArticlePage.objects.values_list("path", flat=True))
    assert len(paths) == len(promotions)
    section.refresh_from_db()
    assert section.numchild == len(promotions)


def test_two_sections_made_at_once_both_stand() -> None:
    kb.kb_site()
    makers = [kb.editor(), kb.editor()]

    at_once(*[lambda m=m: create_section(actor=m, title="Tents") for m in makers])

    index = kb.kb_site()
    assert sorted(index.get_children().values_list("slug", flat=True)) == ["tents", "tents-2"]


def test_an_answer_deleted_while_it_is_accepted_is_refused_or_used_never_half() -> None:
    promotion = kb.promotion()
    editor = kb.editor()

    at_once(
        lambda: decide_promotion(actor=editor, promotion=promotion, decision="accept"),
        lambda: delete_post(actor=promotion.answer.author, post=promotion.answer),
    )

    promotion.refresh_from_db()
    assert (promotion.article is not None) == (promotion.state == "accepted")
