"""All badges there are."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from community.enums import PostKind
from gamification.badges import rules
from gamification.badges.base import Badge, Family, Trigger
from gamification.enums import Level

SCORES: Final = frozenset({Trigger.VOTE, Trigger.STATE})
SOLUTIONS: Final = frozenset({Trigger.ACCEPTANCE, Trigger.STATE})
EDITS: Final = frozenset({Trigger.EDIT, Trigger.STATE})
VIEWS: Final = frozenset({Trigger.VIEWS, Trigger.STATE})
KNOWLEDGE: Final = frozenset({Trigger.PROMOTION, Trigger.STATE})
SOON: Final = dt.timedelta(hours=2)
LATE: Final = dt.timedelta(days=30)
VERY_LATE: Final = dt.timedelta(days=60)

BADGES: Final = (
    Badge(
        slug="autobiographer",
        name=_("Autobiographer"),
        description=_("Told something about themselves in the profile."),
        level=Level.BRONZE,
        family=Family.FIRST_STEPS,
        triggers=frozenset({Trigger.PROFILE}),
        holders=rules.wrote_about_themselves,
    ),
    Badge(
        slug="first-vote",
        name=_("First Vote"),
        description=_("Cast a first vote."),
        level=Level.BRONZE,
        family=Family.FIRST_STEPS,
        triggers=SCORES,
        holders=rules.voted(1),
    ),
    Badge(
        slug="scholar",
        name=_("Scholar"),
        description=_("Asked a question and accepted somebody's answer."),
        level=Level.BRONZE,
        family=Family.FIRST_STEPS,
        triggers=SOLUTIONS,
        holders=rules.chose_solutions(1),
    ),
    Badge(
        slug="solved",
        name=_("Solved"),
        description=_("Had a first answer accepted."),
        level=Level.BRONZE,
        family=Family.SOLUTIONS,
        triggers=SOLUTIONS,
        holders=rules.solved(1),
    ),
    Badge(
        slug="helper",
        name=_("Helper"),
        description=_("Had 10 answers accepted."),
        level=Level.BRONZE,
        family=Family.SOLUTIONS,
        triggers=SOLUTIONS,
        holders=rules.solved(10),
    ),
    Badge(
        slug="specialist",
        name=_("Specialist"),
        description=_("Had 50 answers accepted."),
        level=Level.SILVER,
        family=Family.SOLUTIONS,
        triggers=SOLUTIONS,
        holders=rules.solved(50),
    ),
    Badge(
        slug="institution",
        name=_("Institution"),
        description=_("Had 150 answers accepted."),
        level=Level.GOLD,
        family=Family.SOLUTIONS,
        triggers=SOLUTIONS,
        holders=rules.solved(150),
    ),
    Badge(
        slug="rapid-responder",
        name=_("Rapid Responder"),
        description=_("Gave 5 accepted answers within two hours of the question."),
        level=Level.BRONZE,
        family=Family.SOLUTIONS,
        triggers=SOLUTIONS,
        holders=rules.solved_quickly(5, within=SOON),
    ),
    Badge(
        slug="revival",
        name=_("Revival"),
        description=_("Solved a question that had waited for 30 days."),
        level=Level.BRONZE,
        family=Family.SOLUTIONS,
        triggers=SOLUTIONS,
        holders=rules.revived(after=LATE),
        is_per_post=True,
    ),
    Badge(
        slug="necromancer",
        name=_("Necromancer"),
        description=_("Answered a question after 60 days and reached a score of 5."),
        level=Level.SILVER,
        family=Family.ANSWERS,
        triggers=SCORES,
        holders=rules.answered_late_and_well(after=VERY_LATE, least=5),
        is_per_post=True,
    ),
    *(
        Badge(
            slug=slug,
            name=name,
            description=description,
            level=level,
            family=family,
            triggers=SCORES,
            holders=rules.post_scored(kind, least),
            is_per_post=True,
        )
        for slug, name, description, level, family, kind, least in (
            (
                "nice-answer",
                _("Nice Answer"),
                _("Wrote an answer with a score of 5."),
                Level.BRONZE,
                Family.ANSWERS,
                PostKind.ANSWER,
                5,
            ),
            (
                "good-answer",
                _("Good Answer"),
                _("Wrote an answer with a score of 15."),
                Level.SILVER,
                Family.ANSWERS,
                PostKind.ANSWER,
                15,
            ),
            (
                "great-answer",
                _("Great Answer"),
                _("Wrote an answer with a score of 40."),
                Level.GOLD,
                Family.ANSWERS,
                PostKind.ANSWER,
                40,
            ),
            (
                "nice-question",
                _("Nice Question"),
                _("Asked a question with a score of 5."),
                Level.BRONZE,
                Family.QUESTIONS,
                PostKind.QUESTION,
                5,
            ),
            (
                "good-question",
                _("Good Question"),
                _("Asked a question with a score of 15."),
                Level.SILVER,
                Family.QUESTIONS,
                PostKind.QUESTION,
                15,
            ),
            (
                "great-question",
                _("Great Question"),
                _("Asked a question with a score of 40."),
                Level.GOLD,
                Family.QUESTIONS,
                PostKind.QUESTION,
                40,
            ),
        )
    ),
    Badge(
        slug="popular-question",
        name=_("Popular Question"),
        description=_("Asked a question that was read 500 times."),
        level=Level.BRONZE,
        family=Family.QUESTIONS,
        triggers=VIEWS,
        holders=rules.question_viewed(500),
        is_per_post=True,
    ),
    Badge(
        slug="first-promotion",
        name=_("First Promotion"),
        description=_("Wrote an answer that became an article of the knowledge base."),
        level=Level.BRONZE,
        family=Family.KNOWLEDGE,
        triggers=KNOWLEDGE,
        holders=rules.promoted(1),
    ),
    Badge(
        slug="author",
        name=_("Author"),
        description=_("Wrote 5 answers that became articles."),
        level=Level.SILVER,
        family=Family.KNOWLEDGE,
        triggers=KNOWLEDGE,
        holders=rules.promoted(5),
    ),
    Badge(
        slug="pillar",
        name=_("Pillar"),
        description=_("Wrote 20 answers that became articles."),
        level=Level.GOLD,
        family=Family.KNOWLEDGE,
        triggers=KNOWLEDGE,
        holders=rules.promoted(20),
    ),
    Badge(
        slug="editor",
        name=_("Editor"),
        description=_("Improved a post for the first time."),
        level=Level.BRONZE,
        family=Family.MAINTENANCE,
        triggers=EDITS,
        holders=rules.edited(1),
    ),
    Badge(
        slug="proofreader",
        name=_("Proofreader"),
        description=_("Improved posts 80 times."),
        level=Level.SILVER,
        family=Family.MAINTENANCE,
        triggers=EDITS,
        holders=rules.edited(80),
    ),
)

BADGES_BY_SLUG: Final[Mapping[str, Badge]] = {badge.slug: badge for badge in BADGES}

BADGES_ELSEWHERE: Final[Mapping[str, str]] = {
    "Autobiographer": "autobiographer",
    "Supporter": "first-vote",
    "Critic": "first-vote",
    "Scholar": "scholar",
    "Editor": "editor",
}
"""Badges of Stack Exchange that mean what ours means. Badges for posts are not among them: they
follow from the imported scores."""


def badges_for(trigger: Trigger) -> tuple[Badge, ...]:
    """Return the badges that `trigger` may change."""
    return tuple(badge for badge in BADGES if trigger in badge.triggers)
