"""A real cluster of three nodes: the contract of engines on it, and its failures."""
