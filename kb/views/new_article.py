"""Beginning an article from elsewhere: Wagtail's own form, with some of it filled in.

The URL carries what is known: `?title=`, `?keywords=`, `?language=`, and with `?template=` the
number of the template whose body the article starts with.
"""

import uuid
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.create import CreateView
from wagtail.permissions import page_permission_policy

from core.errors import PermissionRefused
from core.http import MemberRequest
from core.numbers import parse_int
from core.unicode import clean_characters, shorten_to_fit
from kb.conversion.markdown_blocks import RawBlock
from kb.forms import FirstSectionsForm
from kb.models import ArticlePage, ArticleTemplate, SectionPage
from kb.permissions import can_write_articles, check_can_write_articles
from kb.services.articles import create_section, set_body

FILLED: Final = ("title", "keywords", "language")


def choose_section(request: MemberRequest) -> HttpResponse:
    """Where the article is to stand; not asked where there is only one place."""
    sections = _own_sections(request)
    if not sections:
        return _make_first_sections(request)
    if len(sections) == 1:
        return redirect(_form_url(request, sections[0]))
    choices = [(section, _form_url(request, section)) for section in sections]
    context = {"choices": choices, "title": request.GET.get("title", "")}
    return render(request, "kb/admin/choose_section.html", context)


def _make_first_sections(request: MemberRequest) -> HttpResponse:
    """Let the editor of an empty knowledge base make its sections in place."""
    if SectionPage.objects.exists() or not can_write_articles(request.user):
        raise PermissionRefused(_("There is no section in which you may write articles."))
    form = FirstSectionsForm(request.POST or None)
    if form.is_bound and form.is_valid():
        for title in form.titles():
            create_section(actor=request.user, title=title)
        return redirect(request.get_full_path())
    context = {"form": form, "title": request.GET.get("title", "")}
    status = 422 if form.errors else 200
    return render(request, "kb/admin/first_sections.html", context, status=status)


def choose_template(request: HttpRequest) -> HttpResponse:
    """What sort of article it is to be."""
    check_can_write_articles(request.user)
    templates = ArticleTemplate.objects.defer("body")
    sections = reverse("kb_choose_section")
    given = request.GET.copy()
    given.pop("template", None)
    choices = []
    for template in templates:
        given["template"] = str(template.pk)
        choices.append((template, f"{sections}?{given.urlencode()}"))
    given.pop("template", None)
    blank = f"{sections}?{given.urlencode()}" if given else sections
    return render(request, "kb/admin/choose_template.html", {"choices": choices, "blank": blank})


class NewArticleView(CreateView):
    """Wagtail's form for a new article of a section, filled in from the URL."""

    def dispatch(self, request: HttpRequest, section_id: int) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, "kb", "articlepage", section_id)
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        _fill(self.page, request.GET)
        response: HttpResponse = super().get(request)
        return response


def _fill(article: ArticlePage, given: QueryDict) -> None:
    for name in FILLED:
        field: Any = ArticlePage._meta.get_field(name)
        maximum = getattr(field, "max_characters", field.max_length)
        text = " ".join(clean_characters(given.get(name, "")).split())
        value = shorten_to_fit(text, maximum, field.max_length)
        if value and (name != "language" or value in settings.STOA_CONTENT_LANGUAGES):
            setattr(article, name, value)
    number = parse_int(given.get("template", ""), default=0)
    template = ArticleTemplate.objects.filter(pk=number).first()
    if template is not None:
        set_body(article, _copies(template.body.get_prep_value()))


def _copies(blocks: list[RawBlock]) -> list[RawBlock]:
    """Blocks of a template with names of their own: provenance and comments go by them."""
    return [block | {"id": str(uuid.uuid4())} for block in blocks]


def _own_sections(request: MemberRequest) -> list[SectionPage]:
    """The sections in which this person may add articles, in the order of the tree."""
    allowed = page_permission_policy.instances_user_has_permission_for(request.user, "add")
    return list(SectionPage.objects.filter(pk__in=allowed.values("pk")).order_by("path"))


def _form_url(request: HttpRequest, section: Any) -> str:
    url = reverse("kb_new_article", args=[section.pk])
    return f"{url}?{request.GET.urlencode()}" if request.GET else url
