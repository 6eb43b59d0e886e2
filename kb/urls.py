"""Addresses below /knowledge/; the articles themselves are served by Wagtail below /kb/."""

from django.urls import path

from kb.views import (
    care,
    changes,
    drift,
    feedback,
    feedback_inbox,
    pasting,
    promotions,
    reviews,
)

app_name = "kb"

urlpatterns = [
    path("answers/<int:post_id>/promote/", promotions.propose, name="promote"),
    path("proposals/", promotions.promotion_list, name="promotion-list"),
    path("proposals/<int:promotion_id>/", promotions.promotion_detail, name="promotion-detail"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<int:article_id>/", reviews.review_detail, name="review-detail"),
    path("reviews/<int:article_id>/submit/", reviews.submit, name="review-submit"),
    path("drift/<int:task_id>/", drift.drift_detail, name="drift-detail"),
    path("articles/<int:article_id>/changes/", changes.change_list, name="article-changes"),
    path(
        "articles/<int:article_id>/changes/<int:change_id>/",
        changes.change_detail,
        name="article-change",
    ),
    path("articles/<int:article_id>/confirm/", care.confirm, name="article-confirm"),
    path("articles/<int:article_id>/care/", care.article_care, name="article-care"),
    path("articles/<int:article_id>/owner/", care.hand_over, name="article-owner"),
    path("articles/<int:article_id>/paste/", pasting.paste, name="article-paste"),
    path("reviews/<int:article_id>/claim/", reviews.claim, name="review-claim"),
    path("reviews/<int:article_id>/release/", reviews.release, name="review-release"),
    path("feedback/<int:feedback_id>/", feedback_inbox.feedback_detail, name="feedback-detail"),
    path("feedback/<int:feedback_id>/issue/", feedback_inbox.feedback_issue, name="feedback-issue"),
    path("articles/<int:article_id>/feedback/", feedback.feedback, name="article-feedback"),
]
