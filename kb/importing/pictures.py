"""Finding the pictures of a text before it is turned into blocks."""

from bs4 import BeautifulSoup, NavigableString, Tag

from kb.importing.items import Surroundings

_FOUND = "data-found"


def settle_pictures(soup: BeautifulSoup, around: Surroundings) -> None:
    """Mark each picture with where it was found; take out those that are absent.

    An absent picture leaves its description where it stood among words, and nothing where it
    stood alone; the line below that only named it goes with it.
    """
    for picture in soup.find_all(["img", "image"]):
        caption = caption_below(picture)
        alt = str(picture.get("alt") or "").strip()
        words = alt or (caption.get_text(" ", strip=True) if caption else "")
        found = around.image(str(picture.get("src") or ""), words)
        if found is not None:
            picture[_FOUND] = str(found)
        elif stands_alone(picture, caption):
            if caption is not None:
                caption.extract()
            _remove(picture)
        else:
            _leave_words(picture, alt)


def found_picture(picture: Tag) -> int | str | None:
    """Where a picture was found: its key in the library or an address."""
    found = str(picture.get(_FOUND) or "")
    if not found:
        return None
    return int(found) if found.isdigit() else found


def caption_below(picture: Tag) -> Tag | None:
    """The emphasised line that directly follows a picture."""
    following = picture.next_sibling
    while following is not None and (
        (isinstance(following, NavigableString) and not str(following).strip())
        or (isinstance(following, Tag) and following.name == "br")
    ):
        following = following.next_sibling
    if isinstance(following, Tag) and following.name in ("em", "i", "figcaption"):
        return following
    return None


def stands_alone(picture: Tag, caption: Tag | None) -> bool:
    """Whether the element around a picture holds nothing but it and its caption."""
    around = picture.parent
    own = caption.get_text(strip=True) if caption else ""
    return around is None or around.get_text(strip=True) == own


def _leave_words(picture: Tag, words: str) -> None:
    """Put words in the place of a picture; brackets that held nothing else go with it."""
    before, after = picture.previous_sibling, picture.next_sibling
    if not words and isinstance(before, NavigableString) and isinstance(after, NavigableString):
        left, right = str(before).rstrip(), str(after).lstrip()
        if left.endswith("(") and right.startswith(")"):
            before.replace_with(NavigableString(left[:-1]))
            after.replace_with(NavigableString(right[1:]))
    picture.replace_with(NavigableString(words))


def _remove(picture: Tag) -> None:
    """Take a picture out, with the link or frame that held nothing else."""
    around = picture.parent
    picture.extract()
    while isinstance(around, Tag) and around.name in ("a", "figure", "p"):
        if around.get_text(strip=True) or around.find("img"):
            return
        outer = around.parent
        around.extract()
        around = outer
