"""Where text comes in: every request, and every value on its way to the database.

What arrives is in NFC and free of characters that no text should hold, whoever sends it: forms, the
API, search queries, the CMS, imports and commands. Nobody else needs to think of it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict

from core.unicode import clean_characters, clean_values

NUMBER_MAX: Final = 2**63 - 1


class CleanTextMiddleware:
    """Clean path, query string, form fields and names of files. JSON is cleaned by its parser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.path = clean_characters(request.path)
        request.path_info = clean_characters(request.path_info)
        request.GET = clean_query(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Clean what a form sends; here, since a form that is too large is refused with a page.

        A number in the URL that no database holds is the number of nothing.
        """
        if any(isinstance(value, int) and value > NUMBER_MAX for value in kwargs.values()):
            raise Http404
        if request.method == "POST":
            request.POST = clean_query(request.POST)  # type: ignore[assignment]
            for file in _files(request.FILES):
                file.name = clean_characters(file.name or "")


def _files(files: MultiValueDict[str, Any]) -> list[Any]:
    return [file for _name, found in files.lists() for file in found]


def clean_query(query: QueryDict) -> QueryDict:
    """The same query with clean names and values; itself where there is nothing to do."""
    found = list(query.lists())
    cleaned = [(clean_values(name), clean_values(values)) for name, values in found]
    if cleaned == found:
        return query
    result = QueryDict(mutable=True, encoding=query.encoding)
    for name, values in cleaned:
        result.setlist(name, result.getlist(name) + values)
    result._mutable = False
    return result


def clean_statements(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`: clean the values of every statement."""

    def clean_parameters(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if params:
            if not many and sql.startswith("SELECT"):
                params = _bound_numbers(params)
            params = [_clean_row(row) for row in params] if many else _clean_row(params)
        return execute(sql, params, many, context)

    if all(wrapper.__name__ != "clean_parameters" for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(clean_parameters)


def _bound_numbers(row: Any) -> Any:
    """Numbers that a query may compare with: beyond what a column holds, none is equal to them."""
    if not isinstance(row, Sequence) or isinstance(row, str):
        return row
    return [
        max(-NUMBER_MAX, min(value, NUMBER_MAX)) if type(value) is int else value for value in row
    ]


def _clean_row(row: Any) -> Any:
    if isinstance(row, Sequence) and not isinstance(row, str):
        return [_clean_parameter(value) for value in row]
    return clean_values(row)


def _clean_parameter(value: Any) -> Any:
    """A text, a list of them, or JSON as psycopg wraps it."""
    if hasattr(value, "obj") and type(value).__name__ in {"Json", "Jsonb"}:
        value.obj = clean_values(value.obj)
        return value
    return clean_values(value)
