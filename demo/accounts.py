"""The accounts with which the demo is tried. Their passwords are public: only the demo has them."""

from typing import Final

SHOP_NAME: Final = "Tarnhollow"

PASSWORDS: Final = {
    "customer": "wet-boots-and-coffee",
    "expert": "seven-pegs-one-tent",
    "moderator": "calm-water-ahead",
    "editor": "shorter-is-better",
    "admin": "keys-of-the-hut",
}


def demo_accounts() -> list[tuple[str, str]]:
    """Username and password of each demo account, in the order of the main job."""
    return list(PASSWORDS.items())
