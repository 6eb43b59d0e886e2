"""Connections between apps that may not know each other (config may import everything)."""


def connect() -> None:
    """Connect signals of one upper app to receivers of another."""
