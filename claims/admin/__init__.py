"""The desk, where analysts and editors work. Importing it registers its pages."""

from . import assertions, claims, decisions, files, mappings, people, sources, uploads

__all__ = ["assertions", "claims", "decisions", "files", "mappings", "people", "sources", "uploads"]
