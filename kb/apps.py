"""The kb app."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KbConfig(AppConfig):
    """Connects the knowledge base with Wagtail and with the registries of accounts."""

    name = "kb"
    verbose_name = _("knowledge base")

    def ready(self) -> None:
        from accounts.roles import EDITORS, EXPERTS, MODERATORS, register_role  # noqa: PLC0415
        from core.jobs import register_job  # noqa: PLC0415 - models are not loaded earlier
        from core.page_cache import register_parameters, register_private_cookie  # noqa: PLC0415
        from core.page_keys import register_unseen_tables  # noqa: PLC0415
        from core.page_views import register_counter  # noqa: PLC0415
        from core.setup import register_setup  # noqa: PLC0415
        from kb import receivers  # noqa: F401, PLC0415 - connects by being imported
        from kb.enums import Aspect  # noqa: PLC0415
        from kb.models.versioned_forms import version_every_edit_form  # noqa: PLC0415
        from kb.models.writing import (  # noqa: PLC0415
            allow_marks_in_slugs,
            count_titles_as_readers,
        )
        from kb.services.drift import reconcile_drift  # noqa: PLC0415
        from kb.services.links import check_links  # noqa: PLC0415
        from kb.services.maintenance import mark_stale_articles  # noqa: PLC0415
        from kb.services.page_views import record_view  # noqa: PLC0415
        from kb.services.publication import publish_due  # noqa: PLC0415
        from kb.services.review import remind_of_reviews  # noqa: PLC0415
        from kb.services.setup import setup_knowledge_base  # noqa: PLC0415
        from kb.services.sources import reconcile_documented  # noqa: PLC0415
        from kb.views import pages  # noqa: F401, PLC0415 - the same
        from kb.views.variants import COOKIE  # noqa: PLC0415

        allow_marks_in_slugs()
        count_titles_as_readers()
        version_every_edit_form()
        register_private_cookie(COOKIE)
        register_parameters(*Aspect.values)
        register_unseen_tables("kb_articleviews")
        register_counter("article", record_view)
        register_setup(setup_knowledge_base)
        register_job("publish_scheduled", publish_due, every=timedelta(minutes=1))
        register_job("mark_stale_articles", mark_stale_articles, every=timedelta(hours=12))
        register_job("check_links", check_links, every=timedelta(days=1))
        register_job("reconcile_documented", reconcile_documented, every=timedelta(days=1))
        register_job("reconcile_drift", reconcile_drift, every=timedelta(days=1))
        register_job("remind_of_reviews", remind_of_reviews, every=timedelta(hours=6))
        reviewer = ["wagtailadmin.access_admin", "kb.propose_promotion", "kb.review_article"]
        register_role(EXPERTS, reviewer)
        register_role(MODERATORS, reviewer)
        register_role(
            EDITORS,
            [
                "wagtailadmin.access_admin",
                "kb.propose_promotion",
                "kb.decide_promotion",
                "kb.add_sharedtext",
                "kb.change_sharedtext",
                "kb.add_articletemplate",
                "kb.change_articletemplate",
                "kb.delete_articletemplate",
            ],
        )
