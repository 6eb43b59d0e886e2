"""The one router of the forum: all methods of a URL must stand on the same one."""

from typing import Final

from ninja import Router

router: Final = Router(tags=["community"])
