"""The forum."""

from django.apps import AppConfig

from accounts.roles import register_role


class CommunityConfig(AppConfig):
    """Registers what roles may do in the forum and the jobs that keep it right."""

    name = "community"

    def ready(self) -> None:
        """Fill the registries of accounts."""
        trusted = [
            f"community.{codename}"
            for codename in (
                "ask_question",
                "create_tag",
                "answer_question",
                "comment_anywhere",
                "vote_up",
                "vote_down",
                "edit_others_posts",
                "edit_wiki_posts",
                "post_links_freely",
            )
        ]
        moderating = [
            "community.close_questions",
            "community.moderate",
            "community.see_deleted_posts",
        ]
        register_role("experts", trusted)
        register_role("editors", trusted)
        register_role("moderators", [*trusted, *moderating])

        from community import receivers  # noqa: F401, PLC0415
        from community.profile import register_profile  # noqa: PLC0415
        from community.services.reading import record_view  # noqa: PLC0415
        from core.page_keys import register_unseen_tables  # noqa: PLC0415
        from core.page_views import register_counter  # noqa: PLC0415 - needs the models loaded

        register_unseen_tables("community_closingvote")
        register_profile()
        register_counter("question", record_view)
