"""Loading takes work in proportion to the rows, whatever they name of each other."""

from __future__ import annotations

import pytest

from claims.loading import circles, load, matching, near_names, prepare, stored
from claims.models import Assertion, Option

from .factories import make_claim, make_source, make_user

pytestmark = pytest.mark.django_db

REFUSED = "was refused on line"


def chain(n: int) -> list[str]:
    return [f"s{i:04}" for i in range(n)]


def test_of_very_many_unknown_names_only_the_first_are_compared_with_those_that_are_known(write, monkeypatch):
    make_claim(reference="C-1", kind="choice")
    make_source("post")
    compared = []
    monkeypatch.setattr(stored, "MOST_LETTERS", 50_000)
    monkeypatch.setattr(stored, "MOST_NAMES", 300)
    monkeypatch.setattr(near_names, "get_close_matches", lambda name, known, n: compared.append(len(known)) or [])
    for files in (
        [write("options", ["claim", "option", "parent"], *(["C-1", f"option {i}", f"none {i}"] for i in range(400)))],
        [
            write("sources", ["reference", "title", "publisher"], *([name, "T", "P"] for name in chain(1000))),
            write("assertions", ["claim", "source", "wording"], *(["C-1", f"n{i:04}", "one"] for i in range(400))),
        ],
    ):
        compared.clear()
        assert len(prepare(files).faults) == 400
        assert max(compared) == 300
        assert 1 < len(compared) < 40


def test_an_unknown_name_of_two_kinds_is_compared_with_each(write):
    make_claim(reference="KH-01")
    make_source("KH-02")
    found = prepare([write("assertions", ["claim", "source", "wording"], ["KH-0", "KH-0", "11"])]).faults
    assert [fault.remedy for fault in found] == ["Did you mean “KH-01”?", "Did you mean “KH-02”?"]


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("KH-9", ["KH-19", "KH-09", "KH-90"], "Did you mean “KH-09”?"),
        ("kh 009", ["KH-19", "KH-9"], "Did you mean “KH-9”?"),
        ("KH-11", ["KH-1-1", "KH–011"], "Did you mean “KH–011”?"),
        ("कि-1", ["का-1", "कि-01"], "Did you mean “कि-01”?"),
        ("KH-9", ["KH-19", "KH-29"], "Did you mean “KH-19” or “KH-29”?"),
        ("KH-9", ["KH-19", "KH-29", "KH-39"], ""),
        ("carlyn", ["carlin", "post"], "Did you mean “carlin”?"),
        ("!", ["?"], ""),
        ("0", ["00", "1"], "Did you mean “00”?"),
    ],
)
def test_a_name_is_suggested_that_differs_by_its_spelling_alone_before_one_that_looks_like_it(name, known, said):
    assert near_names.did_you_mean(name, known) == said


@pytest.mark.parametrize("typed", ["KH-9", "kh 9", "KH9", "KH-009"])
def test_another_spelling_is_found_among_more_names_than_are_compared(write, monkeypatch, typed):
    for reference in ("AA-1", "AA-2", "KH-09", "KH-19"):
        make_claim(reference=reference)
    make_source("post")
    monkeypatch.setattr(stored, "MOST_NAMES", 2)
    found = prepare([write("assertions", ["claim", "source", "wording"], [typed, "post", "11"])]).faults
    assert [fault.remedy for fault in found] == ["Did you mean “KH-09”?"]


def test_another_spelling_is_found_among_very_many_names_of_the_files(write, monkeypatch):
    make_source("post")
    monkeypatch.setattr(stored, "MOST_NAMES", 2)
    claims = [[name, "T", "Q", "count"] for name in ("AA-1", "AA-2", "KH-09")]
    files = [
        write("claims", ["reference", "topic", "question", "kind"], *claims),
        write("assertions", ["claim", "source", "wording"], *([name, "post", "11"] for name in ("AA-1", "KH-9"))),
    ]
    assert [fault.remedy for fault in prepare(files).faults] == ["Did you mean “KH-09”?"]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("kind", ["sources", "options", "assertions"])
def test_all_that_goes_by_a_refused_row_at_any_remove_is_looked_at_a_few_times(write, monkeypatch, kind, step):
    claim = make_claim(reference="C-1", kind="choice" if kind == "options" else "count")
    make_source("post")
    if kind == "options":
        Option.objects.create(claim=claim, name="taken")
    names = chain(60)
    headings, row = {
        "sources": (
            ["reference", "title", "publisher", "derives_from", "published_on"],
            lambda name, other: [name, "T", "P", other, "" if other else "soon"],
        ),
        "options": (
            ["claim", "option", "parent", "aliases"],
            lambda name, other: ["C-1", name, other, "" if other else "taken"],
        ),
        "assertions": (
            ["claim", "source", "wording", "superseded_by", "as_of"],
            lambda name, other: ["C-1", "post", name, other and f"post | {other}", "" if other else "soon"],
        ),
    }[kind]
    rows = [row(*pair) for pair in zip(names, [*names[1:], ""], strict=True)]
    looked = []
    told = matching.Matching.goes_by_rejected
    monkeypatch.setattr(matching.Matching, "goes_by_rejected", lambda *given: looked.append(1) or told(*given))
    found = prepare([write(kind, headings, *rows[::step])]).faults
    assert sum(REFUSED in fault.reason for fault in found) == 59 and len(found) == 60
    assert len(looked) < 250


def test_the_first_of_two_rows_stands_where_the_second_is_refused(write):
    headings = ["reference", "title", "publisher", "derives_from"]
    rows = [["a", "T", "P", "b"], ["b", "T", "P", ""], ["b", "T", "P", "nosuch"]]
    found = prepare([write("sources", headings, *rows)]).faults
    assert {fault.line for fault in found} == {4}


def test_a_long_chain_of_assertions_that_supersede_each_other_is_followed_once(write, monkeypatch):
    make_claim(reference="C-1")
    make_source("post")
    followed = []
    monkeypatch.setattr(circles, "in_circle", lambda edges: followed.append(len(list(edges))) or set())
    names = chain(500)
    rows = [
        ["C-1", "post", name, other and f"post | {other}"] for name, other in zip(names, [*names[1:], ""], strict=True)
    ]
    load([write("assertions", ["claim", "source", "wording", "superseded_by"], *rows)], make_user("analyst"))
    assert followed[-1] == 499
    assert Assertion.objects.filter(superseded_by=None).count() == 1
