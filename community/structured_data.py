"""Threads and tags in the words of schema.org."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from community.enums import PostState
from community.models import Tag
from community.selectors.detail import ThreadView
from community.selectors.posts import PostView
from community.text.plain import plain_text
from core.structured_data import Crumb, Thing, absolute_url, breadcrumb_list, person

ANSWERS_MAX: Final = 20


def thread_things(thread: ThreadView) -> list[Thing]:
    """The way to a thread; on its first page also the question with its public answers.

    A question without an answer is no QAPage: engines ask for at least one.
    """
    crumbs = [
        Crumb(_("Questions"), reverse("community:question-list")),
        *(Crumb(tag.name, tag.url) for tag in thread.tags[:1]),
        Crumb(thread.question.title, thread.url),
    ]
    way = breadcrumb_list(crumbs)
    answers = [answer for answer in thread.answers if answer.state == PostState.VISIBLE]
    if not answers or thread.page > 1:
        return [way]
    return [_qa_page(thread, answers[:ANSWERS_MAX]), way]


def tag_things(tag: Tag) -> list[Thing]:
    """The way to a tag."""
    tags = Crumb(_("Tags"), reverse("community:tag-list"))
    return [breadcrumb_list([tags, Crumb(tag.name, tag.get_absolute_url())])]


def _qa_page(thread: ThreadView, answers: list[PostView]) -> Thing:
    question = thread.question
    data: Thing = {
        "@type": "Question",
        "name": question.title,
        "answerCount": question.answer_count,
        **_post(thread.post, thread.url),
        "suggestedAnswer": [
            _answer(answer, thread) for answer in answers if not answer.is_accepted
        ],
    }
    for answer in answers:
        if answer.is_accepted:
            data["acceptedAnswer"] = _answer(answer, thread)
    page: Thing = {"@type": "QAPage", "url": absolute_url(thread.url), "mainEntity": data}
    return page | {"inLanguage": question.language} if question.language else page


def _answer(answer: PostView, thread: ThreadView) -> Thing:
    return {"@type": "Answer", **_post(answer, f"{thread.url}#answer-{answer.id}")}


def _post(post: PostView, url: str) -> Thing:
    data: Thing = {
        "url": absolute_url(url),
        "text": _plain(post.html),
        "upvoteCount": post.score,
        "datePublished": post.created_at.isoformat(),
        "author": person(post.author.name, post.author.url),
    }
    if post.edited_at:
        data["dateModified"] = post.edited_at.isoformat()
    return data


def _plain(html: str) -> str:
    return " ".join(plain_text(html).split())
