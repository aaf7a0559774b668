"""What is stored. Each module imports from the ones above it only: sources, claims, assertions, decisions."""

from .assertions import Assertion
from .claims import Assessment, Claim, Option, Topic
from .decisions import Decision, Note
from .sources import Import, Publisher, Source

__all__ = [
    "Assertion",
    "Assessment",
    "Claim",
    "Decision",
    "Import",
    "Note",
    "Option",
    "Publisher",
    "Source",
    "Topic",
]
