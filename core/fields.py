"""Fields that compare names and email addresses as people do, alike on every database."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import lookups

from core.form_fields import BoundedField
from core.lookalikes import skeleton
from core.unicode import LONGEST_CHARACTER, clean_characters, fold, lower
from core.validators import MaxCharacters

FOLDING_GROWTH = 4
"""How many times as long a name may be once its case is set aside."""


UNIQUE_CODE_POINTS = 7
"""Code points for each character of a unique text: a family of four has seven."""


class FoldedField(models.CharField[str, str]):
    """Another field's text without case, made anew at every save; unique, so that names are.

    Look names up by it: `Model.objects.filter(name_folded="Straße")` finds `STRASSE`.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the source."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Fold what the source says now."""
        folded = fold(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, folded)
        return folded

    def get_prep_value(self, value: Any) -> Any:
        """Fold what is looked for."""
        return fold(value) if isinstance(value, str) else super().get_prep_value(value)


for _lookup in (
    *(lookups.Contains, lookups.StartsWith, lookups.EndsWith),
    *(lookups.IExact, lookups.IContains, lookups.IStartsWith, lookups.IEndsWith),
):
    FoldedField.register_lookup(
        type(f"Folded{_lookup.__name__}", (_lookup,), {"prepare_rhs": True})
    )
"""Django leaves what is looked for as it is in these; a part of a name is folded as all of it."""


class SkeletonField(models.CharField[str, str]):
    """What another field's text looks like, made anew at every save; see `core.lookalikes`.

    Not unique: imports bring look-alikes along, and those keep their names.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{**kwargs, "editable": False, "db_index": True})

    def deconstruct(self) -> Any:
        """Keep the source."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Draw what the source says now."""
        drawn = skeleton(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, drawn)
        return drawn


class BoundedColumn(models.CharField[str, str]):
    """A text of so many characters as readers count them; its column has room for all of them.

    A unique one has `code_points` for each: indexes of PostgreSQL hold 2,700 bytes.
    """

    def __init__(
        self, *args: Any, max_characters: int, code_points: int = LONGEST_CHARACTER, **kwargs: Any
    ) -> None:
        self.max_characters = max_characters
        self.code_points = code_points
        kwargs["max_length"] = max_characters * code_points
        super().__init__(*args, **kwargs)
        count_as_readers(self, max_characters)

    def deconstruct(self) -> Any:
        """Migrations know the column only."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """A field that counts as this does."""
        if "form_class" in kwargs:
            field: Any = super().formfield(**kwargs)
            count_as_readers(field, self.max_characters)
            field.widget.attrs.pop("maxlength", None)
            return field
        kwargs["form_class"] = BoundedField
        return super().formfield(
            max_characters=self.max_characters, column=self.max_length, **kwargs
        )

    def clone(self) -> "BoundedColumn":
        """A copy; `deconstruct` does not tell all that it needs."""
        _name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length")
        return type(self)(
            *args, max_characters=self.max_characters, code_points=self.code_points, **kwargs
        )


def count_as_readers(field: Any, maximum: int) -> None:
    """Let the bound of a text, in a form or in a model, be counted as readers count."""
    column = field.max_length
    others = [rule for rule in field.validators if not isinstance(rule, MaxLengthValidator)]
    field.validators = [*others, MaxCharacters(maximum, column)]


class LowercaseEmailField(models.EmailField[str, str]):
    """An email address, stored and looked up in small letters."""

    def get_prep_value(self, value: Any) -> Any:
        """Write and look for small letters."""
        return fold_email(value) if isinstance(value, str) else super().get_prep_value(value)


def fold_email(email: str) -> str:
    """The form in which two spellings of one email address are the same."""
    return lower(clean_characters(email)).strip()
