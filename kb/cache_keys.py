"""Keys of what pages of the knowledge base show; see `core.page_keys`.

Only what readers and the forum change has keys: an edit in the CMS changes every page, for titles,
sections and menus stand on many.
"""


def article_key(article_id: int) -> str:
    """The verdicts on an article, and the answers that it was made from."""
    return f"article:{article_id}"
