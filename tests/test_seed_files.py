import csv
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
DOCUMENTS = ROOT / os.environ.get("SEED_DOCUMENTS", "../shared/seeds")

REQUIRED = {
    "sources": ["reference", "title", "publisher"],
    "claims": ["reference", "topic", "question", "kind"],
    "options": ["claim", "option"],
    "assertions": ["claim", "source", "wording"],
}
OPTIONAL = {
    "sources": ["authors", "published_on", "kind", "url", "derives_from", "reliability", "language", "note"],
    "claims": ["unit", "definition", "accumulates"],
    "options": ["parent", "aliases"],
    "assertions": [
        *("translation", "locator", "speaker", "stance", "as_of"),
        *("base", "read_as", "credibility", "note"),
    ],
}
KEYS = {
    "sources": ["reference"],
    "claims": ["reference"],
    "options": ["claim", "option"],
    "assertions": ["claim", "source", "wording", "locator"],
}

# meog-26 is a page of two columns whose lines were read straight across. The gap left no mark, so this says
# how many words of each line, from the fifth on, belong to the left column.
MEOG_TOP = 4
MEOG_LEFT = [
    *(10, 5, 10, 8, 10, 7, 8, 7, 8, 10, 8, 7, 7, 10, 8, 8, 8, 4, 8, 7, 10, 11, 9, 6, 7, 7, 9, 8, 9, 8, 9, 7),
    *(9, 8, 7, 10, 10, 9, 8, 8, 5, 7, 10, 7, 10, 0, 2, 8, 6, 7, 8, 6, 7, 9, 6, 7, 8, 7, 8, 7, 6, 11, 4),
]


def rows(name: str) -> list[dict[str, str]]:
    with open(SEEDS / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def references(name: str) -> set[str]:
    return {row["reference"] for row in rows(name)}


def running(text: str) -> str:
    """The text as one line, words put together that a line's end had broken."""
    return " ".join(re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "", text).split())


def columns(lines: list[str], left: list[int]) -> dict[str, str]:
    words = [line.split() for line in lines]
    return {
        "left": running("\n".join(" ".join(line[:n]) for line, n in zip(words, left, strict=True))),
        "right": running("\n".join(" ".join(line[n:]) for line, n in zip(words, left, strict=True))),
    }


def stands(wording: str, text: str) -> bool:
    """Whether the text has the wording letter for letter, and no word or number of it is cut short."""
    return bool(re.search(rf"(?<![\w-])(?<!\d[.,]){re.escape(wording)}(?![\w-]|[.,]\d)", text))


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    if not DOCUMENTS.is_dir():
        pytest.skip(f"no folder {DOCUMENTS}: SEED_DOCUMENTS names that of the documents, which are not ours")
    readme = (DOCUMENTS / "README.md").read_text("utf-8")
    table = re.findall(r"^\| *([\w-]+) *\| *(\S+\.txt) *\|", readme, re.MULTILINE)
    return {reference: (DOCUMENTS / name).read_text("utf-8") for reference, name in table}


def meog_columns(document: str) -> dict[str, str]:
    return columns(document.splitlines()[MEOG_TOP : MEOG_TOP + len(MEOG_LEFT)], MEOG_LEFT)


def passage(assertion: dict[str, str], documents: dict[str, str]) -> str:
    document = documents[assertion["source"]]
    if assertion["source"] == "meog-26":
        return meog_columns(document)[assertion["locator"].split()[0]]
    return running(document)


@pytest.mark.parametrize("name", REQUIRED)
def test_each_file_has_its_headings_and_a_cell_for_each(name: str) -> None:
    found = rows(name)
    assert found
    assert set(found[0]) >= set(REQUIRED[name])
    assert set(found[0]) <= {*REQUIRED[name], *OPTIONAL[name]}
    assert [row for row in found if None in row or None in row.values()] == []


@pytest.mark.parametrize("name", REQUIRED)
def test_required_cells_are_filled(name: str) -> None:
    assert [row for row in rows(name) if not all(row[heading].strip() for heading in REQUIRED[name])] == []


@pytest.mark.parametrize("name", KEYS)
def test_no_row_stands_twice(name: str) -> None:
    keys = [tuple(row[heading] for heading in KEYS[name]) for row in rows(name)]
    assert len(keys) == len(set(keys))


