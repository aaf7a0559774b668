"""Long lists, a page at a time: a page goes on from a row, so that the last one is as quick as the first."""

from __future__ import annotations

from dataclasses import dataclass

from .finding import COUNTED, Beyond, Found, count_each, few_expected, there_is
from .orders import NAMES, NEWEST, PER_PAGE, REFERENCES, SAID, Order, Place, Rows

__all__ = [
    "COUNTED",
    "NAMES",
    "NEWEST",
    "PER_PAGE",
    "REFERENCES",
    "SAID",
    "Found",
    "Order",
    "Page",
    "Rows",
    "count_each",
    "few_expected",
    "page_of",
    "there_is",
]


@dataclass
class Page:
    """The keys of its rows in order; before and after: from where the pages beside it go on, None at the ends.

    `total` is, of the first page, how many rows there are in all, or with `more` how many there are at least. Where it
    is `cut`, only STRETCH rows of the list were looked at, and there may be others beyond.
    """

    keys: list[int]
    before: str | None
    after: str | None
    begun: bool
    total: int
    more: bool
    cut: bool


def page_of(
    order: Order, found: Found, place: Place | None = None, back: bool = False, per_page: int = PER_PAGE
) -> Page:
    """The page that follows a place, or goes before it; the first one without a place."""
    rows, end = Beyond(order, found, place, back, per_page + 1).rows()
    further, shown = len(rows) > per_page, rows[:per_page]
    cut = end is not None and not further
    ahead = order.write(end if cut else shown[-1]) if further or cut else None  # type: ignore[arg-type]
    behind = order.write(shown[0]) if shown and (place is not None or back) else None
    before, after = (ahead, behind) if back else (behind, ahead)
    keys = [row[-1] for row in (reversed(shown) if back else shown)]
    more = len(rows) > COUNTED or end is not None
    return Page(keys, before, after, place is not None, min(len(rows), COUNTED), more, cut)
