"""Pictures as they come in: looked at as a whole before anything is made of them."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

logger = logging.getLogger("stoa.kb")


class WholePictureField(WagtailImageField):
    """Takes a picture that can be drawn to its last line; others are an error of the form.

    A picture that is cut off opens well, and fails only where a page is to show it.
    """

    def to_python(self, data: Any) -> Any:
        """Return the upload; raises `ValidationError` whatever is wrong with the picture."""
        try:
            upload = super().to_python(data)
            if upload is not None:
                _draw(upload)
        except ValidationError:
            raise
        except Exception as error:
            logger.info("a picture could not be read: %s: %s", type(error).__name__, error)
            raise ValidationError(
                _("This picture is damaged or incomplete; save it again and choose it again."),
                code="damaged_image",
            ) from error
        return upload


class PictureForm(BaseImageForm):
    """The form for pictures of the library, wherever in the CMS they are uploaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:
            self.fields["file"] = WholePictureField(
                label=given.label,
                required=given.required,
                help_text=given.help_text,
                widget=given.widget,
            )


def check_picture(upload: Any) -> None:
    """Raise `ValidationError` unless a picture may be part of the library."""
    WholePictureField().clean(upload)
    upload.seek(0)


def _draw(upload: Any) -> None:
    if getattr(upload, "content_type", "") == "image/svg+xml":
        return
    upload.seek(0)
    with Pillow.open(upload) as picture:
        picture.load()
    upload.seek(0)
