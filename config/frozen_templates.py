"""Templates whose constant parts are worked out once per language instead of on every page.

Most of what a page's template does yields the same text each time: translating a literal, the
address of a named view, an icon, the hashed name of a static file. This loader compiles a template
once per language, puts the text in the place of such nodes and joins neighbouring texts. Addresses
with one number in them become a text around that number. What a template renders does not change.

Only the project's own templates are treated so. Anything inside `{% language %}` is left alone,
because there the language is not the one the template was compiled for. A simple tag joins in
where its function carries `is_constant = True`.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.conf import settings
from django.template import Context, Origin, Template
from django.template.base import Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.template.loaders.base import Loader
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

SENTINEL: Final = 987_654_321
OWN_TEMPLATES: Final = str(settings.BASE_DIR / "templates")


class _FreezingLoader(Loader):
    """Freezes a template between its compilation and the cache, where no thread sees it yet."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """Return the template, compiled and frozen for the active language."""
        template = super().get_template(template_name, skip)
        if str(template.origin.name).startswith(OWN_TEMPLATES):
            freeze(template.nodelist)
        return template


class FrozenLoader(cached.Loader, _FreezingLoader):
    """The caching loader, with one compiled and frozen template per language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Tell languages apart."""
        return f"{get_language()}:{super().cache_key(template_name, skip)}"


def freeze(nodes: NodeList) -> None:
    """Replace what is constant in a list of nodes, and in the lists inside them, in place."""
    frozen: list[Node] = []
    for node in nodes:
        if isinstance(node, LoadNode | CommentNode):
            continue
        for inner in _inner_lists(node):
            freeze(inner)
        new = _frozen(node)
        if isinstance(new, TextNode) and frozen and isinstance(frozen[-1], TextNode):
            frozen[-1] = _text(frozen[-1].s + new.s, frozen[-1])
        else:
            frozen.append(new)
    nodes[:] = frozen


def _inner_lists(node: Node) -> Iterator[NodeList]:
    if isinstance(node, LanguageNode):
        return
    if isinstance(node, IfNode):
        for _condition, nodelist in node.conditions_nodelists:
            yield nodelist
        return
    for attribute in node.child_nodelists:
        inner = getattr(node, attribute, None)
        if isinstance(inner, NodeList):
            yield inner


def _frozen(node: Node) -> Node:
    """Return the node, or what says the same with less work."""
    if isinstance(node, URLNode):
        return _frozen_url(node)
    if _is_constant(node):
        return _text(node.render(Context()), node)
    return node


def _is_constant(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        is_plain = not (node.asvar or node.noop or node.message_context)
        return is_plain and _is_literal(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_literal(node.path)
    if isinstance(node, SimpleNode):
        values = [*node.args, *node.kwargs.values()]
        is_plain = node.target_var is None and not node.takes_context
        return is_plain and is_constant(node.func) and all(map(_is_literal, values))
    return False


def is_constant(function: Callable[..., Any]) -> bool:
    """Answer whether a tag's function says that equal arguments always give equal texts."""
    return getattr(function, "is_constant", False)


def _is_literal(expression: Any) -> bool:
    """Answer whether a filter expression is a quoted text without filters."""
    if expression.filters:
        return False
    variable = expression.var
    return isinstance(variable, str) or getattr(variable, "literal", None) is not None


def _frozen_url(node: URLNode) -> Node:
    if node.asvar or node.kwargs or not _is_literal(node.view_name) or len(node.args) > 1:
        return node
    name = node.view_name.resolve(Context())
    try:
        url = reverse(name, args=[SENTINEL] if node.args else None)
    except NoReverseMatch:
        return node
    if not node.args:
        return _text(conditional_escape(url), node)
    before, _number, after = url.partition(str(SENTINEL))
    return _like(NumberedAddress(before, node.args[0], after, node), node)


class NumberedAddress(Node):
    """An address with one number in it; anything but a number takes the long way."""

    def __init__(self, before: str, number: Any, after: str, original: URLNode) -> None:
        self.before = conditional_escape(before)
        self.number = number
        self.after = conditional_escape(after)
        self.original = original

    def render(self, context: Context) -> str:
        """Return the address."""
        number = self.number.resolve(context)
        if type(number) is int and number >= 0:
            return f"{self.before}{number}{self.after}"
        return self.original.render(context)


def _text(text: str, source: Node) -> TextNode:
    return _like(TextNode(str(text)), source)


def _like(node: Any, source: Node) -> Any:
    """Let errors in a new node point at the place of the old one."""
    node.token = getattr(source, "token", None)
    node.origin = getattr(source, "origin", None)
    return node
