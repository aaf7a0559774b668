"""Wordings: what sources say, read into spans by the published coding rules; pure."""

from __future__ import annotations

from datetime import date

from claims.wording.calendars import read_date
from claims.wording.counts import COUNT_RULES
from claims.wording.dates import FURTHER_RULES, NEAR_RULES, POINT_RULES
from claims.wording.figures import read_figure
from claims.wording.grammar import Rule
from claims.wording.printing import say
from claims.wording.readings import Reading, Terms, Unreadable
from claims.wording.shares import SHARE_RULES

__all__ = ["RULES", "RULES_VERSION", "Reading", "Rule", "Terms", "Unreadable", "read", "say"]

RULES_VERSION = 1
RULES: tuple[Rule, ...] = COUNT_RULES + SHARE_RULES + POINT_RULES + NEAR_RULES + FURTHER_RULES


def read(wording: str, kind: str, published: date | None = None) -> Reading:
    """What a wording says of a claim of kind "count", "amount" or "date".

    Unreadable, and nothing else, where it cannot be read, or needs a publication date and has none.
    """
    if kind == "date":
        return read_date(wording, published)
    if kind not in ("count", "amount"):
        raise KeyError(f"no wording is read as a {kind}")
    return read_figure(wording, kind)
