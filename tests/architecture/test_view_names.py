"""Views are named verb first; `_page` ends a name that the service behind the page bears."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from tests.app_names import APPS

VERBS: Final = {
    "act", "answer", "ask", "change", "choose", "claim", "close", "confirm", "create", "deal",
    "decide", "delete", "download", "edit", "export", "flag", "import", "link", "list", "manage",
    "mark", "open", "paste", "preview", "propose", "read", "redirect", "release", "remove",
    "reopen", "report", "resolve", "restore", "review", "send", "serve", "set", "show", "start",
    "submit", "suggest", "toggle", "unsubscribe", "vote",
}  # fmt: skip


def views_of_ours(resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views_of_ours(entry)
            continue
        assert isinstance(entry, URLPattern)
        view: Any = entry.callback
        while isinstance(view, partial):
            view = view.func
        is_function = not hasattr(view, "view_class") and not hasattr(view, "__self__")
        if is_function and view.__module__.split(".")[0] in APPS and ".views" in view.__module__:
            yield f"{view.__module__}.{view.__name__}"


def test_views_are_named_by_what_they_do() -> None:
    names = set(views_of_ours(get_resolver()))
    assert len(names) > 70
    assert [name for name in names if name.rsplit(".", 1)[1].split("_")[0] not in VERBS] == []
