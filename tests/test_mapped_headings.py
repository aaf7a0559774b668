"""Foreign headings: those of ours are found however they are written, and a mapping says what others mean."""

from __future__ import annotations

import pytest

from claims.loading.files import chosen, read_tables
from claims.loading.headings import HeadingMap, columns_of, tidy

GERMAN = HeadingMap(
    "assertions", {"Frage": "claim", "Quelle": "source", "Wortlaut": "wording", "Stand": "as_of", "Ablage": ""}
)


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    pass


@pytest.fixture
def read(tmp_path):
    def read(text: str, mapping: HeadingMap | None = GERMAN, name: str = "Export.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        (table,) = read_tables([path], silent, mapping={name: mapping} if mapping else {})
        return table

    return read


def columns(table) -> list[tuple[int, str]]:
    return [(at, column.heading) for at, column in columns_of(table)]


@pytest.mark.parametrize(
    "written",
    [
        "published_on",
        " Published On ",
        "published-on",
        "PUBLISHED\u00a0ON",
        "\ufeffpub\u200blished_on",
        "published\non",
        "ｐublished_on",
    ],
)
def test_a_heading_is_ours_however_it_is_written(written):
    assert tidy(written) == "published_on"


def test_a_mapping_says_what_headings_mean_and_what_the_file_holds(read):
    table = read("Quelle;Ablage;Frage;Wortlaut\nwire;x;C-1;elf\n")
    assert table.kind == "assertions"
    assert not table.faults
    assert table.headings == ["source", "", "claim", "wording"]
    assert table.written == ["Quelle", "Ablage", "Frage", "Wortlaut"]
    assert columns(table) == [(0, "source"), (2, "claim"), (3, "wording")]
    assert table.cell(table.rows[0], "wording") == "elf"


def test_headings_of_ours_stay_beside_a_mapping(read):
    table = read("QUELLE,frage,Wortlaut,Note\nwire,C-1,elf,x\n")
    assert (table.headings, table.faults) == (["source", "claim", "wording", "note"], [])


def test_an_error_names_the_heading_of_the_file(read):
    table = read("Quelle,Frage,Wortlaut,Stand\nwire,C-1,elf,29/06/2020\n")
    table.rows[0].fault("as_of", "This is not a date.")
    (fault,) = table.rows[0].faults
    assert (fault.column, fault.heading) == ("as_of", "Stand")
    assert str(fault) == "Export.csv, line 2, Stand “29/06/2020”: This is not a date."


def test_a_heading_that_the_mapping_does_not_know_is_refused(read):
    (fault,) = read("Quelle,Frage,Wortlaut,Seite\nwire,C-1,elf,3\n").faults
    assert (fault.line, fault.value) == (1, "Seite")
    assert "No column has this heading" in fault.said


def test_two_headings_that_mean_the_same_are_refused(read):
    (fault,) = read("Quelle,Frage,Wortlaut,wording\nwire,C-1,elf,11\n").faults
    assert fault.value == "Wortlaut and wording"
    assert "stands 2 times" in fault.said


def test_a_missing_heading_is_named_as_the_mapping_calls_it(read):
    (fault,) = read("Quelle,Frage\nwire,C-1\n").faults
    assert fault.column == "wording"
    assert "under “Wortlaut”" in fault.said


def test_a_heading_may_be_left_out_twice(read):
    assert not read("Quelle,Frage,Wortlaut,Ablage,Ablage\nwire,C-1,elf,x,y\n").faults


def test_an_empty_heading_is_refused_beside_one_that_is_left_out(read):
    (fault,) = read("Quelle,Frage,,Wortlaut,Ablage\nwire,C-1,x,elf,y\n").faults
    assert fault.value == "(empty)"


def test_a_mapping_serves_json_too(read):
    table = read('[{"Frage": "C-1", "Quelle": "wire", "Wortlaut": "elf"}]', name="Export.json")
    assert (table.kind, table.headings) == ("assertions", ["claim", "source", "wording"])


def test_what_an_export_adds_is_passed_over(read):
    table = read("claim,source,wording,state,rejected\nC-1,wire,11,read,x\n", None, "assertions.csv")
    assert not table.faults
    assert columns(table) == [(0, "claim"), (1, "source"), (2, "wording")]


def test_more_headings_than_any_table_has_are_refused(read):
    (fault,) = read(",".join(f"h{n}" for n in range(1001)) + "\n1\n", None, "assertions.csv").faults
    assert "1,001 cells" in fault.said


def test_each_list_of_a_file_has_its_own_mapping(tmp_path):
    (path := tmp_path / "Export.json").write_text(
        '{"Aussagen": [{"Frage": "C-1", "Quelle": "wire", "Wortlaut": "elf"}], "claims": [{"Nr": "C-1"}]}'
    )
    mapping = {
        "Export.json, list Aussagen": GERMAN,
        "Export.json, list claims": HeadingMap("claims", {"Nr": "reference"}),
    }
    tables = read_tables([path], silent, mapping=mapping)
    assert [(table.kind, table.headings) for table in tables] == [
        ("claims", ["reference"]),
        ("assertions", ["claim", "source", "wording"]),
    ]


def test_of_several_mappings_each_file_gets_the_one_that_fits_it_with_the_fewest_others(tmp_path):
    (tmp_path / "a.csv").write_text("Frage,Quelle,Wortlaut\nC-1,wire,elf\n")
    (tmp_path / "b.csv").write_text("Frage,Quelle,Wortlaut,Ort\nC-1,wire,elf,3\n")
    (tmp_path / "c.csv").write_text("Code,Titel\nx,y\n")
    (tmp_path / "assertions.csv").write_text("claim,source,wording\nC-1,wire,12\n")
    (tmp_path / "empty.csv").write_text("")
    fewer = HeadingMap("assertions", {"Frage": "claim", "Quelle": "source", "Wortlaut": "wording"}, "fewer")
    more = HeadingMap("assertions", fewer.columns | {"Ort": "locator"}, "more")
    assert chosen([tmp_path], [more, fewer], "") == {"a.csv": fewer, "b.csv": more}


def test_a_mapping_that_nearly_fits_is_taken_to_say_what_lacks(tmp_path):
    (path := tmp_path / "a.csv").write_text("Frage,Quelle\nC-1,wire\n")
    assert chosen([path], [GERMAN]) == {"a.csv": GERMAN}
    (table,) = read_tables([path], silent, mapping={"a.csv": GERMAN})
    assert "under “Wortlaut”" in table.faults[0].said


@pytest.mark.parametrize(("name", "kind"), [("claims.csv", "claims"), ("assertions.csv", "assertions")])
def test_of_two_mappings_that_fit_as_well_the_name_of_the_file_decides(tmp_path, name, kind):
    columns = {
        "A": "reference",
        "B": "topic",
        "C": "question",
        "D": "kind",
        "E": "claim",
        "F": "source",
        "G": "wording",
    }
    one = HeadingMap("claims", {**columns, "E": "", "F": "", "G": ""})
    two = HeadingMap("assertions", {**columns, "A": "", "B": "", "C": "", "D": ""})
    (path := tmp_path / name).write_text("A,B,C,D,E,F,G\n1,2,3,4,5,6,7\n")
    assert chosen([path], [one, two])[name].kind == kind
