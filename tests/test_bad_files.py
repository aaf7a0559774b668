"""Files that cannot be loaded: each says where and why, all at once, and leaves nothing behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claims.loading import BadFiles, load
from claims.models import Assertion, Claim, Import, Option, Publisher, Source, Topic

FILES = Path(__file__).parent / "files"

pytestmark = pytest.mark.django_db


def faults(path, seeded):
    with pytest.raises(BadFiles) as caught:
        load([path] if isinstance(path, Path) else path, seeded)
    return caught.value.faults


# File, then for each fault its line, column, a pattern of the cell, and one of the reason and what to do.
BAD = [
    ("empty-claims.csv", [(0, "", "", "empty")]),
    ("blank-claims.csv", [(0, "", "", "empty")]),
    ("no-rows-assertions.csv", [(1, "", "", "headings and no rows")]),
    ("utf-16-without-bom-assertions.csv", [(1, "", "", r"Byte 2 of the file .*NUL.*UTF-16")]),
    ("utf-16-cut-assertions.csv", [(2, "", "", r"Byte 73 of the file.*not UTF-16")]),
    ("utf-32-assertions.csv", [(1, "", "", "UTF-32.*CSV UTF-8")]),
    (
        "latin-1-sources.csv",
        [
            (
                3,
                "title",
                "Un .t. .*",
                r"Byte 57 of the file \(byte 13 of the line\) \(0xE9\).*Latin-1.*choose its encoding",
            )
        ],
    ),
    ("windows-1252-assertions.csv", [(2, "wording", ".*", r"0x93.*Windows-1252.*choose its encoding")]),
    ("nul-assertions.csv", [(2, "wording", "four.teen", r"byte 18 of the line.*NUL")]),
    ("workbook-assertions.csv", [(0, "", "", "archive is damaged")]),
    ("two-separators-assertions.csv", [(1, "", "", "by commas or semicolons")]),
    ("title-assertions.csv", [(1, "", "Raid of 25 June", "headings stand on line 3.*Delete the rows above")]),
    ("page-assertions.csv", [(0, "", "", "a page of HTML")]),
    ("pdf-assertions.csv", [(0, "", "", "a PDF")]),
    (
        "missing-heading-assertions.csv",
        [(1, "wording", "", "required heading is missing.*claim, source, wording")],
    ),
    ("unknown-heading-sources.csv", [(1, "", "publishd_on", "Did you mean “published_on”")]),
    ("duplicated-heading-claims.csv", [(1, "", "topic and topic", "stands 2 times")]),
    ("same-heading-assertions.csv", [(1, "", "wording and Wording.?", "stands 2 times")]),
    ("open-quotation-mark-assertions.csv", [(2, "", "", "unexpected end of data.*not closed")]),
    ("loose-quotation-mark-assertions.csv", [(2, "", "", "expected after.*quotation mark")]),
    (
        "overwritten-assertions.csv",
        [
            (2, "wording", "####", "too narrow.*Widen it"),
            (3, "wording", " #NAME. ", "shows an error.*Mend its formula"),
            (4, "note", "#DIV/0!", "shows an error"),
            (5, "as_of", "#######", "too narrow"),
        ],
    ),
    ("ragged-assertions.csv", [(2, "", "", "2 cells under 3 headings"), (3, "", " two", "4 cells under 3")]),
    ("quoted-newlines-assertions.csv", [(5, "claim", "KH-99", "No claim")]),
    ("empty-cells-assertions.csv", [(2, "wording", "", "empty"), (3, "claim", "", "empty")]),
    (
        "unknown-names-assertions.csv",
        [
            (2, "claim", "KH-1", "Did you mean “KH-.1”"),
            (3, "source", "carlyn", "Did you mean “carlin”"),
            (4, "base", "KH-001", "Did you mean “KH-01”"),
        ],
    ),
    ("unknown-names-sources.csv", [(2, "derives_from", "meog", "Did you mean “meog-26”")]),
    (
        "unknown-names-options.csv",
        [
            (2, "parent", "Iraqi Force", "Did you mean “Iraqi forces”"),
            (3, "claim", "KH-99", "No claim"),
            (4, "claim", "KH-01", "no options"),
            (5, "option", "maybe", "yes or no"),
        ],
    ),
    (
        "dates-sources.csv",
        [
            (2, "published_on", "29/06/2020", "2020-06-29"),
            (3, "published_on", "2020-6-29", "2020-06-29"),
            (4, "published_on", "20200629", "2020-06-29"),
            (5, "published_on", "2020-02-30", "no such day"),
            (6, "published_on", "0000-01-01", "from 0001-01-01 on"),
            (7, "published_on", "June 2020", "2020-06-29"),
            (8, "published_on", "44012", "counts days as Excel does, write 2020-06-30"),
        ],
    ),
    (
        "rewritten-dates-sources.csv",
        [
            (2, "published_on", "6/29/2020", "Write 2020-06-29"),
            (3, "published_on", "29.06.2020", "Write 2020-06-29"),
            (4, "published_on", "44011", "counts days as Excel does, write 2020-06-29"),
            (5, "published_on", "29-Jun-20", "may be 2020-06-29 or 1920-06-29"),
            (6, "published_on", "05/06/2020", "may be 2020-05-06 or 2020-06-05"),
            (7, "published_on", "05/06/20", "may be 2020-05-06 or 2020-06-05 or 1920-05-06 or 1920-06-05"),
            (8, "published_on", "29 June 2020", "Write 2020-06-29"),
            (9, "published_on", "June 29, 2020", "Write 2020-06-29"),
            (10, "published_on", "2020/06/29", "Write 2020-06-29"),
            (11, "published_on", "06/06/2020", "Write 2020-06-06"),
            (12, "published_on", "31/02/2020", "Write year, month and day"),
            (13, "published_on", "29-Jun-2020 10:30", r"Write 2020-06-29\."),
            (14, "published_on", "Jun-20", "Write year, month and day"),
            (15, "published_on", "29/06/2020 10:30", r"Write 2020-06-29\."),
            (16, "published_on", "2020-06-29 10:30:00", r"Write 2020-06-29\."),
            (17, "published_on", "2020-06-29T00:01", r"Write 2020-06-29\."),
        ],
    ),
    (
        "rewritten-moments-assertions.csv",
        [
            (2, "as_of", "29/06/2020 9:30", "Write 2020-06-29T09:30"),
            (3, "as_of", "2020-06-29 10:30:00", "Write 2020-06-29T10:30:00"),
            (4, "as_of", "44011", "write 2020-06-29"),
            (5, "as_of", "5/6/2020 10:30", "may be 2020-05-06T10:30 or 2020-06-05T10:30"),
        ],
    ),
    (
        "as-of-assertions.csv",
        [
            (2, "as_of", "2020-06-29 10:30", "2020-06-29T10:30"),
            (3, "as_of", "2020-06-29T25:00", "no such time"),
            (4, "as_of", "2020-06-29T10:30Z", "local time"),
            (5, "as_of", "yesterday", "2020-06-29"),
            (6, "as_of", "2020-13-01T10:30", "no such day"),
        ],
    ),
    (
        "choices-sources.csv",
        [
            (2, "kind", "blog", "article, statement, report, post or other"),
            (3, "reliability", "G", "A, B, C, D, E or F"),
            (4, "url", "ftp://example.org/x", "https://"),
            (5, "url", "example.org", "https://"),
        ],
    ),
    (
        "choices-claims.csv",
        [
            (2, "kind", "number", "count, amount, date, choice or yesno"),
            (3, "accumulates", "maybe", "yes or no"),
            (4, "accumulates", "yes", "Only counts and amounts"),
        ],
    ),
    (
        "choices-assertions.csv",
        [
            (2, "stance", "says", "asserts, reports, doubts or denies"),
            (3, "credibility", "7", "1, 2, 3, 4, 5 or 6"),
            (4, "credibility", "high", "1, 2, 3, 4, 5 or 6"),
        ],
    ),
    (
        "invisible-claims.csv",
        [
            (2, "reference", "KH.01", r"Sign 3 .*cannot be seen \(U\+00A0\)"),
            (3, "reference", "KH.-02", r"U\+200B"),
            (4, "reference", "KH.-03", r"U\+202E"),
        ],
    ),
    ("invisible-assertions.csv", [(2, "claim", "KH-.01", r"U\+200B"), (3, "source", "car.lin", r"U\+00A0")]),
    (
        "references-claims.csv",
        [(2, "reference", "A/1", "no “/”"), (3, "reference", "x+", "Shorten it to 60")],
    ),
    ("too-long-assertions.csv", [(2, "wording", "w+", "501.*to 500"), (3, "locator", "l+", "121.*to 120")]),
    ("kind-changed-claims.csv", [(2, "kind", "date", "kind cannot change.*“count”")]),
    (
        "circle-sources.csv",
        [
            *((n, "derives_from", "", r"derive from itself\. In the circle: a, b, c\.") for n in (2, 3, 4)),
            (5, "derives_from", "d", r"derive from itself\. Name another"),
        ],
    ),
    (
        "circle-options.csv",
        [(2, "parent", "Rangers", "lie in itself"), (3, "parent", "Counter.*", "lie in itself")],
    ),
    (
        "circle-assertions.csv",
        [*((n, "base", "", r"each other in a circle\..*KH-01, KH-02, KH-14, KH-23\.") for n in (2, 3, 4, 5))],
    ),
    (
        "faulty-assertions.csv",
        [
            (2, "speaker", "", "whose word"),
            (3, "note", "", "Say in the note why"),
            (4, "base", "KH-03", "same kind"),
            (5, "base", "KH-01", "itself"),
        ],
    ),
    ("doubles-assertions.csv", [(4, "", "", "same claim, source, wording, locator as line 2 of doubles")]),
    ("doubles-options.csv", [(3, "", "", "same claim, option as line 2")]),
    (
        "superseded-assertions.csv",
        [
            (2, "superseded_by", r"carlin \| eleven", "No assertion"),
            (3, "superseded_by", r"carlin \| ten", "refused on line 2 of superseded-assertions.csv"),
            (4, "superseded_by", "", "superseded by itself"),
            (5, "superseded_by", "", "superseded by itself"),
        ],
    ),
    (
        "same-names-options.csv",
        [
            (2, "option", "", "“The Federal-Police” is a name of “Federal Police”"),
            (3, "aliases", "", "“C.T.S.” is a name of “Counter-Terrorism Service”"),
            (4, "option", "", "“scóuts” is a name of “Rangers”"),
            (6, "claim", "", "no options"),
        ],
    ),
    (
        "several-faults-sources.csv",
        [
            (2, "published_on", "1 May", "2020-06-29"),
            (2, "derives_from", "wire-9", "No source"),
            (3, "title", "", "empty"),
            (3, "derives_from", "c", "derive from itself"),
            (4, "derives_from", "b", "derive from itself"),
            (5, "derives_from", "a", "refused on line 2 of several-faults-sources.csv"),
            (6, "reference", "", "empty"),
            (6, "derives_from", "wire-9", "No source"),
        ],
    ),
    (
        "several-faults-claims.csv",
        [
            (2, "topic", "", "empty"),
            (2, "kind", "date", "kind cannot change"),
            (3, "topic", "", "empty"),
            (3, "accumulates", "yes", "Only counts and amounts"),
        ],
    ),
    (
        "several-faults-options.csv",
        [
            (2, "option", "", "empty"),
            (2, "parent", "Iraqi Force", "Did you mean “Iraqi forces”"),
            (3, "option", "", "empty"),
            (3, "claim", "KH-99", "No claim"),
            (4, "option", "", "empty"),
            (4, "claim", "KH-01", "no options"),
            (5, "aliases", "CTS", "is a name of “Counter-Terrorism Service”"),
            (5, "parent", "Iraqi Force", "Did you mean “Iraqi forces”"),
            (6, "parent", "Rangers", "refused on line 5 of several-faults-options.csv"),
        ],
    ),
    (
        "several-faults-assertions.csv",
        [
            (2, "as_of", "29/06/2020", "2020-06-29"),
            (2, "claim", "KH-99", "No claim"),
            (2, "source", "nosuch", "No source"),
            (2, "base", "KH-98", "No claim"),
            (3, "as_of", "yesterday", "2020-06-29"),
            (3, "speaker", "", "whose word"),
            (3, "base", "KH-03", "same kind"),
            (4, "wording", "", "empty"),
            (4, "stance", "says", "asserts, reports, doubts or denies"),
            (4, "superseded_by", r"carlin \| eleven", "No assertion"),
            (5, "source", "", "empty"),
            (5, "base", "KH-97", "No claim"),
            (6, "source", "nosuch", "No source"),
            (6, "speaker", "", "whose word"),
            (7, "as_of", "soon", "2020-06-29"),
            (8, "superseded_by", r"carlin \| eighteen", "refused on line 7 of several-faults-assertions.csv"),
        ],
    ),
    (
        "other-voices-assertions.csv",
        [(2, "superseded_by", "", "in the same voice"), (4, "superseded_by", "", "in the same voice")],
    ),
    (
        "values-assertions.json",
        [
            (2, "wording", ".*ten.*11.*", "list or an object"),
            (3, "source", ".*carlin.*", "list or an object"),
            (3, "wording", "true", "truth value"),
            (5, "wording", "NaN", "no such number"),
            (7, "wording", "", r"U\+D800"),
            (8, "wording", "", r"U\+0000"),
            (9, "claim", "", "twice"),
        ],
    ),
    (
        "keys-assertions.json",
        [(7, "wording", "", "lacks this key.*Write null"), (11, "", "note: .*", "first object has not this key")],
    ),
    ("unknown-key-assertions.json", [(1, "", "spaeker", "Did you mean “speaker”")]),
    ("cut-assertions.json", [(9, "", "", "not JSON: Unterminated string.*cut off")]),
    ("deep-assertions.json", [(1, "", "", "too deep")]),
    ("one-object-assertions.json", [(1, "", "", "list of objects is expected")]),
    ("texts-assertions.json", [(1, "", "", "An object is expected")]),
    ("empty-list-assertions.json", [(0, "", "", "empty")]),
    ("latin-1-assertions.json", [(2, "", "", r"byte 35 of the line\) \(0xE9\) is not UTF-8")]),
    (
        "lines-assertions.jsonl",
        [
            (2, "", "", "More than an object"),
            (4, "", "", "not JSON: Expecting value"),
            (5, "", "", "An object is expected"),
            (6, "wording", ".*2.*", "list or an object"),
        ],
    ),
    (
        "merged-assertions.xlsx",
        [(2, "", "A2:A3", "merged.*Split"), (3, "claim", "", "empty"), (3, "source", "", "empty")],
    ),
    ("title-assertions.xlsx", [(1, "", "Raid of 25 June", "headings stand on line 3")]),
    (
        "typed-assertions.xlsx",
        [
            (2, "wording", "2020-06-29", "turned it into a date.*Format the column as text"),
            (3, "wording", "2020-06-29", "turned it into a date"),
            (4, "wording", "0.4375", "date or a time"),
            (5, "wording", "true", "truth value"),
            (6, "wording", "100000", r"form of its own \(0\.00E\+00\)"),
            (7, "wording", "0.3+", "rounded"),
            (8, "wording", "123456789012", "power of ten"),
            (9, "wording", "0.456", "fewer digits"),
            (10, "wording", "11", "form of its own .*€"),
            (11, "wording", "11", "killed"),
            (12, "wording", "0.5", "form of its own"),
            (13, "as_of", "2020-06-29", "only a part of the day .*whole day"),
            (14, "as_of", "60", "calendar does not have"),
            (15, "as_of", "44011", "counts days as Excel does, write 2020-06-29"),
            (16, "as_of", "0.4375", "only a part of the day"),
            (17, "note", "2020-06-29", "turned it into a date"),
            (18, "wording", "-11", "form of its own"),
        ],
    ),
    (
        "formulas-assertions.xlsx",
        [(2, "wording", r"=1\+1", "no stored result"), (3, "wording", "#REF!", "shows an error")],
    ),
    ("hidden-assertions.xlsx", [(0, "", "", "no visible sheet")]),
    ("entities-assertions.xlsx", [(0, "", "", "declares a document type")]),
    ("entities-in-links-assertions.xlsx", [(0, "", "", "declares a document type")]),
    ("cut-assertions.xlsx", [(0, "", "", "archive is damaged")]),
    ("bad-byte-assertions.xlsx", [(0, "", "", "archive is damaged")]),
    ("not-closed-assertions.xlsx", [(0, "", "", "damaged: mismatched tag")]),
    ("lzma-assertions.xlsx", [(0, "", "", "compressed in a way that no spreadsheet uses")]),
    ("bad-name-assertions.xlsx", [(0, "", "", "archive is damaged: the name of a file in it is not UTF-8")]),
    ("no-such-text-assertions.xlsx", [(0, "", "", "points at a text")]),
    ("text-before-first-assertions.xlsx", [(0, "", "", "damaged: “-1” stands where a number should")]),
    ("style-before-first-assertions.xlsx", [(0, "", "", "damaged: “-1” stands where a number should")]),
    ("row-before-first-assertions.xlsx", [(0, "", "", "damaged: “-5” stands where a number should")]),
    ("row-after-last-assertions.xlsx", [(0, "", "", "damaged: there is no row 1,048,577")]),
    ("many-digits-assertions.xlsx", [(2, "wording", "1e30", "more than 28 digits.*Format the column as text")]),
    ("damaged-format-claims.xlsx", [(0, "", "", "damaged: “x” stands where a number should")]),
    ("damaged-area-options.xlsx", [(0, "", "", "damaged: “é” stands where a number should")]),
    ("no-sheet-assertions.xlsx", [(0, "", "", "damaged: There is no item named")]),
    ("old-assertions.xls", [(0, "", "", r"old workbook of Excel \(\.xls\)")]),
    ("locked-assertions.xlsx", [(0, "", "", "locked by a password")]),
    ("open-document-assertions.ods", [(0, "", "", r"OpenDocument file \(\.ods\)")]),
    ("binary-assertions.xlsb", [(0, "", "", r"\(\.xlsb\)")]),
    ("archive-assertions.zip", [(0, "", "", "an archive, and no workbook")]),
    ("text-assertions.xlsx", [(0, "", "", "called a workbook, and is none")]),
    ("sheets.xlsx", [(0, "", "", "sheet “Notes” does not say.*hide the others")]),
    ("lists.json", [(0, "", "", "list “people” does not say")]),
    ("nothing.csv", [(0, "", "", "name does not say.*sources, claims, options, assertions")]),
    ("claims-and-sources.csv", [(0, "", "", "name does not say")]),
    ("there-is-none-claims.csv", [(0, "", "", "no such file")]),
]


@pytest.mark.parametrize(("name", "expected"), BAD, ids=[name for name, _ in BAD])
def test_a_bad_file_says_where_and_why(seeded, name, expected):
    found = faults(FILES / name, seeded)
    assert [(fault.file.partition(", ")[0], fault.line, fault.column) for fault in found] == [
        (name, line, column) for line, column, _, _ in expected
    ]
    for fault, (_, _, value, why) in zip(found, expected, strict=True):
        assert not value or re.fullmatch(value, fault.value)
        assert re.search(why, fault.said)


def test_every_bad_file_is_tried():
    assert {path.name for path in FILES.iterdir() if path.is_file()} == {name for name, _ in BAD} - {
        "there-is-none-claims.csv"
    }


def test_all_bad_files_together_say_everything_and_leave_nothing(seeded):
    def stored():
        return [list(model.objects.values()) for model in (Import, Publisher, Topic, Source, Claim, Option, Assertion)]

    before = stored()
    names = [name for name, _ in BAD if not re.match("nothing|there|claims-and|sheets|lists|no-rows|empty-list", name)]
    found = faults([FILES / name for name in names], seeded)
    assert {fault.file.partition(", ")[0] for fault in found} == set(names)
    assert stored() == before


def test_an_error_shortens_a_long_cell(seeded):
    (fault, _) = faults(FILES / "too-long-assertions.csv", seeded)
    assert len(str(fault)) < 200
    assert str(fault).startswith("too-long-assertions.csv, line 2, wording “www")
