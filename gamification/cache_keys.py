"""Keys of what reputation shows on pages; see `core.page_keys`."""


def reputation_key(user_id: int) -> str:
    """The points and the badges beside a person's name."""
    return f"reputation:{user_id}"
