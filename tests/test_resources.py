"""Files as resources of django-import-export: the same rows out, and in by the same cleaning, in few queries."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tablib import Dataset

from claims.facts import FILES, Extract
from claims.loading import BadFiles
from claims.models import Assertion, Claim, Import
from claims.resources import FileResource

from .factories import make_claim, make_source, make_user, say

pytestmark = pytest.mark.django_db

HEADINGS = ["reference", "topic", "question", "kind", "unit"]


def claims(*rows):
    return Dataset(*rows, headers=HEADINGS, title="claims")


def totals(result):
    return {name: count for name, count in result.totals.items() if count}


def test_it_gives_the_rows_of_the_files_as_they_are():
    say(make_claim(topic="=1+1", reference="A"), "14")
    make_claim(reference="B")
    for name, file in FILES.items():
        dataset = FileResource(name).export()
        assert (dataset.headers, dataset.title) == (file.headings, name)
        assert [list(row) for row in dataset] == [list(row) for row in Extract().rows(name)]
    assert FileResource("facts").export(Claim.objects.filter(reference="A"))["topic"] == ["=1+1"]


def test_a_dry_run_says_what_would_come_of_it_and_stores_nothing():
    make_claim(reference="A", topic="T", question="How many?", unit="men")
    make_claim(reference="B", topic="T", question="How many?")
    rows = claims(
        ["A", "T", "How many?", "count", "men"], ["B", "T", "How much?", "count", None], ["C", "T", "Who?", "yesno", ""]
    )
    result = FileResource("claims").import_data(rows, dry_run=True, user=make_user())
    assert totals(result) == {"skip": 1, "update": 1, "new": 1}
    assert not (result.has_errors() or result.has_validation_errors())
    assert Claim.objects.count() == 2 and not Import.objects.exists()


def test_what_is_loaded_comes_by_an_import_of_the_user_and_a_second_time_changes_nothing():
    analyst, rows = make_user(), claims(["A", "'=T", "How many?", "count", "-men"])
    assert totals(FileResource("claims").import_data(rows, user=analyst)) == {"new": 1}
    claim = Claim.objects.get()
    assert (claim.topic.name, claim.unit, claim.brought_by.loaded_by) == ("'=T", "-men", analyst)
    assert totals(FileResource("claims").import_data(rows, user=analyst)) == {"skip": 1}
    assert Import.objects.count() == 1


def test_rows_that_are_wrong_are_named_and_nothing_is_stored():
    rows = claims(["A", "T", "How many?", "count", ""], ["B", "T", "", "number", ""])
    result = FileResource("claims").import_data(rows, user=make_user())
    assert totals(result) == {"new": 1, "invalid": 1}
    (invalid,) = result.invalid_rows
    assert (invalid.number, invalid.values) == (2, ("B", "T", "", "number", ""))
    assert set(invalid.field_specific_errors) == {"question", "kind"}
    assert "The cell is empty." in invalid.field_specific_errors["question"][0]
    assert not Claim.objects.exists()
    with pytest.raises(BadFiles, match="The cell is empty"):
        FileResource("claims").import_data(rows, raise_errors=True, user=make_user())


@pytest.mark.parametrize(
    ("name", "rows", "why"),
    [
        ("claims", Dataset(["A"], headers=["referense"]), "Did you mean “reference”"),
        ("facts", Dataset(["A"], headers=["reference"]), "do not load"),
        ("claims", Dataset(["A", "B"], headers=["unit", "unit"]), "“unit”: The heading stands 2 times"),
        ("claims", Dataset(["A", "B"]), "no headings"),
        ("claims", Dataset(), "no headings"),
    ],
)
def test_what_is_wrong_with_the_whole_is_a_base_error(name, rows, why):
    result = FileResource(name).import_data(rows, dry_run=True, user=make_user())
    assert why in str(result.base_errors[0].error)
    assert totals(result) == {}
    with pytest.raises(BadFiles, match=why):
        FileResource(name).import_data(rows, raise_errors=True, user=make_user())


@pytest.mark.parametrize("dry_run", [True, False])
def test_whoever_may_not_load_is_not_told_what_would_come_of_it(dry_run):
    rows = claims(["A", "T", "How many?", "count", ""])
    with pytest.raises(PermissionDenied):
        FileResource("claims").import_data(rows, dry_run=dry_run, user=make_user("viewer"))


def test_many_rows_take_as_many_queries_as_few():
    make_claim(reference="C")
    make_source("s")

    def queries(first, many):
        rows = Dataset(
            *(("C", "s", f"{n} men") for n in range(first, first + many)), headers=["claim", "source", "wording"]
        )
        with CaptureQueriesContext(connection) as captured:
            FileResource("assertions").import_data(rows, user=make_user())
        return len(captured)

    few = queries(1, 5)
    assert queries(100, 200) <= few + 2
    assert Assertion.objects.count() == 205
