"""Under which headings the editor offers the blocks that are more than text."""

from typing import Final

from django.utils.translation import gettext_lazy as _

FILES: Final = _("Pictures and files")
LEADING_ON: Final = _("From elsewhere, and where to go on")
BY_THE_SITE: Final = _("Set by the site")
