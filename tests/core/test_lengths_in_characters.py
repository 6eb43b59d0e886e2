"""Every bounded text that people fill in is counted as readers count: columns, forms and blocks.

The walks find the fields by themselves, so a new one is held to the rule as well.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import QueryDict
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from accounts.models import User
from accounts.validators import username_validators
from community.models import Category
from community.text.mentions import resolve_mentions
from core.unicode import count_characters
from kb.models import ArticlePage, ArticleTemplate, KBIndexPage, SectionName, SectionPage
from kb.views.new_article import _fill
from tests.factories import kb
from tests.factories.accounts import UserFactory

FAMILY: Final = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
CLUSTER: Final = "\u0915\u094d\u0937\u093f"
"""One character of Hindi, in four code points."""

ANOTHER_RULE: Final = {
    *("core.Counter.key", "core.JobRun.name", "core.JobRun.result"),
    *("accounts.ExternalIdentity.source", "accounts.ExternalIdentity.external_id"),
    *("accounts.ApiToken.prefix", "accounts.User.password", "accounts.User.time_zone"),
    *("accounts.User.first_name", "accounts.User.last_name"),  # Django's; nothing asks for them
    *("community.LegacyAddress.source", "kb.DriftTask.finding", "kb.ArticleFeedback.visitor"),
    *("kb.LinkTarget.address", "kb.LinkTarget.problem", "gamification.ReputationEntry.source_key"),
    *(
        "search.PendingUpdate.last_error",
        "search.QueryClick.view",
        "search.SwitchedOffSynonyms.key",
    ),
    *("search.QueryLog.text", "search.QueryMark.text"),  # cut, never refused
    *("moderation.AuditEntry.before", "moderation.AuditEntry.after"),
    *("notifications.Notification.variant", "notifications.Notification.event_key"),
    *("community.Tag.name", "community.Question.title", "community.Revision.title"),
    "demo.LoadedPart.name",
}
"""What programs write, and texts that `community.validation` counts, in characters too."""

OUR_APPS: Final = {path.name for path in settings.BASE_DIR.iterdir() if (path / "apps.py").exists()}


def bounded_columns() -> Iterator[Any]:
    """The texts of our models that a person may fill in."""
    for model in apps.get_models():
        if model._meta.app_label not in OUR_APPS - {"transfer"}:
            continue
        for field in model._meta.local_fields:
            is_code = field.choices or field.name == "language"
            is_special = isinstance(field, models.SlugField | models.EmailField | models.URLField)
            name = f"{model._meta.label}.{field.name}"
            if not isinstance(field, models.CharField) or not field.editable:
                continue
            if not is_code and not is_special and name not in ANOTHER_RULE:
                yield field


def blocks_within(block: Any) -> Iterator[Any]:
    yield block
    children = list(getattr(block, "child_blocks", {}).values())
    if isinstance(block, ListBlock):
        children.append(block.child_block)
    for child in children:
        yield from blocks_within(child)


def bounded_blocks() -> dict[str, Any]:
    """The single lines in the streams of our models, by where they stand."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, StreamField) and model._meta.app_label in OUR_APPS:
                for block in blocks_within(field.stream_block):
                    if isinstance(block, blocks.CharBlock | blocks.TextBlock | TypedTableBlock):
                        found[f"{type(block).__name__} {block.label} {id(block)}"] = block
    return found


def counts_code_points(rules: Any) -> bool:
    return any(isinstance(rule, MaxLengthValidator) for rule in rules)


