"""Views hand what a form holds to a service in one way, which shows a refusal beside its fields."""

import re
from pathlib import Path

from tests.app_names import APPS

CATCHES = re.compile(r"except [^\n:]*\bDomainError\b")

WITHOUT_FORM = {
    "community/views/refusals.py": "buttons without fields show the page again",
    "community/views/tag_management.py": "one page with several forms and buttons",
    "kb/views/translations.py": "buttons in the CMS",
    "transfer/views.py": "buttons in the CMS",
}


def test_only_buttons_without_fields_catch_refusals_themselves() -> None:
    views = [path for app in APPS for path in Path(app).rglob("*.py") if "views" in str(path)]
    catching = {str(path) for path in views if CATCHES.search(path.read_text())}
    assert catching == set(WITHOUT_FORM)
