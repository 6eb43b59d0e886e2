"""Use cases that write; one public keyword-only function each."""
