"""The place of imports and exports in the CMS: URLs and menu."""

from typing import Final

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from kb.cms.menu import GuardedMenuItem
from kb.permissions import can_write_articles
from transfer import views as transfers

MENU_ORDER: Final = 170


@hooks.register("register_admin_menu_item")
def register_transfers() -> MenuItem:
    return GuardedMenuItem(
        _("Import and export"),
        reverse("kb_transfers"),
        name="kb-transfers",
        icon_name="download",
        order=MENU_ORDER,
        may_use=can_write_articles,
    )


@hooks.register("register_admin_urls")
def register_transfer_urls() -> list[URLPattern]:
    one = "transfers/<int:transfer_id>/"
    return [
        path("transfers/", transfers.list_transfers, name="kb_transfers"),
        path("transfers/export/", transfers.start_export, name="kb_transfer_export"),
        path(one, transfers.show_transfer, name="kb_transfer"),
        path(f"{one}import/", transfers.start_import, name="kb_transfer_import"),
        path(f"{one}remove/", transfers.remove_transfer_page, name="kb_transfer_remove"),
        path(f"{one}download/", transfers.download_export, name="kb_transfer_download"),
        path(f"{one}report/", transfers.download_report, name="kb_transfer_report"),
    ]
