"""URLs of notifications."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.list_notifications, name="list"),
    path("notifications/read/", views.mark_all_read_page, name="read-all"),
    path("notifications/settings/", views.edit_preferences, name="settings"),
    path("notifications/<int:notification_id>/open/", views.open_notification, name="open"),
    path("notifications/<int:notification_id>/read/", views.mark_read_page, name="read"),
    path("notifications/unsubscribe/<str:token>/", views.unsubscribe_page, name="unsubscribe"),
]
