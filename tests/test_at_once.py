"""Several queries in one statement bring what each brings on its own."""

from __future__ import annotations

from datetime import date, time

import pytest

from claims.at_once import together
from claims.loading import load
from claims.models import Assertion, Claim, Decision, Import, Option, Source
from claims.review.assertions import edit
from claims.review.imports import with_imports

from .factories import make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def whole(row) -> object:
    """All that was fetched of a row, with what was fetched of the rows that it points at."""
    if not hasattr(row, "_state"):
        return row
    related = {name: whole(other) for name, other in row._state.fields_cache.items() if other is not None}
    return {name: value for name, value in vars(row).items() if name != "_state"} | related


@pytest.fixture
def world(write) -> None:
    claim, base = make_claim(), make_claim("choice")
    make_options(base, {"Army": None, "Guards": "Army"})
    say(base, "Guards")
    say(claim, "14.5", as_of=date(2020, 6, 29), as_of_time=time(12, 30))
    say(claim, "9999999999999999")
    row = say(claim, '“about 30” "\\\\ {x} %s')
    row.note = "By the mayor."
    edit(make_user(), row, ["note"])
    verify(claim, "14")
    source = make_source()
    rows = ["claim", "source", "wording"], [claim.reference, source.reference, "15"]
    load([write("assertions", *rows)], make_user("administrator"))


def queries():
    return {
        "histories": with_imports(Assertion.history.select_related("history_user", "base", "source", "option")),
        "decisions": Decision.objects.select_related("author", "option", "corrects").defer("positions"),
        "assertions": Assertion.objects.select_related("entered_by", "source__publisher"),
        "imports": Import.objects.select_related("loaded_by"),
        "keys": Option.history.values_list("id", "parent", "history_date"),
        "nothing": Source.objects.none(),
        "none of these": Claim.objects.filter(reference="no such claim"),
    }


def in_order(rows: list[object]) -> list[str]:
    return sorted(repr(whole(row)) for row in rows)


def test_rows_are_the_same_to_the_last_column(world):
    found = together(queries())
    assert {key: in_order(rows) for key, rows in found.items()} == {
        key: in_order(list(rows)) for key, rows in queries().items()
    }
    assert [len(rows) > 0 for rows in found.values()] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("keys", "statements"), [(("nothing",), 0), (("imports",), 1), (("imports", "keys"), 1), ((), 0)]
)
def test_it_takes_one_statement_or_none(world, django_assert_num_queries, keys, statements):
    with django_assert_num_queries(statements):
        together({key: queries()[key] for key in keys})
