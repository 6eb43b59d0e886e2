"""Addresses below /knowledge/; the articles themselves are served by Wagtail below /kb/."""

from django.urls import path

from kb.views import feedback, promotions, reviews

app_name = "kb"

urlpatterns = [
    path("answers/<int:post_id>/promote/", promotions.propose, name="promote"),
    path("proposals/", promotions.promotion_list, name="promotion-list"),
    path("proposals/<int:promotion_id>/", promotions.promotion_detail, name="promotion-detail"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<int:article_id>/", reviews.review_detail, name="review-detail"),
    path("reviews/<int:article_id>/submit/", reviews.submit, name="review-submit"),
    path("articles/<int:article_id>/confirm/", reviews.confirm, name="article-confirm"),
    path("articles/<int:article_id>/feedback/", feedback.feedback, name="article-feedback"),
]
