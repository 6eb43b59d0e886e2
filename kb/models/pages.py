"""The three page types: index, section, article."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page, PageManager, PageViewRestriction
from wagtail.url_routing import RouteResult

from accounts.roles import EXPERTS
from core.fields import BoundedColumn
from core.page_views import count_reader
from kb.blocks import INLINE_FEATURES, ArticleBodyBlock
from kb.enums import Audience, EditWeight
from kb.models import panels
from kb.models.article_form import ArticleForm
from kb.models.change import NOTE_MAX_LENGTH
from kb.models.page_forms import AudienceForm, PageForm
from kb.models.querysets import ArticleQuerySet, SectionQuerySet
from kb.models.serving import finish_response, page_context, refusal_of
from kb.models.tree import ancestor_paths
from kb.models.writing import CleanStreamField, clean_page
from kb.text.languages import default_language, language_choices, language_name, reader_language

if TYPE_CHECKING:
    from kb.models.audiences import Requirement

SUMMARY_MAX_LENGTH = 400
KEYWORDS_MAX_LENGTH = 300
SECTION_LEVELS = 5
"""How deep sections may stand inside each other below the index."""

INDEX_DEPTH = 2
"""The index stands right below the root of Wagtail's tree."""

PRINT_VIEW = "print"


def is_for_paper(request: HttpRequest) -> bool:
    """Whether the reader asked for the view that is made to be printed."""
    return request.GET.get("view") == PRINT_VIEW


def experts() -> Q:
    """People who may be named as experts of a section."""
    return Q(is_active=True, groups__name=EXPERTS)


class _KnowledgePage(Page):
    """What our page types share; adds no table."""

    private_page_options: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Clean the texts before they are judged."""
        clean_page(self)
        super().full_clean(*args, **kwargs)

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        """Wagtail's answer in one query: the ancestors follow from the page's own path."""
        paths = [*ancestor_paths(self.path), self.path]
        return PageViewRestriction.objects.filter(page__path__in=paths)


class KBIndexPage(_KnowledgePage):
    """The front of the knowledge base and the root of its tree."""

    introduction = RichTextField(_("introduction"), features=INLINE_FEATURES, blank=True)

    base_form_class = PageForm

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["kb.SectionPage"]
    max_count = 1
    template = "kb/pages/index_page.html"
    content_panels: ClassVar = panels.index_content_panels

    class Meta:
        verbose_name = _("knowledge base")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page by its whole URL, instead of one query and more per level."""
        if path_components:
            path = f"{self.url_path}{'/'.join(path_components)}/"
            articles = ArticlePage.objects.select_related("verified_by", "owner")
            for pages in (articles, SectionPage.objects.all()):
                found = pages.live().filter(url_path=path).first()
                if found is not None:
                    return RouteResult(found)
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | page_context(self, request)


class _PageWithAudience(_KnowledgePage):
    """What sections and articles share: whom they are for; adds no table."""

    audience = models.CharField(
        _("audience"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
        help_text=_("The audience of the sections above applies as well."),
    )
    audience_groups = ParentalManyToManyField(
        "auth.Group",
        blank=True,
        related_name="+",
        verbose_name=_("groups"),
        help_text=_("Only for the audience of certain groups: who is in one of them may read."),
    )

    base_form_class = AudienceForm
    requirements: "Sequence[Requirement]" = ()

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = refusal_of(self, request)
        if refusal is not None:
            return refusal
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if self.requirements:
            response["Cache-Control"] = "private, no-store"
        return response


class SectionPage(_PageWithAudience):
    """A section: articles and nested sections, up to `SECTION_LEVELS` deep."""

    summary = BoundedColumn(_("summary"), max_characters=SUMMARY_MAX_LENGTH, blank=True)
    review_days = models.PositiveSmallIntegerField(
        _("days between checks"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "How long articles here stay checked. Prices and policies change often: 90 days. Left "
            "empty, it is as in the section above, else 180 days."
        ),
    )
    experts = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        limit_choices_to=experts,
        verbose_name=_("experts"),
        help_text=_(
            "Who checks whether the articles of this section are right. With nobody chosen, the "
            "experts of the section above, else all experts."
        ),
    )

    objects = PageManager.from_queryset(SectionQuerySet)()

    parent_page_types: ClassVar = ["kb.KBIndexPage", "kb.SectionPage"]
    subpage_types: ClassVar = ["kb.SectionPage", "kb.ArticlePage"]
    template = "kb/pages/section_page.html"
    content_panels: ClassVar = panels.section_content_panels

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        indexes = [models.Index(fields=["audience"], name="section_audience")]

    @property
    def indented_title(self) -> str:
        """The title as lists of all sections show it: moved in by its level."""
        return f"{'- ' * (self.depth - INDEX_DEPTH - 1)}{self.title}"

    def get_translation(self, locale: Locale) -> Self:
        """A section is the same place in every language: translations stand beside each other."""
        return self

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return bool(super().can_create_at(parent)) and section_levels_left(parent) > 0

    def can_move_to(self, parent: Page) -> bool:
        """Together with the sections inside it, as far as sections may nest."""
        if not super().can_move_to(parent):
            return False
        branch = SectionPage.objects.descendant_of(self, inclusive=True)
        deepest: int = branch.aggregate(deepest=Max("depth"))["deepest"]
        return deepest - self.depth < section_levels_left(parent)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | page_context(self, request)


