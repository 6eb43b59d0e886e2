"""What pages and the sections around them ask of readers."""

from collections.abc import Iterable, Sequence

from kb.enums import Audience
from kb.models import ArticlePage, SectionPage
from kb.models.audiences import Requirement
from kb.models.tree import ancestor_paths


def requirements_of(
    pages: Sequence[ArticlePage | SectionPage],
) -> dict[int, tuple[Requirement, ...]]:
    """By page: what it and the sections above it ask, public ones left out.

    One query for any number of pages, and one or two more where groups are named.
    """
    paths = {page.pk: ancestor_paths(page.path) for page in pages}
    above = {path for found in paths.values() for path in found}
    sections = {
        section.path: section
        for section in SectionPage.objects.filter(path__in=above).exclude(audience=Audience.PUBLIC)
    }
    restricted = [page for page in pages if page.audience != Audience.PUBLIC]
    restrictions = _requirements([*restricted, *sections.values()])
    return {
        page.pk: tuple(
            restrictions[key]
            for key in (
                *(sections[path].pk for path in paths[page.pk] if path in sections),
                page.pk,
            )
            if key in restrictions
        )
        for page in pages
    }


def _requirements(pages: Iterable[ArticlePage | SectionPage]) -> dict[int, Requirement]:
    """What each of the pages asks by itself."""
    rows = {page.pk: page for page in pages}
    groups: dict[int, set[int]] = {}
    for model in (ArticlePage, SectionPage):
        keys = [
            page.pk
            for page in rows.values()
            if isinstance(page, model) and page.audience == Audience.GROUPS
        ]
        if keys:
            through = model.audience_groups.through.objects
            column = f"{model._meta.model_name}_id"
            found = through.filter(**{f"{column}__in": keys}).values_list(column, "group_id")
            for key, group in found:
                groups.setdefault(key, set()).add(group)
    return {
        key: Requirement(Audience(page.audience), frozenset(groups.get(key, ())))
        for key, page in rows.items()
    }
