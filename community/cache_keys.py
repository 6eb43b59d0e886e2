"""Keys of what the forum's pages show; see `core.page_keys`."""


def thread_key(question_id: int) -> str:
    """The page of a question: its posts, comments, votes and links."""
    return f"thread:{question_id}"


def question_key(question_id: int) -> str:
    """What lists and links show of a question: title, tags, score, number of answers."""
    return f"question:{question_id}"


def list_key(sort: str) -> str:
    """Which questions a list in this order has, whatever else narrows it."""
    return f"questions:{sort}"


def person_key(user_id: int) -> str:
    """The name of a person, wherever it stands."""
    return f"person:{user_id}"
