"""What is stored. Each module imports from the ones above it only: imports, sources, claims, assertions, decisions."""

from .assertions import Assertion
from .claims import Assessment, Claim, Option, Topic
from .decisions import Decision, Note
from .imports import Import, ImportedChange, Mapping, Upload, UploadFile
from .sources import Publisher, Source

__all__ = [
    "Assertion",
    "Assessment",
    "Claim",
    "Decision",
    "Import",
    "ImportedChange",
    "Mapping",
    "Note",
    "Option",
    "Publisher",
    "Source",
    "Topic",
    "Upload",
    "UploadFile",
]