def test_each_source_is_one_of_the_documents(documents: dict[str, str]) -> None:
    assert references("sources") == set(documents)


def test_the_claims_are_numbered_without_a_gap() -> None:
    assert [row["reference"] for row in rows("claims")] == [f"KH-{n:02}" for n in range(1, 25)]


def test_each_claim_says_what_counts_and_numbers_have_a_unit() -> None:
    for row in rows("claims"):
        assert row["kind"] in {"count", "date", "choice", "yesno"}
        assert bool(row["unit"]) == (row["kind"] == "count"), row["reference"]
        assert row["definition"] and row["accumulates"] == "no"


def test_each_choice_has_options_with_the_parent_before_the_child() -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows("options"):
        assert not row["parent"] or (row["claim"], row["parent"]) in seen, row
        seen.add((row["claim"], row["option"]))
    choices = {row["reference"] for row in rows("claims") if row["kind"] == "choice"}
    assert {claim for claim, _ in seen} == choices


def test_each_choice_wording_names_an_option() -> None:
    names: dict[str, set[str]] = {}
    for row in rows("options"):
        names.setdefault(row["claim"], set()).update(
            name.casefold() for name in [row["option"], *row["aliases"].split(";")] if name
        )
    read = [row for row in rows("assertions") if row["claim"] in names]
    assert read
    for row in read:
        assert (row["read_as"] or row["wording"]).casefold() in names[row["claim"]]


def test_every_claim_has_an_assertion() -> None:
    assert {row["claim"] for row in rows("assertions")} == references("claims")


def test_each_assertion_points_at_what_exists() -> None:
    sources, claims = references("sources"), references("claims")
    for row in rows("assertions"):
        assert row["source"] in sources and row["locator"], row
        assert not row["base"] or row["base"] in claims - {row["claim"]}, row


def test_what_is_passed_on_names_its_speaker_and_nothing_else_does() -> None:
    for row in rows("assertions"):
        assert row["stance"] in {"asserts", "reports"}
        assert bool(row["speaker"]) == (row["stance"] == "reports"), row


def test_what_an_analyst_reads_otherwise_has_a_note() -> None:
    assert [row for row in rows("assertions") if row["read_as"] and not row["note"]] == []


def test_dates_are_iso() -> None:
    days = [row["published_on"] for row in rows("sources")] + [row["as_of"] for row in rows("assertions")]
    for day in filter(None, days):
        assert date.fromisoformat(day).isoformat() == day


def test_no_wording_is_longer_than_twelve_words() -> None:
    assert [row["wording"] for row in rows("assertions") if len(row["wording"].split()) > 12] == []


def test_every_wording_stands_in_its_document(documents: dict[str, str]) -> None:
    missing = [
        (row["claim"], row["source"], row["wording"])
        for row in rows("assertions")
        if not stands(row["wording"], passage(row, documents))
    ]
    assert missing == []


def own_words() -> Iterator[str]:
    for row in rows("claims"):
        yield from (row["question"], row["definition"])
    for name in ("sources", "assertions"):
        yield from (row["note"] for row in rows(name))


def test_questions_definitions_and_notes_copy_no_document(documents: dict[str, str]) -> None:
    pages = [running(text) for text in documents.values()]
    pages += meog_columns(documents["meog-26"]).values()
    printed = " | ".join(pages).casefold()
    for text in own_words():
        words = text.casefold().split()
        for start in range(len(words) - 6):
            assert " ".join(words[start : start + 7]) not in printed


@pytest.mark.parametrize("wording", ["up to 1", "p to 1,500", "500", "up  to", "Up to", "up to 1,500 in"])
def test_a_wording_that_is_cut_or_changed_does_not_stand(wording: str) -> None:
    assert stands("up to 1,500", "Of up to 1,500, few came.")
    assert not stands(wording, "Of up to 1,500, few came.")


def test_a_column_is_read_down_and_never_across_the_gap() -> None:
    page = columns(["Two of the store- The mill was", "houses burned shut in May"], [4, 2])
    assert stands("storehouses burned", page["left"])
    assert stands("was shut", page["right"])
    for text in page.values():
        assert not stands("burned shut", text)
        assert not stands("houses", text)
