"""Entries of the CMS's menu that only those see who may use them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class GuardedMenuItem(MenuItem):
    """An entry for those whom `may_use`, one of `kb.permissions`, lets in."""

    def __init__(self, *args: Any, may_use: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_use = may_use

    def is_shown(self, request: HttpRequest) -> bool:
        return self._may_use(request.user)
