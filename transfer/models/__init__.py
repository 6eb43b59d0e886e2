"""What imports and exports remember: uploads, exports, and which row came from where."""

from transfer.models.imported_page import ImportedPage
from transfer.models.stackexchange import ImportedRow, ImportProgress
from transfer.models.transfer import KnowledgeTransfer

__all__ = ["ImportProgress", "ImportedPage", "ImportedRow", "KnowledgeTransfer"]
