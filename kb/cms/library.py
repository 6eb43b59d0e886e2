"""Pictures and documents in the CMS: what published pages show is not changed behind a review."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images import get_image_model
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from kb.cms.picture_field import PictureForm as WholePictureForm
from kb.models.versioned_forms import CMSVersionedFormMixin
from kb.views.files import may_replace

if TYPE_CHECKING:
    from accounts.models import User


class _ReviewedFile:
    """A form that takes another file only for what no published page shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.editor: User | None = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """Refuse another file for what was reviewed with a published page."""
        file = self.cleaned_data["file"]  # type: ignore[attr-defined]
        instance = self.instance  # type: ignore[attr-defined]
        is_replaced = instance.pk and "file" in self.changed_data  # type: ignore[attr-defined]
        if is_replaced and self.editor is not None and not may_replace(self.editor, instance):
            raise ValidationError(
                _(
                    "Published articles show this file, and a review has approved it. Upload the"
                    " new one beside it and choose that in the articles: a review publishes it."
                )
            )
        return file


class PictureForm(CMSVersionedFormMixin, _ReviewedFile, WholePictureForm):
    """A picture of the library."""


class DocumentForm(CMSVersionedFormMixin, _ReviewedFile, BaseDocumentForm):
    """A document of the library."""


class _ReviewedFilesPolicy(CollectionOwnershipPermissionPolicy):
    """Nobody takes away what published pages show but who may publish those."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Wagtail's answer; for deleting also whether a published page shows the file."""
        may = bool(super().user_has_permission_for_instance(user, action, instance))
        return may and (action != "delete" or may_replace(user, instance))


for _model, _auth_model in (
    (get_image_model(), "wagtailimages.Image"),
    (get_document_model(), "wagtaildocs.Document"),
):
    _policy = _ReviewedFilesPolicy(
        _model, auth_model=_auth_model, owner_field_name="uploaded_by_user"
    )
    register_permission_policy(_model, _policy, exact_class=True)
