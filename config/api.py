"""The public API: what all apps offer under /api/v1, with one shape of error."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from accounts.api import SIGNED_IN
from accounts.api import router as accounts_router
from community.api import router as community_router
from core.error_pages import error_body
from core.errors import DomainError, RateLimited
from core.unicode import clean_values
from gamification.api import router as gamification_router
from kb.api import router as kb_router
from moderation.api import router as moderation_router
from search.api import router as search_router


class CleanParser(Parser):
    """Reads JSON; its texts come in clean, as those of forms do."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body says."""
        return clean_values(super().parse_body(request))


api = NinjaAPI(
    title="Stoa",
    version="1",
    description="Questions, answers and the knowledge base. Times are RFC 3339, in UTC.",
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs=Swagger(),
    parser=CleanParser(),
    auth=SIGNED_IN,
    urls_namespace="api-v1",
)

HTTP_CODES = {
    400: "bad_request",
    401: "authentication_required",
    403: "permission_refused",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    428: "version_required",
    422: "invalid_input",
    429: "rate_limited",
}

# Search before community: /questions/similar is not a question's id.
for router in (
    accounts_router,
    search_router,
    community_router,
    kb_router,
    gamification_router,
    moderation_router,
):
    api.add_router("", router)


def respond(
    request: HttpRequest,
    *,
    status: int,
    message: str,
    code: str = "",
    fields: dict[str, list[str]] | None = None,
    details: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with an error of the one shape."""
    code = code or HTTP_CODES.get(status, "error")
    body = error_body(code=code, message=message, fields=fields, details=details)
    return api.create_response(request, body, status=status)


@api.exception_handler(DomainError)
def answer_domain_error(request: HttpRequest, exc: DomainError) -> HttpResponse:
    """Answer a refused use case."""
    fields = {name: [str(error) for error in errors] for name, errors in exc.fields.items()}
    response = respond(
        request,
        status=exc.status,
        code=exc.code,
        message=str(exc.message),
        fields=fields,
        details=exc.details,
    )
    if exc.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if isinstance(exc, RateLimited):
        response["Retry-After"] = str(exc.retry_after)
    return response


@api.exception_handler(ValidationError)
def answer_invalid_input(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """Answer input of a wrong shape, field by field."""
    fields: dict[str, list[str]] = {}
    for error in exc.errors:
        fields.setdefault(_field_name(error), []).append(str(error.get("msg", "")))
    message = _("Some fields are missing or wrong.")
    return respond(request, status=422, message=message, fields=fields)


@api.exception_handler(AuthenticationError)
def answer_not_signed_in(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    """Answer a call that needs a token or a session."""
    response = respond(request, status=401, message=_("Send a token or sign in."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def answer_http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    """Answer what the API framework itself refuses (unreadable JSON, CSRF)."""
    return respond(request, status=exc.status_code, message=exc.message)


@api.exception_handler(Http404)
def answer_not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    """Answer for what is not there."""
    return respond(request, status=404, message=_("This does not exist."))


def _field_name(error: dict[str, Any]) -> str:
    """Return the name of the field without where it was found (body, query, path)."""
    location = [str(part) for part in error.get("loc", ())]
    return ".".join(location[2:] or location[1:] or location) or "body"
