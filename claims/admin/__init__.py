"""The desk, where analysts and editors work. Importing it registers its pages."""

from . import assertions, claims, decisions, files, people, sources

__all__ = ["assertions", "claims", "decisions", "files", "people", "sources"]
