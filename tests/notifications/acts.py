"""What may happen in a thread, and who is to be told of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from accounts.models import User
from community.models import Comment, Post, Question
from community.services.answers import edit_answer, post_answer
from community.services.closing import (
    close_question,
    lock_question,
    reopen_question,
    unlock_question,
)
from community.services.comments import (
    delete_comment,
    edit_comment,
    hide_comment,
    post_comment,
    restore_comment,
)
from community.services.questions import ask_question, edit_question
from community.services.solutions import accept_answer
from community.services.states import delete_post, hide_post, restore_post, undelete_post
from tests.factories.community import ANSWER_BODY, QUESTION_BODY

TITLE: Final = "Which wax is good for the zip of a tent?"


@dataclass
class Thread:
    """A thread in which everybody has a part. `actor` is new in it and may do everything."""

    actor: User
    people: dict[str, User]
    question: Question
    answer: Post
    remark: Comment


def ask_another(it: Thread, body: str = QUESTION_BODY) -> Question:
    return ask_question(actor=it.actor, title="Does wax harm a zip?", body=body, tags=["tents"])


def answer_it(it: Thread, body: str = ANSWER_BODY) -> Post:
    return post_answer(actor=it.actor, question=it.question, body=body)


def comment_on(it: Thread, post: Post, body: str = "Candle wax, or the silicone kind?") -> Comment:
    return post_comment(actor=it.actor, post=post, body=body)


def edit(it: Thread, body: str = f"{ANSWER_BODY} Twice.") -> Post:
    it.answer.refresh_from_db()
    version = it.answer.revision_count
    return edit_answer(actor=it.actor, answer=it.answer, body=body, version=version)


def edit_asked(it: Thread, body: str = f"{QUESTION_BODY} Twice.") -> Question:
    return edit_question(
        actor=it.actor,
        question=it.question,
        title=TITLE,
        body=body,
        tags=["tents"],
        version=it.question.posts.get(kind="question").revision_count,
    )


def edit_remark(it: Thread, body: str = "Which model is it exactly?") -> Comment:
    return edit_comment(actor=it.actor, comment=it.remark, body=body)


def close(it: Thread, reason: str = "needs_details") -> Question:
    return close_question(actor=it.actor, question=it.question, reason=reason)


def lock(it: Thread) -> Question:
    return lock_question(actor=it.actor, question=it.question, reason="It got heated.")


def hide(it: Thread) -> Post:
    return hide_post(actor=it.actor, post=it.answer, reason="rude")


def hide_remark(it: Thread) -> Comment:
    return hide_comment(actor=it.actor, comment=it.remark, reason="rude")


def delete(it: Thread) -> Post:
    return delete_post(actor=it.actor, post=it.answer, reason="Twice the same")


Told = dict[str, list[str]]
Acts = tuple[Callable[[Thread], Any], ...]

NEW: Final[dict[str, tuple[Acts, Told]]] = {
    "a question": ((ask_another,), {"tag_follower": ["question"]}),
    "a question that names somebody": (
        (lambda it: ask_another(it, f"{QUESTION_BODY} Do you know, @named?"),),
        {"tag_follower": ["question"], "named": ["mention"]},
    ),
    "a question that names who hears of it anyway": (
        (lambda it: ask_another(it, f"{QUESTION_BODY} Do you know, @tag_follower?"),),
        {"tag_follower": ["question"]},
    ),
    "an answer": ((answer_it,), {"asker": ["answer"], "follower": ["answer"]}),
    "an answer that names people": (
        (lambda it: answer_it(it, f"{ANSWER_BODY} See you, @named and @asker."),),
        {"asker": ["answer"], "follower": ["answer"], "named": ["mention"]},
    ),
    "an answer that quotes a mention": (
        (lambda it: answer_it(it, f"> ask @named\n\n{ANSWER_BODY}"),),
        {"asker": ["answer"], "follower": ["answer"]},
    ),
    "an answer with a name in code": (
        (lambda it: answer_it(it, f"`@named` and\n\n    @named\n\n{ANSWER_BODY}"),),
        {"asker": ["answer"], "follower": ["answer"]},
    ),
    "an answer with an escaped name": (
        (lambda it: answer_it(it, f"\\@named: {ANSWER_BODY}"),),
        {"asker": ["answer"], "follower": ["answer"]},
    ),
    "a comment on the question": (
        (lambda it: comment_on(it, it.question.post),),
        {"asker": ["comment"]},
    ),
    "a comment on an answer": (
        (lambda it: comment_on(it, it.answer),),
        {"author": ["comment"], "commenter": ["comment reply"]},
    ),
    "a comment that names people": (
        (lambda it: comment_on(it, it.answer, "Thanks @author, and @named should read this."),),
        {"author": ["comment"], "commenter": ["comment reply"], "named": ["mention"]},
    ),
    "a comment that quotes a mention": (
        (lambda it: comment_on(it, it.answer, "> and @named said so\nThat is right."),),
        {"author": ["comment"], "commenter": ["comment reply"]},
    ),
}
"""Texts that appear: what was done, and who is told of it as what."""

CHANGES: Final[dict[str, tuple[Acts, Told]]] = {
    "an answer edited": ((edit,), {"author": ["edit"]}),
    "an answer edited twice": (
        (edit, lambda it: edit(it, f"{ANSWER_BODY} Three times.")),
        {"author": ["edit", "edit"]},
    ),
    "a question edited": ((edit_asked,), {"asker": ["edit"]}),
    "a comment edited": ((edit_remark,), {"commenter": ["edit"]}),
    "an edit that names somebody": (
        (lambda it: edit(it, f"{ANSWER_BODY} Right, @named?"),),
        {"author": ["edit"], "named": ["mention"]},
    ),
    "an edit that names the author": (
        (lambda it: edit(it, f"{ANSWER_BODY} Right, @author?"),),
        {"author": ["edit"]},
    ),
    "edits that name somebody, forget them and name them again": (
        (
            lambda it: edit(it, f"{ANSWER_BODY} Right, @named?"),
            edit,
            lambda it: edit(it, f"{ANSWER_BODY} Right, @named and @follower?"),
        ),
        {"author": ["edit"] * 3, "named": ["mention"], "follower": ["mention"]},
    ),
    "an edit of a comment that names somebody": (
        (lambda it: edit_remark(it, "Which model is it, @named?"),),
        {"commenter": ["edit"], "named": ["mention"]},
    ),
    "an answer accepted for the asker": (
        (lambda it: accept_answer(actor=it.actor, answer=it.answer),),
        {"author": ["accepted"], "asker": ["accepted for_asker"]},
    ),
    "a post hidden": ((hide,), {"author": ["moderation hidden"]}),
    "a post hidden and restored": (
        (hide, lambda it: restore_post(actor=it.actor, post=it.answer)),
        {"author": ["moderation hidden", "moderation visible"]},
    ),
    "a post deleted": ((delete,), {"author": ["moderation deleted"]}),
    "a post deleted and undeleted": (
        (delete, lambda it: undelete_post(actor=it.actor, post=it.answer)),
        {"author": ["moderation deleted", "moderation visible"]},
    ),
    "a question hidden": (
        (lambda it: hide_post(actor=it.actor, post=it.question.post, reason="rude"),),
        {"asker": ["moderation hidden"]},
    ),
    "a comment hidden": ((hide_remark,), {"commenter": ["moderation hidden"]}),
    "a comment hidden and restored": (
        (hide_remark, lambda it: restore_comment(actor=it.actor, comment=it.remark)),
        {"commenter": ["moderation hidden", "moderation visible"]},
    ),
    "a comment deleted": (
        (lambda it: delete_comment(actor=it.actor, comment=it.remark),),
        {"commenter": ["moderation deleted"]},
    ),
    "a question closed": ((close,), {"asker": ["moderation closed"]}),
    "a question closed and reopened": (
        (close, lambda it: reopen_question(actor=it.actor, question=it.question)),
        {"asker": ["moderation closed", "moderation reopened"]},
    ),
    "a question closed, reopened and closed again": (
        (close, lambda it: reopen_question(actor=it.actor, question=it.question), close),
        {"asker": ["moderation closed", "moderation reopened", "moderation closed"]},
    ),
    "a question locked": ((lock,), {"asker": ["moderation locked"]}),
    "a question locked and unlocked": (
        (lock, lambda it: unlock_question(actor=it.actor, question=it.question)),
        {"asker": ["moderation locked", "moderation unlocked"]},
    ),
}
"""What happens to texts that are there."""

EVENTS: Final = {**NEW, **CHANGES}
