"""Addresses of moderation."""

from django.urls import path

from moderation.views import audit, flags, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/posts/<int:post_id>/", queue.item, name="item"),
    path("moderation/posts/<int:post_id>/act/", queue.act, name="act"),
    path("moderation/posts/<int:post_id>/claim/", queue.claim, name="claim"),
    path("moderation/posts/<int:post_id>/release/", queue.release, name="release"),
    path("moderation/reports/<slug:kind>/<int:public_id>/", queue.resolve, name="resolve"),
    path("moderation/approvals/<slug:kind>/<int:public_id>/", queue.review, name="review"),
    path("moderation/flag/<int:post_id>/", flags.flag_a_post, name="flag"),
    path("moderation/flag/comment/<int:comment_id>/", flags.flag_a_comment, name="flag-comment"),
    path("moderation/log/", audit.audit_log, name="audit-log"),
]
