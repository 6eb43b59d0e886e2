"""A block for a short text, counted as readers count."""

from typing import Any

from wagtail import blocks

from core.validators import MaxCharacters


class BoundedCharBlock(blocks.CharBlock):
    """A text of at most `max_length` characters as readers count them; to migrations a CharBlock.

    Browsers count otherwise and would cut what is pasted, so they are not told the bound.
    """

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(validators=[MaxCharacters(max_length)], **kwargs)

    def deconstruct(self) -> Any:
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs
