"""URLs below /knowledge/; the articles themselves are served by Wagtail below /kb/."""

from django.urls import path

from kb.views import (
    changes,
    drift,
    feedback,
    feedback_inbox,
    maintenance,
    pasting,
    promotions,
    reviews,
)

app_name = "kb"

urlpatterns = [
    path("answers/<int:post_id>/promote/", promotions.propose_promotion_page, name="promote"),
    path("proposals/", promotions.list_promotions, name="promotion-list"),
    path(
        "proposals/<int:promotion_id>/", promotions.decide_promotion_page, name="promotion-detail"
    ),
    path("reviews/", reviews.list_reviews, name="review-list"),
    path("reviews/<int:article_id>/", reviews.review_draft_page, name="review-detail"),
    path("reviews/<int:article_id>/submit/", reviews.submit_draft_page, name="review-submit"),
    path("drift/<int:task_id>/", drift.resolve_drift_page, name="drift-detail"),
    path("articles/<int:article_id>/changes/", changes.list_changes_page, name="article-changes"),
    path(
        "articles/<int:article_id>/changes/<int:change_id>/",
        changes.show_change,
        name="article-change",
    ),
    path(
        "articles/<int:article_id>/confirm/",
        maintenance.confirm_article_page,
        name="article-confirm",
    ),
    path("articles/<int:article_id>/care/", maintenance.show_maintenance, name="article-care"),
    path("articles/<int:article_id>/owner/", maintenance.change_owner_page, name="article-owner"),
    path("articles/<int:article_id>/paste/", pasting.paste_text_page, name="article-paste"),
    path("reviews/<int:article_id>/claim/", reviews.claim_review_page, name="review-claim"),
    path("reviews/<int:article_id>/release/", reviews.release_review_page, name="review-release"),
    path(
        "feedback/<int:feedback_id>/", feedback_inbox.answer_feedback_page, name="feedback-detail"
    ),
    path(
        "feedback/<int:feedback_id>/issue/",
        feedback_inbox.open_feedback_issue,
        name="feedback-issue",
    ),
    path("articles/<int:article_id>/feedback/", feedback.send_feedback, name="article-feedback"),
]
