"""Wordings: what sources say, read into spans by the published coding rules; pure."""

from __future__ import annotations

from datetime import date

from claims.wording.dates.reading import DATE_RULES, read_date
from claims.wording.figures.counts import COUNT_RULES
from claims.wording.figures.reading import read_figure
from claims.wording.figures.shares import SHARE_RULES
from claims.wording.grammar import Rule
from claims.wording.printing import say
from claims.wording.prose import Mention, scan
from claims.wording.readings import Reading, Terms, Unreadable

__all__ = ["RULES", "RULES_VERSION", "Mention", "Reading", "Rule", "Terms", "Unreadable", "read", "say", "scan"]

RULES_VERSION = 2
RULES: tuple[Rule, ...] = COUNT_RULES + SHARE_RULES + DATE_RULES


def read(wording: str, kind: str, published: date | None = None) -> Reading:
    """What a wording says of a claim of kind "count", "amount" or "date".

    Unreadable, and nothing else, where it cannot be read, or needs a publication date and has none.
    """
    if kind == "date":
        return read_date(wording, published)
    if kind not in ("count", "amount"):
        raise KeyError(f"no wording is read as a {kind}")
    return read_figure(wording, kind)
