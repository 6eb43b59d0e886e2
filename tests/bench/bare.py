"""The least that Django can do: a view that answers a given number of bytes.

gunicorn tests.bench.bare:application      then GET /<bytes>
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def answer(request: HttpRequest, size: int) -> HttpResponse:
    """Answer `size` bytes."""
    return HttpResponse(b"x" * size)


urlpatterns = [path("<int:size>", answer)]

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", MIDDLEWARE=[]
    )

application = get_wsgi_application()
