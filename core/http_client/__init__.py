"""Requests to other sites: URLs that people wrote, and videos."""
