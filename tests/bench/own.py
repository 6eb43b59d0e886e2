"""Query sets of our own: a shop's help in many languages, written for this purpose.

A file of `shop_help/` has passages (`key | title | text`), a line with `%`, and queries
(`what is tried | query | key=gain key=gain`). They were written before anybody looked at what is
found. Every other query is held out: defects are looked for in the first half only, and the
second tells whether mending them helped what nobody looked at.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.judged import JudgedQuery, JudgedSet, Passage

FOLDER: Final = Path(__file__).parent / "shop_help"
FAQ_FOLDER: Final = Path(__file__).parent / "shop_faq"


def own_sets() -> Iterator[JudgedSet]:
    """Two sets for each language: the half that defects are looked for in, and the other."""
    for path in sorted(FOLDER.glob("*.txt")):
        passages, queries = read_set(path)
        rows = list(passages.values())
        yield JudgedSet(f"shop-help-{path.stem}", path.stem, rows, queries[::2], "nDCG@10")
        yield JudgedSet(f"shop-held-{path.stem}", path.stem, rows, queries[1::2], "nDCG@10")
    for path in sorted(FAQ_FOLDER.glob("*.txt")):
        passages, queries = read_set(path)
        rows = list(passages.values())
        language = path.stem.partition("-")[0]
        yield JudgedSet(f"shop-faq-{path.stem}", language, rows, queries, "nDCG@10")


def read_set(path: Path) -> tuple[dict[str, Passage], list[JudgedQuery]]:
    """Passages by their key, and all queries in the order of the file."""
    above, below = path.read_text(encoding="utf-8").split("\n%\n")
    passages = {}
    for line in above.splitlines():
        key, title, text = (part.strip() for part in line.split("|"))
        passages[key] = Passage(text, title)
    return passages, [_read_query(line, list(passages)) for line in below.splitlines()]


def _read_query(line: str, keys: list[str]) -> JudgedQuery:
    aim, text, judged = (part.strip() for part in line.split("|"))
    scores = {
        keys.index(key): int(gain) for key, gain in (pair.split("=") for pair in judged.split())
    }
    ideal = sorted(scores.values(), reverse=True)
    return JudgedQuery(text, lambda number: scores.get(number, 0), ideal, aim)
