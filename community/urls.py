"""URLs of the forum."""

from django.urls import path

from community import feeds
from community.views import (
    answers,
    ask,
    closing,
    comments,
    edits,
    follows,
    history,
    home,
    legacy,
    preview,
    questions,
    states,
    tag_management,
    tags,
    votes,
)

app_name = "community"

urlpatterns = [
    path("", home.show_home, name="home"),
    path("questions/", questions.list_questions_page, name="question-list"),
    path("questions/ask/", ask.ask_question_page, name="question-ask"),
    path("questions/<int:pk>/", questions.show_question, name="question-short"),
    path("questions/<int:pk>/<str:slug>/", questions.show_question, name="question-detail"),
    path("questions/<int:pk>/<str:slug>/edit/", edits.edit_question_page, name="question-edit"),
    path(
        "questions/<int:pk>/<str:slug>/history/",
        history.show_question_history,
        name="question-history",
    ),
    path("questions/<int:pk>/<str:slug>/answer/", answers.send_answer, name="question-answer"),
    path(
        "questions/<int:pk>/<str:slug>/follow/",
        follows.toggle_question_follow,
        name="question-follow",
    ),
    path(
        "questions/<int:pk>/<str:slug>/close/", closing.close_question_page, name="question-close"
    ),
    path(
        "questions/<int:pk>/<str:slug>/reopen/",
        closing.reopen_question_page,
        name="question-reopen",
    ),
    path("answers/<int:pk>/edit/", edits.edit_answer_page, name="answer-edit"),
    path("answers/<int:pk>/accept/", answers.toggle_accepted_answer, name="answer-accept"),
    path("posts/<int:pk>/vote/", votes.vote_on_post, name="post-vote"),
    path("posts/<int:pk>/comment/", comments.send_comment, name="post-comment"),
    path("posts/<int:pk>/delete/", states.delete_post_page, name="post-delete"),
    path("posts/<int:pk>/undelete/", states.restore_post_page, name="post-undelete"),
    path("posts/<int:pk>/wiki/", states.toggle_wiki, name="post-wiki"),
    path("posts/<int:pk>/history/", history.show_post_history, name="post-history"),
    path(
        "posts/<int:pk>/history/<int:number>/restore/",
        history.restore_version,
        name="post-rollback",
    ),
    path("comments/<int:pk>/edit/", comments.edit_comment_page, name="comment-edit"),
    path("comments/<int:pk>/delete/", comments.delete_comment_page, name="comment-delete"),
    path("tags/", tags.list_tags_page, name="tag-list"),
    path("tags/-/new/", tag_management.create_tag_page, name="tag-create"),
    path("tags/<str:slug>/", tags.show_tag, name="tag-detail"),
    path("tags/<str:slug>/edit/", tags.edit_tag_page, name="tag-edit"),
    path("tags/<str:slug>/manage/", tag_management.manage_tag_page, name="tag-manage"),
    path("tags/<str:slug>/follow/", follows.toggle_tag_follow, name="tag-follow"),
    path("suggestions/tags/", tags.suggest_tags, name="tag-suggest"),
    path("preview/", preview.preview_text, name="preview"),
    path("feeds/questions/", feeds.QuestionFeed(), name="question-feed"),
    path("feeds/tags/<str:slug>/", feeds.TagFeed(), name="tag-feed"),
    path("questions/<int:pk>/<str:slug>/<int:answer>", legacy.redirect_answer_in_question),
    path("q/<int:old_id>", legacy.redirect_question),
    path("q/<int:old_id>/<path:rest>", legacy.redirect_question),
    path("a/<int:old_id>", legacy.redirect_answer),
    path("a/<int:old_id>/<path:rest>", legacy.redirect_answer),
]
