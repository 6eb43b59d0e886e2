"""URLs of moderation."""

from django.urls import path

from moderation.views import audit, flags, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.show_queue, name="queue"),
    path("moderation/posts/<int:post_id>/", queue.show_queue_item, name="item"),
    path("moderation/posts/<int:post_id>/act/", queue.act_on_post, name="act"),
    path("moderation/posts/<int:post_id>/claim/", queue.claim_post_page, name="claim"),
    path("moderation/posts/<int:post_id>/release/", queue.release_post_page, name="release"),
    path(
        "moderation/reports/<slug:kind>/<int:public_id>/", queue.resolve_flags_page, name="resolve"
    ),
    path(
        "moderation/approvals/<slug:kind>/<int:public_id>/", queue.review_post_page, name="review"
    ),
    path("moderation/flag/<int:post_id>/", flags.flag_post_page, name="flag"),
    path("moderation/flag/comment/<int:comment_id>/", flags.flag_comment_page, name="flag-comment"),
    path("moderation/log/", audit.show_audit_log, name="audit-log"),
]
