"""The apps of the product, as the folders say, so that no walk forgets a new one."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
APPS: Final = tuple(sorted(path.parent.name for path in ROOT.glob("*/apps.py")))
