"""The public API as a client uses it."""
