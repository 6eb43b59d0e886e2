"""URLs of reputation, badges and leaderboards."""

from django.urls import path

from gamification import views

app_name = "gamification"

urlpatterns = [
    path("leaderboard/", views.show_leaderboard, name="leaderboard"),
    path("badges/", views.show_badges, name="badge-list"),
    path("badges/<slug:slug>/", views.show_badge, name="badge-detail"),
    path("privileges/", views.show_privileges, name="privileges"),
    path("users/<str:username>/reputation/", views.show_reputation, name="reputation"),
]
