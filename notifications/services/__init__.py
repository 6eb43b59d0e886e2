"""What notifications do, one public function per use case."""

from notifications.services.delivery import notify
from notifications.services.preferences import save_preferences, unsubscribe
from notifications.services.reading import mark_all_read, mark_read

__all__ = [
    "mark_all_read",
    "mark_read",
    "notify",
    "save_preferences",
    "unsubscribe",
]
