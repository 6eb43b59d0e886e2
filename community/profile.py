"""What a person's public profile shows of the forum."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile_registry import Viewer, register_profile_fact, register_profile_tab
from community.enums import PostKind, PostState
from community.models import Post, Question
from community.selectors.lists import list_answers_by, list_questions


def count_questions(person: User) -> int:
    """How many public questions the person asked."""
    return Question.objects.visible().filter(author=person).count()


def count_answers(person: User) -> int:
    """How many public answers the person gave."""
    answers = Post.objects.visible().filter(author=person, kind=PostKind.ANSWER)
    return answers.filter(question__state=PostState.VISIBLE).count()


def load_questions(person: User, viewer: Viewer, query: Mapping[str, str]) -> Mapping[str, object]:
    """A page of the person's questions, newest first."""
    page = list_questions(sort="newest", author=person, cursor=query.get("page", ""))
    return {"page": page, "is_first_page": not query.get("page")}


def load_answers(person: User, viewer: Viewer, query: Mapping[str, str]) -> Mapping[str, object]:
    """A page of the person's answers, best first."""
    page = list_answers_by(author=person, cursor=query.get("page", ""))
    return {"page": page, "is_first_page": not query.get("page")}


def register_profile() -> None:
    """Add the forum's part to profiles."""
    register_profile_fact(name="questions", label=_("questions"), load=count_questions)
    register_profile_fact(name="answers", label=_("answers"), load=count_answers)
    register_profile_tab(
        slug="answers",
        label=_("Answers"),
        template="community/partials/_profile_answers.html",
        load=load_answers,
    )
    register_profile_tab(
        slug="questions",
        label=_("Questions"),
        template="community/partials/_profile_questions.html",
        load=load_questions,
    )
