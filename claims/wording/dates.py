"""The coding rules of dates, row by row, and the reader that applies them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from claims.spans import Span
from claims.wording import days
from claims.wording.days import Stretch, Unit, Written, later
from claims.wording.formulas import Bound, formula
from claims.wording.grammar import Grammar, Match, Rule, Slot, Text
from claims.wording.readings import Reading, Term, Terms, Unreadable
from claims.wording.tokens import Token, tokenize

DATE = ("date",)
PUBLISHED = "told from the publication date"

ATOMS = (
    Rule(
        "a day",
        DATE,
        (
            "({weekday}) (the) {dd} (of) {month name} {yyyy}",
        ),
        "25 June 2020",
        "first … last",
        "first … last",
    ),
)
