"""The engine on a server: Elasticsearch 8 and 9, OpenSearch 2 and 3."""

from search.engines.elasticsearch.client import connect
from search.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine", "connect"]
