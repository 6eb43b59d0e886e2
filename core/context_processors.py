"""Context of every page."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates the name of the site and its public URL."""
    return {"site_name": settings.SITE_NAME, "base_url": settings.STOA_BASE_URL}
