"""Every address of the site."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.api import api

APPS = ("accounts", "community", "gamification", "search", "moderation", "notifications")

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
    *([path("kb/", include("kb.urls"))] if find_spec("kb.urls") else []),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("kb/", include(wagtail_urls)),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
