"""The templates that a fresh knowledge base has."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.conversion.markdown_blocks import RawBlock, new_block
from kb.models import ArticleTemplate


@dataclass(frozen=True)
class Part:
    """One block of a template, with its words still to be translated."""

    kind: str
    words: tuple[Promise, ...]


@dataclass(frozen=True)
class Starter:
    title: Promise
    description: Promise
    parts: tuple[Part, ...]


def _part(kind: str, *words: Promise) -> Part:
    return Part(kind, words)


_ASK: Final = _part("ask", gettext_lazy("Did it not work?"))

STARTERS: Final = (
    Starter(
        gettext_lazy("How to"),
        gettext_lazy("One task from start to finish, for somebody who has never done it."),
        (
            _part(
                "text",
                gettext_lazy("What you need"),
                gettext_lazy("Name the tools, the parts and the time it takes."),
            ),
            _part(
                "steps",
                gettext_lazy("What to do"),
                gettext_lazy("Begin with a verb. One thing for each step."),
                gettext_lazy("Say how one sees that the step worked."),
            ),
            _part("tip", gettext_lazy("What makes it easier, or what people often forget.")),
            _ASK,
        ),
    ),
    Starter(
        gettext_lazy("Troubleshooting"),
        gettext_lazy("Something does not work: signs, causes, and what to try in which order."),
        (
            _part(
                "text",
                gettext_lazy("What you see"),
                gettext_lazy("The sign in the words that customers use."),
            ),
            _part(
                "steps",
                gettext_lazy("What to try"),
                gettext_lazy("The most likely and easiest cause first."),
                gettext_lazy("Then the next. Say when to stop and write to us."),
            ),
            _part("warning", gettext_lazy("What could harm people or the product.")),
            _ASK,
        ),
    ),
    Starter(
        gettext_lazy("Policy"),
        gettext_lazy("Returns, warranty, delivery, payment: what holds for whom, and until when."),
        (
            _part(
                "text",
                gettext_lazy("In short"),
                gettext_lazy("What the customer may do, by when, and what it costs."),
            ),
            _part(
                "table",
                gettext_lazy("Case"),
                gettext_lazy("What holds"),
                gettext_lazy("Bought online"),
                gettext_lazy("Thirty days, free of charge."),
            ),
            _part(
                "variants",
                gettext_lazy("Poland"),
                gettext_lazy("What is different there."),
                gettext_lazy("Finland"),
                gettext_lazy("What is different there."),
            ),
            _part(
                "faq",
                gettext_lazy("A question that people ask about it"),
                gettext_lazy("The answer in a sentence or two."),
            ),
        ),
    ),
    Starter(
        gettext_lazy("Comparison of products"),
        gettext_lazy("Helps to choose between products: for whom each of them is."),
        (
            _part(
                "text",
                gettext_lazy("Which one for whom"),
                gettext_lazy("Say first what most people should take, and why."),
            ),
            _part(
                "table",
                gettext_lazy("Product"),
                gettext_lazy("Best for"),
                gettext_lazy("Name of the product"),
                gettext_lazy("Whom it suits, and whom it does not."),
            ),
            _ASK,
        ),
    ),
)


def create_default_templates() -> None:
    """Add the templates where there are none; what editors made of them is left alone."""
    if ArticleTemplate.objects.exists():
        return
    for position, starter in enumerate(STARTERS, start=1):
        template = ArticleTemplate(
            title=str(starter.title), description=str(starter.description), position=position * 10
        )
        blocks = [_block(part) for part in starter.parts]
        template.body = template.body.stream_block.to_python(blocks)
        template.save()


def _block(part: Part) -> RawBlock:
    kind = "callout" if part.kind in ("tip", "warning") else part.kind
    return new_block(kind, _value(part.kind, [str(word) for word in part.words]))


def _value(kind: str, words: list[str]) -> Any:
    value: Any = {"title": words[0], "text": f"<p>{_('Tell us what you tried.')}</p>"}
    match kind:
        case "text":
            value = f"<h2>{words[0]}</h2><p>{words[1]}</p>"
        case "steps":
            empty = {"code": "", "image": None, "image_alt": ""}
            steps = [_item({"text": f"<p>{word}</p>", **empty}) for word in words[1:]]
            value = {"title": words[0], "steps": steps}
        case "tip" | "warning":
            value = {"kind": kind, "text": f"<p>{words[0]}</p>"}
        case "table":
            columns = [{"type": "text", "heading": heading} for heading in words[:2]]
            rows = [{"values": [f"<p>{word}</p>" for word in words[2:]]}]
            value = {"columns": columns, "rows": rows, "caption": ""}
        case "variants":
            variants = [
                _item({"names": name, "content": [new_block("text", f"<p>{text}</p>")]})
                for name, text in zip(words[::2], words[1::2], strict=True)
            ]
            value = {"aspect": "country", "variants": variants}
        case "faq":
            question = {"question": words[0], "answer": f"<p>{words[1]}</p>"}
            value = {"title": "", "questions": [_item(question)]}
    return value


def _item(value: dict[str, Any]) -> RawBlock:
    return new_block("item", value)
