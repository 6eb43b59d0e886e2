"""Fields of forms that count as readers do."""

from typing import Any

from django import forms

from core.validators import MaxCharacters


class BoundedField(forms.CharField):
    """A text of so many characters as readers count them.

    Browsers count otherwise and would cut what is pasted, so they are not told the bound.
    """

    def __init__(self, *, max_characters: int, column: int | None = None, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)
        self.validators.append(MaxCharacters(max_characters, column))
