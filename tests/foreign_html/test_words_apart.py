"""What stands for something that is no words touches none of the words around it."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.text import plain_text, render_markdown
from tests.foreign_html.reading import words_of_article, words_of_post

THINGS = (
    '<iframe src="https://e.example/t{0}t"></iframe>',
    '<embed src="https://e.example/t{0}t">',
    '<video src="https://e.example/t{0}t"></video>',
    '<audio><source src="https://e.example/t{0}t"></audio>',
    '<video src="https://e.example/a.mp4" title="t{0}t">old browser</video>',
    '<img src="https://e.example/a.png" alt="t{0}t">',
    '<img src="https://e.example/t{0}t.png">',
    '<img src="cid:7" alt="t{0}t">',
    "<object data=a.swf>t{0}t</object>",
    "<math><mi>t{0}t</mi></math>",
    "<svg><text>t{0}t</text></svg>",
    "<meter value=1>t{0}t</meter>",
    "<progress>t{0}t</progress>",
    "<noscript>t{0}t</noscript>",
    "<template>t{0}t</template>",
    "<canvas>t{0}t</canvas>",
    "<video>t{0}t</video>",
    '<input type=submit value="t{0}t">',
    "<input type=checkbox>",
    "<button>t{0}t</button>",
    "<select><option>t{0}t</select>",
)
TEMPLATES = ("{0}", "<b>{0}</b>", "<span>{0}</span>", '<a href="https://e.example/">{0}</a>')
WORD = "w{0}w"
ROUTES = pytest.mark.parametrize("read", [words_of_article, words_of_post])
_part = st.tuples(st.sampled_from((WORD, WORD, *THINGS)), st.sampled_from(TEMPLATES))


@ROUTES
@settings(deadline=None, derandomize=True, max_examples=150)
@given(parts=st.lists(_part, min_size=2, max_size=6))
def test_random_neighbours_in_a_line_stay_apart(read: Any, parts: list[tuple[str, str]]) -> None:
    line = ""
    for number, (kind, template) in enumerate(parts):
        is_second_word = kind == WORD and number and parts[number - 1][0] == WORD
        line += " " * bool(is_second_word) + template.format(kind.format(number))
    found = read(f"<p>{line}</p>")
    kept = [number for word in found for number in re.findall(r"[wt](\d)[wt]", word)]
    words = [str(n) for n, (kind, _around) in enumerate(parts) if kind == WORD]
    assert [number for number in kept if number in words] == words, line
    assert not [w for w in found if len(set(re.findall(r"[wt](\d)[wt]|([☑☐])", w))) > 1], line


@ROUTES
def test_signs_of_a_sentence_touch_what_they_belong_to(read: Any) -> None:
    html = '<p>Fold (<img src="cid:7" alt="the pole">), then <button>Save</button>.</p>'
    assert " ".join(read(html)) == "Fold (the pole), then Save."


@ROUTES
@pytest.mark.parametrize("name", ["noscript", "audio", "template", "object", "button"])
def test_an_element_that_shows_nothing_parts_no_word(read: Any, name: str) -> None:
    assert read(f"<p>para<{name}></{name}>chute</p>") == ["parachute"]


@pytest.mark.parametrize(
    "markdown",
    [
        "![b](https://e.example/x.png)[c](https://e.example/)",
        "[b](https://e.example/)![c](https://e.example/x.png)",
        "**b**![c](https://e.example/x.png)",
        "![b](https://e.example/x.png)**c**",
        "[![b](https://e.example/x.png)](https://e.example/)[c](https://e.example/)",
        "`b`![c](https://e.example/x.png)",
    ],
)
def test_a_picture_that_became_a_link_touches_no_mark_beside_it(markdown: str) -> None:
    assert plain_text(render_markdown(markdown).html).split() == ["b", "c"]
