"""Endpoints for machines: health, readiness, metrics, robots."""

import posixpath
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from config import security
from core import metrics
from core.health import failing_checks, is_ready
from core.probes import may_monitor
from kb.views.files import is_in_library, may_have, picture_at

PUBLIC_FILE: Final = "public, max-age=3600"
"""How long others may keep what everybody may see, before they ask whether it is so still."""

CLOSED_TO_ROBOTS = (
    "/accounts/",
    "/admin/",
    "/cms/",
    "/api/",
    "/moderation/",
    "/notifications/",
    "/knowledge/",
    "/search/",
    "/suggestions/",
    "/preview/",
    "/language/",
    "/questions/ask/",
    "/posts/",
    "/*/history/",
    "/*/edit/",
    "/*?tab=",
)


@never_cache
@require_safe
def show_liveness(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; the first middleware does so before this is reached."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def show_readiness(request: HttpRequest) -> JsonResponse:
    """Say whether the site can answer, 503 if not, and who monitors it what does not work."""
    failing = failing_checks()
    answers = is_ready(failing)
    told: dict[str, object] = {"ready": answers}
    if may_monitor(request):
        told["failing"] = failing
    return JsonResponse(told, status=200 if answers else 503)


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Give the counters to Prometheus and others who monitor; nobody else knows of them."""
    if not may_monitor(request):
        raise Http404
    return HttpResponse(metrics.render(), content_type="text/plain; version=0.0.4")


@cache_control(public=True, max_age=86_400)
@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is not worth their time, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS)]
    lines.append(f"Sitemap: {settings.STOA_BASE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Serve an uploaded file in a sandbox; a picture only to those who may read where it stands."""
    path = posixpath.normpath(path).lstrip("/")
    if path.split("/", 1)[0] == "..":
        raise Http404
    is_public = True
    if is_in_library(path):
        file = picture_at(path)
        is_public = file is not None and may_have(AnonymousUser(), file)
        if not is_public and (file is None or not may_have(request.user, file)):
            raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response[security.HEADER] = security.FILE_POLICY
    response["Cache-Control"] = PUBLIC_FILE if is_public else "private, no-cache"
    return response
