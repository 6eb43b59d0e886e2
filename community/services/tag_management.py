"""Create, rename, merge, reserve and delete tags."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from taggit.models import ItemBase

from community import permissions, signals
from community.enums import PostState
from community.models import Follow, QuestionTag, Tag
from community.services.tags import find_tags, free_slug
from community.services.versions import check_base
from community.text import render_markdown
from community.validation import clean_tag_names, clean_text
from core.errors import Conflict, InvalidInput
from core.unicode import fold

if TYPE_CHECKING:
    from accounts.models import User


class TagInUse(Conflict):
    """The tag cannot be deleted: a question or an article has it."""

    code = "tag_in_use"


@transaction.atomic
def create_tag(*, actor: "User", name: str, description: str = "") -> Tag:
    """Create a tag. Raises InvalidInput if the name is invalid or already in use."""
    permissions.check_can_edit_tag(actor)
    name = _free_name(name)
    text = clean_text(description)
    return Tag.objects.create(
        name=name,
        slug=free_slug(name),
        description=text,
        description_html=render_markdown(text, trusted=True).html,
    )


@transaction.atomic
def rename_tag(*, actor: "User", tag: Tag, name: str, base: str | None = None) -> Tag:
    """Rename a tag. The old name becomes a synonym, so that old URLs redirect.

    `base` is the name that the editor saw. Raises `EditConflict` if the name has changed since.
    """
    permissions.check_can_edit_tag(actor)
    tag = Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)
    if tag.synonym_of:
        text = _("This tag is now a synonym of “%(name)s”. Rename that tag instead.")
        raise InvalidInput(fields={"name": [text % {"name": tag.synonym_of.name}]})
    former, slug = tag.name, tag.slug
    name = _free_name(name, own=tag)
    if name == former:
        return tag
    check_base("name", former, base=base, is_first=True, normalize=str.strip)
    tag.name = name
    if fold(name) != fold(former):
        tag.slug = free_slug(name)
    tag.save(update_fields=["name", "name_folded", "slug"])
    if tag.slug != slug:
        Tag.objects.create(name=former, slug=slug, synonym_of=tag)
    _tell(tag)
    return tag


@transaction.atomic
def merge_tag(*, actor: "User", tag: Tag, into: str) -> Tag:
    """Move questions and followers to another tag, with this tag as its synonym; return it."""
    permissions.check_can_edit_tag(actor)
    rows = Tag.objects.select_for_update(no_key=True).order_by("pk")
    target = find_tags([fold(into.strip())]).get(fold(into.strip()))
    if target is None:
        raise InvalidInput(fields={"into": [_("There is no tag with this name.")]})
    target = target.synonym_of or target
    if target.pk == tag.pk:
        raise InvalidInput(fields={"into": [_("Choose a different tag.")]})
    locked = {row.pk: row for row in rows.filter(pk__in=[tag.pk, target.pk])}
    tag, target = locked[tag.pk], locked[target.pk]
    tagged = QuestionTag.objects.filter(tag=target).values("content_object")
    QuestionTag.objects.filter(tag=tag, content_object__in=tagged).delete()
    QuestionTag.objects.filter(tag=tag).update(tag=target)
    followers = Follow.objects.filter(tag=target).values("user")
    Follow.objects.filter(tag=tag, user__in=followers).delete()
    Follow.objects.filter(tag=tag).update(tag=target)
    Tag.objects.filter(synonym_of=tag).update(synonym_of=target)
    Tag.objects.filter(pk=tag.pk).update(synonym_of=target, question_count=0)
    target.question_count = QuestionTag.objects.filter(
        tag=target, content_object__state=PostState.VISIBLE
    ).count()
    target.save(update_fields=["question_count"])
    _tell(target, merged_id=tag.pk)
    return target


@transaction.atomic
def reserve_tag(*, actor: "User", tag: Tag, is_reserved: bool) -> Tag:
    """Reserve a tag for moderators, or release it for everybody."""
    permissions.check_can_edit_tag(actor)
    Tag.objects.filter(pk=tag.pk).update(is_reserved=is_reserved)
    return Tag.objects.get(pk=tag.pk)


@transaction.atomic
def delete_tag(*, actor: "User", tag: Tag) -> None:
    """Delete an unused tag. Raises TagInUse if a question or article has it."""
    permissions.check_can_edit_tag(actor)
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    for relation in Tag._meta.related_objects:
        model = relation.related_model
        if issubclass(model, ItemBase) and model._default_manager.filter(tag=tag).exists():
            raise TagInUse(_("This tag is in use. Merge it into another tag instead."))
    tag.delete()


def _free_name(name: str, own: Tag | None = None) -> str:
    try:
        (clean,) = clean_tag_names([name])
    except InvalidInput as error:
        raise InvalidInput(fields={"name": error.fields["tags"]}) from None
    except ValueError:
        raise InvalidInput(fields={"name": [_("Enter a name.")]}) from None
    taken = Tag.objects.filter(name_folded=fold(clean)).exclude(pk=own.pk if own else None)
    if taken.exists():
        raise InvalidInput(fields={"name": [_("A tag with this name already exists.")]})
    return clean


def _tell(tag: Tag, merged_id: int | None = None) -> None:
    questions = QuestionTag.objects.filter(tag=tag).order_by("content_object")
    signals.tag_changed.send(
        sender=Tag,
        tag_id=tag.pk,
        merged_id=merged_id,
        question_ids=list(questions.values_list("content_object", flat=True)),
    )
