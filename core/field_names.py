"""What fields are called where their text is given back without the form they were in."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEPT_FIELDS: Final = {
    "title": _("Your question"),
    "body": _("Your text"),
    "tags": _("Tags"),
    "summary": _("What did you change?"),
    "note": _("Your note"),
    "comment": _("Your comment"),
    "bio": _("About me"),
}
BODIES: Final = {
    "/answer/": _("Your answer"),
    "/comment/": _("Your comment"),
    "/ask/": _("More details"),
}


def name_of_field(name: str, path: str) -> str | Promise:
    """Name a field as its form does; a `body` is called after where it was sent."""
    if name == "body":
        for end, label in BODIES.items():
            if path.endswith(end):
                return label
    return KEPT_FIELDS.get(name, name)
