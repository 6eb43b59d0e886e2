"""Settings that are wrong or unsafe stop the start, with one clear line each."""


def refuse_unsafe_start() -> None:
    """Stop the process when a check of ours fails."""