def section_levels_left(page: Page) -> int:
    """How many levels of sections may still stand inside a section or the index."""
    return INDEX_DEPTH + SECTION_LEVELS - int(page.depth)


class ArticleTag(ItemBase):
    """taggit's through row: articles share the tags of questions."""

    tag = models.ForeignKey("community.Tag", on_delete=models.CASCADE, related_name="article_tags")
    content_object = ParentalKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="article_tags"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="article_has_a_tag_once")
        ]


class ArticlePage(_PageWithAudience):
    """One answer to one need, kept true by somebody who is named."""

    summary = BoundedColumn(
        _("summary"),
        max_characters=SUMMARY_MAX_LENGTH,
        help_text=_("The answer in a sentence or two; shown first, and in search results."),
    )
    body: Any = CleanStreamField(ArticleBodyBlock(), verbose_name=_("body"), blank=True)
    keywords = BoundedColumn(
        _("search words"),
        max_characters=KEYWORDS_MAX_LENGTH,
        blank=True,
        help_text=_("Words readers use that the text does not, separated by commas."),
    )
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))
    language = models.CharField(
        _("language"), max_length=12, choices=language_choices, default=default_language
    )
    valid_for = BoundedColumn(
        _("valid for"),
        max_characters=120,
        blank=True,
        help_text=_("A model, a country, a shop; readers see it beside the date of the check."),
    )
    review_due = models.DateField(
        _("next check due"),
        null=True,
        blank=True,
        help_text=_("Left empty, it is set when the article is published."),
    )
    verified_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="verified_articles",
        verbose_name=_("checked by"),
    )
    edit_weight = models.CharField(
        _("how much changes"),
        max_length=5,
        choices=EditWeight.choices,
        blank=True,
        help_text=_(
            "Translators and the people who follow the question are notified of large changes. "
            "Left empty, it is measured: a typing mistake, or a small change."
        ),
    )
    edit_note = BoundedColumn(
        _("what changes, in a sentence"),
        max_characters=NOTE_MAX_LENGTH,
        blank=True,
        help_text=_("Readers see it beside the question that the article came from."),
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()
    base_form_class = ArticleForm

    parent_page_types: ClassVar = ["kb.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "kb/pages/article_page.html"
    print_template = "kb/pages/article_print.html"
    content_panels: ClassVar = panels.article_content_panels
    promote_panels: ClassVar = panels.article_promote_panels
    settings_panels: ClassVar = panels.article_settings_panels

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [("review_article", "Can review articles")]

    exclude_fields_in_copy: ClassVar = [
        "verified_on",
        "verified_by",
        "review_due",
        "edit_weight",
        "edit_note",
    ]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep Wagtail's locale what the language is; a translation is told apart by it."""
        self.locale, _made = Locale.objects.get_or_create(language_code=self.language)
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        same = ArticlePage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        if same.filter(language=self.language).exists():
            text = _("There is a translation into this language already: %(language)s.")
            raise ValidationError({"language": text % {"language": language_name(self.language)}})

    def copy(self, *args: Any, update_attrs: dict[str, Any] | None = None, **kwargs: Any) -> Self:
        """Wagtail's copy; where that is made for a translation, in the language of its locale."""
        attributes = dict(update_attrs or {})
        if "locale" in attributes:
            attributes["language"] = attributes["locale"].language_code
            attributes["slug"] = f"{self.slug}-{attributes['language']}"
        copied: Self = super().copy(*args, update_attrs=attributes, **kwargs)
        return copied

    def can_move_to(self, parent: Page) -> bool:
        """Sections hold articles of every language."""
        return bool(self.can_exist_under(parent))

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Restore a revision, but not who checked the article: that belongs to no revision."""
        restored: Self = super().with_content_json(content)
        restored.verified_on = self.verified_on
        restored.verified_by_id = self.verified_by_id
        return restored

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        finish_response(self, request, response)
        return count_reader(response, "article", self.pk) if request.method == "GET" else response

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return self.print_template if is_for_paper(request) else self.template

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | page_context(self, request)

    def get_absolute_url(self) -> str:
        return self.get_url() or ""

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether it is published, and the date of its next check has passed."""
        return self.live and self.review_due is not None and self.review_due < today

    @property
    def is_in_reader_language(self) -> bool:
        return self.language == reader_language()
