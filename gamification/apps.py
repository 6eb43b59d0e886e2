"""The gamification app."""

from datetime import timedelta

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class GamificationConfig(AppConfig):
    """Reputation, privileges, badges and leaderboards, all derived from the truth below."""

    name = "gamification"
    verbose_name = _("reputation")

    def ready(self) -> None:
        """Connect receivers, scheduled jobs, checks and what profiles show."""
        from accounts.profile_registry import (  # noqa: PLC0415
            register_profile_fact,
            register_profile_tab,
        )
        from community.privileges import register_explanation  # noqa: PLC0415
        from core.jobs import register_job  # noqa: PLC0415 (needs loaded apps)
        from core.privileges import register_measure  # noqa: PLC0415
        from gamification import receivers  # noqa: F401, PLC0415
        from gamification.auth_backends import explain_points, measure_by_points  # noqa: PLC0415
        from gamification.checks import check_reputation_settings  # noqa: PLC0415
        from gamification.profile import count_badges, load_badges_tab, show_points  # noqa: PLC0415
        from gamification.services.badges import rebuild_badges  # noqa: PLC0415
        from gamification.services.reconcile import reconcile_ledger  # noqa: PLC0415

        checks.register(check_reputation_settings)
        register_measure(measure_by_points)
        register_explanation(explain_points)
        register_job("reconcile_reputation", reconcile_ledger, every=timedelta(days=1))
        register_job("recount_badges", rebuild_badges, every=timedelta(days=1))
        register_profile_fact(name="reputation", label=_("points"), load=show_points)
        register_profile_fact(name="badge_count", label=_("badges"), load=count_badges)
        register_profile_tab(
            slug="badges",
            label=_("Points and badges"),
            template="gamification/partials/_profile_tab.html",
            load=load_badges_tab,
        )
