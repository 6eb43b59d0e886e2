"""Addresses of notifications."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notification_list, name="list"),
    path("notifications/read/", views.read_all, name="read-all"),
    path("notifications/settings/", views.preferences, name="settings"),
    path("notifications/<int:notification_id>/open/", views.open_notification, name="open"),
    path("notifications/<int:notification_id>/read/", views.read_notification, name="read"),
    path("notifications/unsubscribe/<str:token>/", views.unsubscribe_page, name="unsubscribe"),
]
