"""Matched rows: what the rows of files come to beside what is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Matched:
    """The rows of one kind: new and changed ones, as instances to be saved, and how many were there already.

    before: for each of the changed, those of its fields that differ from what is stored, as they are stored.
    """

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged}

    @property
    def fields(self) -> set[str]:
        """Those in which any of the changed differs."""
        return {name for before in self.before for name in before}


@dataclass(frozen=True)
class Change:
    """A stored row that a file changes: its fields before and after, as the model has them; `label` is its key."""

    kind: str
    label: str
    row: Any
    before: dict[str, Any]
    after: dict[str, Any]
