"""The columns of a page."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


class Columns(template.Node):
    """The main column of a page, and one beside it where there is something to put there.

    The server says how many there are, so that the page does not move when the second one comes.
    """

    child_nodelists = ("main", "aside")

    def __init__(self, main: NodeList, aside: NodeList) -> None:
        self.main = main
        self.aside = aside

    def render(self, context: Context) -> SafeString:
        main = self.main.render(context)
        aside = SafeString(self.aside.render(context).strip())
        if not aside:
            return format_html(
                '<div class="page__grid"><div class="page__main">{}</div></div>', main
            )
        return format_html(
            '<div class="page__grid page__grid--beside"><div class="page__main">{}</div>'
            '<aside class="page__aside" aria-label="{}">{}</aside></div>',
            main,
            gettext("More about this page"),
            aside,
        )


@register.tag
def columns(parser: Parser, token: Token) -> Columns:
    """Lay out `{% columns %}main{% aside %}what stands beside it{% endcolumns %}`."""
    main = parser.parse(("aside",))
    parser.delete_first_token()
    aside = parser.parse(("endcolumns",))
    parser.delete_first_token()
    return Columns(main, aside)
