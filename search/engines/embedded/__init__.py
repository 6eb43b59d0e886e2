"""The engine without a server: tantivy, with its files under the data folder."""

from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
