"""URLs of people."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("users/", views.show_people, name="user-list"),
    path("users/<str:username>/", views.show_profile, name="profile"),
    path("accounts/profile/", views.edit_settings, name="settings"),
    path("accounts/profile/tokens/", views.create_token, name="token-create"),
    path("accounts/profile/tokens/<int:token_id>/revoke/", views.close_token, name="token-revoke"),
]
