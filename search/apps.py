"""Search: one index over questions and articles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Listens to the forum and the knowledge base; registers jobs and the first index."""

    name = "search"
    verbose_name = _("search")

    def ready(self) -> None:
        """Connect receivers and fill the registries of accounts."""
        from accounts.roles import EDITORS, register_role  # noqa: PLC0415 (needs loaded apps)
        from core.health import register_health_check  # noqa: PLC0415 (needs loaded apps)
        from core.page_keys import register_unseen_tables  # noqa: PLC0415 (needs loaded apps)
        from core.setup import register_setup  # noqa: PLC0415 (needs loaded apps)
        from kb.selectors.similar import register_finder  # noqa: PLC0415 (needs loaded models)
        from search import receivers  # noqa: F401, PLC0415 (needs loaded models)
        from search.jobs import register_jobs  # noqa: PLC0415 (needs loaded models)
        from search.permissions import EDITOR_PERMISSIONS  # noqa: PLC0415 (needs loaded models)
        from search.services.indexing import ensure_index  # noqa: PLC0415 (needs loaded models)
        from search.services.searching import describe_problem, find_articles_alike  # noqa: PLC0415 (needs loaded models)

        register_jobs()
        register_unseen_tables(
            "search_querylog", "search_queryclick", "search_articletext", "search_pendingupdate"
        )
        register_finder(find_articles_alike)
        register_role(EDITORS, EDITOR_PERMISSIONS)
        register_setup(ensure_index)
        register_health_check("search", describe_problem, essential=False)
