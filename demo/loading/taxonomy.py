"""Categories, tags, and who follows which tag."""

from community.models import Category, Tag
from community.services.follows import follow_tag
from community.text import render_markdown
from demo.loading.run import Run


def load_taxonomy(run: Run) -> None:
    """Names that exist already keep what they have."""
    for position, category in enumerate(run.content.categories, start=1):
        Category.objects.get_or_create(
            slug=category.slug,
            defaults={
                "name": category.name,
                "description": category.description,
                "position": position,
            },
        )
    for tag in run.content.tags:
        Tag.objects.get_or_create(
            name=tag.slug,
            defaults={
                "slug": tag.slug,
                "description": tag.description,
                "description_html": render_markdown(tag.description, trusted=True).html,
            },
        )
    _follow_tags(run)


def _follow_tags(run: Run) -> None:
    tags = {tag.name: tag for tag in Tag.objects.all()}
    for person in run.content.people:
        run.clock.set(run.ago(person.joined))
        for name in person.follows:
            follow_tag(actor=run.person(person.username), tag=tags[name])
