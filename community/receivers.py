"""What events mean for kept pages; counters that stay right when a person goes."""

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import F, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.signals import profile_changed
from community import signals
from community.cache_keys import list_key, person_key, question_key, thread_key
from community.enums import PostKind
from community.models import Question, QuestionLink
from community.selectors.lists import SORTS
from core.page_keys import EVERYTHING, advance

if TYPE_CHECKING:
    from accounts.models import User


THREAD: Final = {
    "community_comment",
    "community_follow",
    "community_post",
    "community_question",
    "community_revision",
}
TAGGING: Final = {"community_questiontag", "community_tag"}
LISTS: Final = tuple(map(list_key, SORTS))


@receiver(signals.vote_changed, dispatch_uid="community.pages.vote_changed")
def advance_after_vote(*, question_id: int, kind: str, **kwargs: Any) -> None:
    """A vote changes a score; that of a question stands in lists, and orders one of them."""
    in_lists = [question_key(question_id), list_key("votes")] if kind == PostKind.QUESTION else []
    tables = {"community_vote", "community_post", "community_question"}
    advance(thread_key(question_id), *in_lists, tables=tables)


@receiver(signals.comment_posted, dispatch_uid="community.pages.comment_posted")
@receiver(signals.comment_changed, dispatch_uid="community.pages.comment_changed")
def advance_after_comment(*, question_id: int, **kwargs: Any) -> None:
    """A comment stands in its thread, and may be the last thing that happened there."""
    advance(thread_key(question_id), question_key(question_id), list_key("active"), tables=THREAD)


@receiver(signals.question_asked, dispatch_uid="community.pages.question_asked")
@receiver(signals.answer_posted, dispatch_uid="community.pages.answer_posted")
@receiver(signals.post_edited, dispatch_uid="community.pages.post_edited")
@receiver(signals.post_wiki_changed, dispatch_uid="community.pages.post_wiki_changed")
@receiver(signals.answer_accepted, dispatch_uid="community.pages.answer_accepted")
@receiver(signals.answer_unaccepted, dispatch_uid="community.pages.answer_unaccepted")
@receiver(signals.question_locked, dispatch_uid="community.pages.question_locked")
@receiver(signals.question_unlocked, dispatch_uid="community.pages.question_unlocked")
@receiver(signals.question_retagged, dispatch_uid="community.pages.question_retagged")
@receiver(signals.question_closed, dispatch_uid="community.pages.question_closed")
@receiver(signals.question_reopened, dispatch_uid="community.pages.question_reopened")
@receiver(signals.question_language_changed, dispatch_uid="community.pages.language_changed")
def advance_after_change(*, question_id: int, **kwargs: Any) -> None:
    """Anything else may move the question in every list, and counts for its tags."""
    keys = (thread_key(question_id), question_key(question_id), *LISTS)
    advance(*keys, tables=THREAD | TAGGING)


@receiver(signals.post_state_changed, dispatch_uid="community.pages.post_state_changed")
def advance_after_state(*, question_id: int, **kwargs: Any) -> None:
    """A question that comes back is again among the links of those that it is linked with."""
    links = QuestionLink.objects.filter(Q(source=question_id) | Q(target=question_id))
    ends = {end for link in links.values_list("source_id", "target_id") for end in link}
    keys = (question_key(question_id), *map(thread_key, {question_id, *ends}), *LISTS)
    advance(*keys, tables=THREAD | TAGGING)


@receiver(profile_changed, dispatch_uid="community.pages.profile_changed")
def advance_after_profile(*, user_id: int, **kwargs: Any) -> None:
    """A name stands beside everything that its person wrote."""
    advance(person_key(user_id), tables={"accounts_user"})


@receiver(signals.tag_changed, dispatch_uid="community.pages.tag_changed")
def advance_after_tag_change(**kwargs: Any) -> None:
    """The name of a tag stands on questions, lists and articles alike; it changes seldom."""
    advance(EVERYTHING)


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="community.uncount_follower")
def uncount_follower(*, instance: "User", **kwargs: Any) -> None:
    """The follows go with their person; the questions' counters go down before."""
    followed = Question.objects.filter(follows__user=instance).values_list("pk", flat=True)
    Question.objects.filter(pk__in=list(followed)).update(follower_count=F("follower_count") - 1)
