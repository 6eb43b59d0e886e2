"""Putting tags on questions and describing them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from community import permissions
from community.enums import PostState
from community.models import Question, QuestionTag, Tag
from community.models.taxonomy import SLUG_MAX_LENGTH
from community.services.versions import check_base
from community.text import render_markdown
from community.validation import clean_text
from core.errors import InvalidInput
from core.privileges import find_shortage
from core.unicode import fold, shorten

if TYPE_CHECKING:
    from accounts.models import User


def _nearest_names(name: str) -> list[str]:
    """Up to three existing tags that start like the unknown one, most used first."""
    matches = Tag.objects.filter(name_folded__startswith=fold(shorten(name, 3)), synonym_of=None)
    return list(matches.order_by("-question_count", "name").values_list("name", flat=True)[:3])


def _refuse_unknown(name: str, actor: "User") -> InvalidInput:
    message = _("There is no tag “%(tag)s” yet, and creating tags takes more reputation.") % {
        "tag": name
    }
    if nearest := _nearest_names(name):
        message += " " + _("Did you mean: %(tags)s?") % {"tags": ", ".join(nearest)}
    error = InvalidInput(message, fields={"tags": [message]})
    if shortage := find_shortage(actor, permissions.CREATE_TAG):
        error.details = {"needs": shortage.needs, "have": shortage.have}
    return error


def resolve_tags(
    *, actor: "User", names: list[str], held: frozenset[int] = frozenset()
) -> list[Tag]:
    """The tags of these cleaned names, synonyms replaced, new ones created where allowed.

    `held` are ids of reserved tags the question already carries, which its editors may keep.
    Raises `InvalidInput` for field `tags`.
    """
    known = find_tags(names)
    tags: dict[int, Tag] = {}
    for name in names:
        tag = known.get(fold(name))
        if tag is None:
            if not permissions.can_create_tag(actor):
                raise _refuse_unknown(name, actor)
            tag, _created = Tag.objects.get_or_create(
                name_folded=name, defaults={"name": name, "slug": free_slug(name)}
            )
        tag = tag.synonym_of or tag
        if tag.is_reserved and tag.pk not in held and not permissions.can_use_reserved_tag(actor):
            message = _("Only moderators may use the tag “%(tag)s”.") % {"tag": tag.name}
            raise InvalidInput(message, fields={"tags": [message]})
        tags[tag.pk] = tag
    return list(tags.values())


def free_slug(name: str) -> str:
    """A slug for the name: `c#` and `c++` must not end in one URL."""
    base = Tag.slug_of(name)
    number, candidate = 1, base
    while Tag.objects.filter(slug=candidate).exists():
        number += 1
        candidate = f"{shorten(base, SLUG_MAX_LENGTH - 8)}-{number}"
    return candidate


def find_tags(names: Iterable[str]) -> dict[str, Tag]:
    """The tags that exist, with the tags they are synonyms of, by the folded name."""
    found = Tag.objects.filter(name_folded__in=list(names)).select_related("synonym_of")
    return {tag.name_folded: tag for tag in found}


def set_tags(*, question: Question, tags: list[Tag]) -> bool:
    """Make these the question's tags and keep the tags' counters; whether anything changed."""
    wanted = {tag.pk for tag in tags}
    held = set(question.question_tags.values_list("tag_id", flat=True))
    if wanted == held:
        return False
    question.question_tags.filter(tag_id__in=held - wanted).delete()
    QuestionTag.objects.bulk_create(
        [QuestionTag(tag=tag, content_object=question) for tag in tags if tag.pk not in held]
    )
    if question.state == PostState.VISIBLE:
        shift_tag_counts(tag_ids=wanted - held, by=1)
        shift_tag_counts(tag_ids=held - wanted, by=-1)
    return True


def shift_tag_counts(*, tag_ids: set[int], by: int) -> None:
    """Add to `question_count`, in one order of rows so that two writers cannot deadlock."""
    ids = sorted(
        Tag.objects.select_for_update(no_key=True)
        .filter(pk__in=tag_ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    count = Greatest(F("question_count") + Value(by), Value(0))
    Tag.objects.filter(pk__in=ids).update(question_count=count)


@transaction.atomic
def describe_tag(*, actor: "User", tag: Tag, description: str, base: str | None = None) -> Tag:
    """Change a tag's description (Markdown); `base` is the text that the change was made to.

    Raises `EditConflict` where that is no longer what is there.
    """
    permissions.check_can_edit_tag(actor)
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)
    description = clean_text(description)
    if description == tag.description:
        return tag
    check_base(
        "description",
        tag.description,
        base=base,
        is_first=tag.description == "",
        normalize=clean_text,
    )
    tag.description = description
    tag.description_html = render_markdown(tag.description, trusted=True).html
    tag.save(update_fields=["description", "description_html"])
    return tag
