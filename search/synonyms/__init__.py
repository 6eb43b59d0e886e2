"""Words that mean the same, kept by editors and used at query time."""
