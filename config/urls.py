"""Every URL of the site."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import cache_control
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from config import back_offices, views
from config.api import api
from config.sitemaps import make_sitemaps, sitemap_index
from kb.feeds import ArticleFeed, SectionFeed

map_cache = cache_control(public=True, max_age=3600)
sitemaps = make_sitemaps()

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.show_liveness, name="healthz"),
    path("readyz", views.show_readiness, name="readyz"),
    path("metrics", views.show_metrics, name="metrics"),
    path("robots.txt", views.show_robots, name="robots"),
    path(
        "sitemap.xml",
        map_cache(sitemap_index),
        {"sitemaps": sitemaps, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml", map_cache(sitemap), {"sitemaps": sitemaps}, name="sitemap-section"
    ),
    path("feeds/articles/", ArticleFeed(), name="article-feed"),
    path("feeds/articles/<int:section_id>/", SectionFeed(), name="section-feed"),
    path("media/<path:path>", views.serve_media, name="media"),
    path("language/", set_language, name="set-language"),
    path("", include("accounts.urls")),
    path("", include("community.urls")),
    path("", include("gamification.urls")),
    path("", include("search.urls")),
    path("", include("moderation.urls")),
    path("", include("notifications.urls")),
    path("knowledge/", include("kb.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", api.urls),
    *back_offices.urlpatterns,
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("kb/", include(wagtail_urls)),
    # Wagtail's own pattern knows no vowel signs: /kb/हिन्दी/
    re_path(r"^kb/((?:[^/]+/)+)$", serve, name="wagtail_serve"),
]

handler400 = "core.error_pages.bad_request"
handler403 = "core.error_pages.permission_denied"
handler404 = "core.error_pages.not_found"
handler500 = "core.error_pages.server_error"
