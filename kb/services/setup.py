"""What a fresh site needs of the knowledge base; every function may run again."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from accounts.roles import EDITORS
from kb.models import ArticlePage, ContentCheckTask, ExpertReviewTask, KBIndexPage, SharedText
from kb.services.default_templates import create_default_templates
from kb.text.languages import default_language, enabled_languages

INDEX_SLUG: Final = "kb"
DEFAULT_GROUPS: Final = ("Editors", "Moderators")
EDITOR_PAGE_PERMISSIONS: Final = ("add_page", "change_page", "lock_page", "unlock_page")
EDITOR_MEDIA_PERMISSIONS: Final = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


@transaction.atomic
def setup_knowledge_base() -> None:
    """Make the index page, the site that serves it, the workflow and the editors' rights."""
    index = _make_index()
    _make_locales()
    _make_site(index)
    _make_workflow(index)
    _grant_editors(index)
    _remove_default_groups()
    create_default_templates()


def _make_index() -> KBIndexPage:
    index = KBIndexPage.objects.first()
    if index is not None:
        return index
    root = _root_page()
    index = KBIndexPage(title=_("Knowledge base"), slug=INDEX_SLUG, show_in_menus=True)
    root.add_child(instance=index)
    return index


def _make_locales() -> None:
    """A locale for each content language; articles from before there were such get theirs."""
    used = ArticlePage.objects.order_by().values_list("language", flat=True).distinct()
    for code in {*enabled_languages(), *used}:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        ArticlePage.objects.filter(language=code).exclude(locale=locale).update(locale=locale)


def _root_page() -> Page:
    """The tree's root; Wagtail's migrations make it, and a flushed database has lost it."""
    Locale.objects.get_or_create(language_code=default_language())
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def _make_site(index: KBIndexPage) -> None:
    """Point the default site at the index and remove the page that Wagtail was installed with."""
    url = urlsplit(settings.STOA_BASE_URL)
    port = url.port or (443 if url.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": url.hostname or "localhost",
            "port": port,
            "root_page": index,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    for page in Page.objects.filter(depth=2).exclude(pk=index.pk):
        if page.specific_class is Page and page.slug == "home":
            page.delete()


def _make_workflow(index: KBIndexPage) -> None:
    if WorkflowPage.objects.filter(page=index).exists():
        return
    content = ContentCheckTask.objects.create(name=_("Content check"))
    expert = ExpertReviewTask.objects.create(name=_("Expert review"))
    workflow = Workflow.objects.create(name=_("Review of articles"))
    for place, task in enumerate((content, expert)):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.create(page=index, workflow=workflow)
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(SharedText), defaults={"workflow": workflow}
    )


def _grant_editors(index: KBIndexPage) -> None:
    """Editors write and hand in; nobody but administrators publishes without a review."""
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=EDITOR_PAGE_PERMISSIONS
    ):
        GroupPagePermission.objects.get_or_create(group=editors, page=index, permission=permission)
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=EDITOR_MEDIA_PERMISSIONS,
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=root, permission=permission
        )


def _remove_default_groups() -> None:
    """Wagtail's own groups differ from our roles in nothing but a capital letter."""
    Group.objects.filter(name__in=DEFAULT_GROUPS, user=None).delete()
    WorkflowPage.objects.filter(page__depth=1).delete()