def said_about(check: Any, text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        check(text)
    return " ".join(refused.value.messages)


def run_rules(rules: Any) -> Any:
    def check(text: str) -> None:
        for rule in rules:
            rule(text)

    return check


COLUMNS: Final = [pytest.param(field, id=str(field)) for field in bounded_columns()]


@pytest.mark.parametrize("field", COLUMNS)
def test_a_column_takes_as_many_characters_as_it_says(field: Any) -> None:
    assert not counts_code_points(field.validators)
    of_form = field.formfield()
    assert not counts_code_points(of_form.validators)
    assert "maxlength" not in of_form.widget.attrs
    maximum = field.max_characters
    for character in (CLUSTER,) if field.name == "username" else (FAMILY, CLUSTER):
        for check in (lambda text: field.clean(text, None), of_form.clean):
            check(character * maximum)
            error = said_about(check, character * (maximum + 1))
            assert f"{maximum} " in error
            assert f"{maximum + 1}" in error


def test_the_walks_find_what_people_write() -> None:
    names = {str(field) for field in bounded_columns()}
    assert {
        *("accounts.User.username", "kb.ArticlePage.summary", "kb.ArticlePage.keywords"),
        *("kb.ArticlePage.valid_for", "kb.ArticlePage.edit_note", "kb.SectionPage.summary"),
        *("kb.SectionName.title", "kb.SharedText.title", "kb.ArticleTemplate.title"),
        *("community.Category.name", "search.SynonymRule.text"),
    } <= names
    assert sum(isinstance(block, blocks.CharBlock) for block in bounded_blocks().values()) > 15


def test_a_block_takes_as_many_characters_as_it_says() -> None:
    for name, block in bounded_blocks().items():
        if not isinstance(block, blocks.CharBlock):
            continue
        rules = block.field.validators
        assert not counts_code_points(rules), name
        assert block.field.max_length is None, name
        maximum = block._constructor_args[1].get("max_length")
        assert maximum, f"{name} has no bound"
        if block.name == "address":
            continue
        for character in (FAMILY, CLUSTER):
            block.clean(character * maximum)
            assert f"{maximum} " in said_about(block.clean, character * (maximum + 1)), name


def test_forms_of_ours_count_characters() -> None:
    """Fields of plain forms; those that name a thing of ours count what is stored."""
    codes = {"first_name", "last_name", "finding", "duplicate_of", "source", "source_name"}
    counting = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in forms_of(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if form.__module__.split(".")[0] in OUR_APPS and name not in codes
        if type(field) is forms.CharField and counts_code_points(field.validators)
    ]
    assert counting == []


def forms_of(base: type) -> Iterator[type]:
    for form in base.__subclasses__():
        yield form
        yield from forms_of(form)


@pytest.mark.parametrize("model", [ArticlePage, SectionPage, KBIndexPage])
@pytest.mark.parametrize("name", ["title", "seo_title"])
def test_a_title_says_how_many_characters_its_column_takes(
    model: type[Page], name: str, db: None
) -> None:
    form = model.get_edit_handler().get_form_class()(instance=model())
    field = form.fields.get(name)
    checks = [run_rules(model._meta.get_field(name).validators)]
    if field is not None:
        assert "maxlength" not in field.widget.attrs
        checks.append(field.clean)
    for check in checks:
        check("é" * 255)
        check(FAMILY * (255 // 7))
        error = said_about(check, FAMILY * (255 // 7 + 1))
        assert "36 " in error
        assert "37" in error
        assert "255 " in said_about(check, "x" * 256)


def test_a_form_class_of_another_kind_counts_characters_as_well() -> None:
    field = User._meta.get_field("username").formfield(form_class=UsernameField)
    field.clean(CLUSTER * 60)
    assert "60 " in said_about(field.clean, CLUSTER * 61)
    assert "maxlength" not in field.widget.attrs


@pytest.mark.django_db
def test_the_database_holds_what_is_at_the_bound() -> None:
    Category.objects.create(name=FAMILY * 80, slug="f", description=FAMILY * 300)
    ArticleTemplate.objects.create(title=FAMILY * 100, description=CLUSTER * 300)
    section = kb.article().get_parent().specific
    SectionName.objects.create(
        section=section, language="fi", title=FAMILY * 255, summary=FAMILY * 400
    )
    SectionPage.objects.filter(pk=section.pk).update(summary=FAMILY * 400)
    ArticlePage.objects.update(
        summary=FAMILY * 400, keywords=FAMILY * 300, valid_for=FAMILY * 120, edit_note=FAMILY * 300
    )
    assert ArticlePage.objects.get().summary == FAMILY * 400


@pytest.mark.django_db
def test_a_username_of_sixty_characters_of_hindi_is_kept_found_and_mentioned() -> None:
    name = CLUSTER * 60
    check = run_rules(username_validators)
    check(name)
    assert "60 " in said_about(check, CLUSTER * 61)
    UserFactory(username=name)
    user = User.objects.get_by_natural_key(name)
    user.clean_fields(exclude=["password", "email"])
    assert resolve_mentions([name], [name])[name].username == name


def test_a_username_that_grows_without_case_is_refused_with_a_reason() -> None:
    with pytest.raises(ValidationError, match="too long"):
        run_rules(username_validators)("\u1fb7\u0323\u0331\u0330" * 60)


def test_a_mention_may_go_on_behind_a_name_of_sixty_characters() -> None:
    name = "\u0e01\u0e35\u0e48" * 60
    assert count_characters(name) == 60
    assert resolve_mentions([f"{name}\u0e01"], [name])[f"{name}\u0e01"].username == name


@pytest.mark.django_db
def test_what_a_url_fills_in_is_cut_by_characters() -> None:
    article, given = ArticlePage(), QueryDict(mutable=True)
    given["keywords"], given["title"] = FAMILY * 301, FAMILY * 100
    _fill(article, given)
    assert article.keywords == FAMILY * 300
    assert article.title == FAMILY * 36
