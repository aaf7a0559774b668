"""Foreign headings: mapped to ours once, kept by name, offered again, and never applied unsaid."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook

from claims.models import Assertion, Import, Mapping, Upload

from .factories import make_claim, make_source, make_user
from .pages import text
from .test_desk_files import confirm, upload

pytestmark = pytest.mark.django_db

FOREIGN = "Incident,Outlet,Quote <b>,Page,Remarks\nC-1,post,only 11,3,x\nC-1,wire,12 or more,4,y\n"
MEANT = {"column-0": "claim", "column-1": "source", "column-2": "wording", "column-3": "locator", "column-4": ""}


@pytest.fixture(autouse=True)
def frame():
    make_claim(reference="C-1")
    make_source("post")
    make_source("wire")


def mapped(desk, name="NGO sheet", file="june-assertions.csv", **other):
    """Bring a foreign file, and say what its headings mean."""
    response = upload(desk, {file: FOREIGN})
    page = response.request["PATH_INFO"]
    return desk.post(page, {"kind": "assertions", "mapping": "", "name": name, **MEANT, **other}, follow=True)


def test_foreign_headings_lead_to_a_page_that_asks_what_they_mean(desk):
    response = upload(desk, {"june-assertions.csv": FOREIGN})
    assert response.redirect_chain == [(f"/admin/claims/upload/{Upload.objects.get().pk}/map/", 302)]
    assert Upload.objects.get().state == "mapping"
    page = text(response)
    assert "Quote &lt;b&gt;" in page and "<b>," not in page
    assert "only 11" in page


def test_a_mapped_file_is_read_by_it_and_the_import_remembers_how(desk, analyst):
    response = mapped(desk)
    assert "read with the mapping “<bdi>NGO sheet</bdi>”" in text(response)
    assert response.context["preview"]["totals"] == [("assertions", 2, 0, 0, 0)]
    confirm(desk, response)
    assert set(Assertion.objects.values_list("wording", "locator")) == {("only 11", "3"), ("12 or more", "4")}
    mapping = Mapping.objects.get()
    assert (mapping.name, mapping.kind, mapping.kept_by) == ("NGO sheet", "assertions", analyst)
    brought = Import.objects.get()
    assert brought.mappings["june-assertions.csv"]["name"] == "NGO sheet"
    assert brought.mappings["june-assertions.csv"]["columns"]["Quote <b>"] == "wording"
    assert "NGO sheet" in text(desk.get(f"/admin/claims/import/{brought.pk}/change/"))


def test_an_earlier_mapping_that_fits_is_applied_and_said_with_a_link_to_change_it(desk):
    confirm(desk, mapped(desk))
    response = upload(desk, {"july-assertions.csv": FOREIGN.replace("only 11", "14")})
    assert response.context["preview"]["totals"] == [("assertions", 1, 0, 1, 0)]
    assert "<bdi>july-assertions.csv</bdi>, read with the mapping “<bdi>NGO sheet</bdi>”" in text(response)
    page, query = re.search(r'href="(/admin/claims/upload/\d+/map/)([^"]*)">change', text(response)).groups()
    response = desk.get(page + query.replace("&amp;", "&"))
    assert response.context["kept"] == Mapping.objects.get()
    offered = {field.name: field.value() for field in response.context["form"]}
    assert offered == {"name": "NGO sheet", **MEANT}
    sent = {**offered, "column-3": "", "mapping": Mapping.objects.get().pk, "kind": "assertions"}
    response = desk.post(page, sent, follow=True)
    assert response.context["preview"]["totals"] == [("assertions", 2, 0, 0, 0)]  # the page tells two of one wording
    confirm(desk, response)
    assert Assertion.objects.get(wording="14").locator == ""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("sources.csv", FOREIGN),  # its name says another kind
        ("july-assertions.csv", FOREIGN.replace("Page", "Seite")),  # a heading that it does not know
        ("july-assertions.csv", "Incident,Outlet\nC-1,post\n"),  # and one that it needs
    ],
)
def test_an_earlier_mapping_that_does_not_fit_wholly_is_asked_about(desk, file, text):
    confirm(desk, mapped(desk))
    upload(desk, {file: text})
    assert Upload.objects.get(state="mapping")


def test_of_two_mappings_that_fit_as_well_the_person_chooses(desk, analyst):
    confirm(desk, mapped(desk))
    one = Mapping.objects.get()
    Mapping.objects.create(name="Another", kind="assertions", columns=one.columns, kept_by=analyst)
    response = upload(desk, {"july-assertions.csv": FOREIGN})
    assert {mapping.name for mapping in response.context["fits"]} == {"NGO sheet", "Another"}
    assert Upload.objects.get(state="mapping")


SHEETS = {
    "Quellen": [["Kürzel", "Titel", "Verlag"], ["blatt", "Der Überfall", "Das Blatt"]],
    "Fragen": [["Nr", "Thema", "Frage", "Art"], ["C-2", "Überfall", "Wie viele?", "count"]],
    "Aussagen": [["Frage", "Quelle", "Wortlaut"], ["C-2", "blatt", "11"]],
}
MEANINGS = {
    "Quellen": ("sources", ["reference", "title", "publisher"]),
    "Fragen": ("claims", ["reference", "topic", "question", "kind"]),
    "Aussagen": ("assertions", ["claim", "source", "wording"]),
}


def workbook(names: list[str]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.remove(made.active)
    for name, rows in zip(names, SHEETS.values(), strict=True):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


def meant(response) -> dict[str, str]:
    """What a person says of the sheet that the page asks about."""
    headings = response.context["table"].sample.headings
    name = next(name for name, rows in SHEETS.items() if rows[0] == headings)
    kind, columns = MEANINGS[name]
    table = {"file": response.context["table"].file.pk, "table": response.context["table"].sample.name}
    return {**table, "kind": kind, "name": f"{name} 2020", **{f"column-{n}": own for n, own in enumerate(columns)}}


@pytest.mark.parametrize("names", [["Quellen", "Fragen", "Aussagen"], ["sources", "claims", "assertions"]])
def test_each_sheet_of_a_workbook_is_mapped_and_the_next_workbook_needs_nothing_more(desk, names):
    response = upload(desk, {"export.xlsx": workbook(names)})
    for name in names:
        assert f"The headings of <bdi>export.xlsx, sheet {name}</bdi>" in text(response)
        response = desk.post(response.request["PATH_INFO"], {**meant(response), "mapping": ""}, follow=True)
    assert f"<bdi>export.xlsx, sheet {names[0]}</bdi>, read with the mapping “<bdi>Quellen 2020</bdi>”" in text(
        response
    )
    confirm(desk, response)
    assert Assertion.objects.get().source.title == "Der Überfall"
    brought = Import.objects.get()
    assert brought.mappings[f"export.xlsx, sheet {names[2]}"]["name"] == "Aussagen 2020"
    response = upload(desk, {"export.xlsx": workbook(names)})
    assert response.context["upload"].state == "ready"
    assert response.context["preview"]["totals"][0] == ("sources", 0, 0, 1, 0)


def test_a_sheet_is_changed_by_its_own_link(desk):
    response = upload(desk, {"export.xlsx": workbook(list(SHEETS))})
    for _ in SHEETS:
        response = desk.post(response.request["PATH_INFO"], {**meant(response), "mapping": ""}, follow=True)
    links = re.findall(r'href="(/admin/claims/upload/\d+/map/[^"]*)">change', text(response))
    pages = [desk.get(link.replace("&amp;", "&")) for link in links]
    assert [page.context["table"].sample.name for page in pages] == [
        f"export.xlsx, sheet {name}" for name in sorted(SHEETS)
    ]
    assert [page.context["kept"].name for page in pages] == [f"{name} 2020" for name in sorted(SHEETS)]


def test_a_sheet_may_be_left_out_and_mapped_after_all(desk):
    response = upload(desk, {"export.xlsx": workbook(["Quellen", "Notizen", "Aussagen"])})
    for name in ("Quellen", "Notizen", "Aussagen"):
        page, table = response.request["PATH_INFO"], response.context["table"]
        assert table.sample.name == f"export.xlsx, sheet {name}"
        said = {**meant(response), "mapping": ""}
        left = {"action": "leave", "file": table.file.pk, "table": table.sample.name}
        response = desk.post(page, left if name == "Notizen" else said, follow=True)
    assert [row[0] for row in response.context["preview"]["totals"]] == ["sources", "assertions"]
    assert "<bdi>export.xlsx, sheet Notizen</bdi>, left out" in text(response)
    assert "export.xlsx, sheet Quellen: Sheet “Notizen” was left out." in response.context["preview"]["remarks"]
    assert Mapping.objects.count() == 2
    link = re.search(r'href="([^"]*Notizen)">change', text(response))[1].replace("&amp;", "&")
    response = desk.post(page, {**meant(desk.get(f"{link}&kind=claims")), "mapping": ""}, follow=True)
    assert [row[0] for row in response.context["preview"]["totals"]] == ["sources", "claims", "assertions"]


def test_a_file_beside_others_may_be_left_out(desk):
    response = upload(
        desk, {"june.csv": FOREIGN, "sources.csv": "reference,title,publisher\nblatt,Der Überfall,Blatt\n"}
    )
    response = desk.post(response.request["PATH_INFO"], {"action": "leave"}, follow=True)
    assert "<bdi>june.csv</bdi>, left out" in text(response)
    confirm(desk, response)
    assert (Import.objects.get().files, list(Import.objects.get().checksums)) == ("sources.csv", ["sources.csv"])


def test_where_all_is_left_out_nothing_can_be_loaded(desk):
    response = upload(desk, {"june.csv": FOREIGN})
    response = desk.post(response.request["PATH_INFO"], {"action": "leave"}, follow=True)
    assert Upload.objects.get().state == "failed"
    assert "All of it is left out: there is nothing to load." in text(response)


def test_an_upload_can_be_discarded_before_its_headings_are_mapped(desk):
    response = upload(desk, {"june.csv": FOREIGN})
    assert response.context["form"] is None
    (address,) = re.findall(r'formaction="([^"]*)" name="action" value="discard"', text(response))
    assert "The upload was discarded" in text(desk.post(address, {"action": "discard"}, follow=True))
    assert not Upload.objects.exists()


def test_the_kinds_of_rows_are_explained(desk):
    page = text(upload(desk, {"june.csv": FOREIGN}))
    for kind in ("sources", "claims", "options", "assertions"):
        assert f"<li><b>{kind}</b>: " in page


def test_what_a_file_holds_is_asked_where_its_name_does_not_say_it(desk):
    response = upload(desk, {"june.csv": FOREIGN})
    assert response.context["form"] is None
    page = response.request["PATH_INFO"]
    response = desk.get(page, {"kind": "assertions"})
    assert response.context["form"].kind == "assertions"
    response = desk.post(page, {"kind": "assertions", "mapping": "", "name": "NGO", **MEANT}, follow=True)
    assert response.context["preview"]["totals"] == [("assertions", 2, 0, 0, 0)]


def test_headings_that_are_near_ours_are_guessed(desk):
    response = upload(desk, {"assertions.csv": "Claim,Sources,wordng\nC-1,post,11\n"})
    form = response.context["form"]
    assert [form[f"column-{n}"].value() for n in range(3)] == ["claim", "source", "wording"]


def test_the_first_cells_stand_beside_their_heading_where_headings_repeat(desk):
    response = upload(desk, {"assertions.csv": "Case,,,Doc,Words,DOC,Remark\nC-1,a,b,post,11,c,x\n"})
    cells = {column["heading"]: column["cells"] for column in response.context["columns"]}
    assert cells == {"Case": ["C-1"], "": ["a"], "Doc": ["post"], "Words": ["11"], "Remark": ["x"]}


REMARKED = {"column-0": "claim", "column-1": "source", "column-2": "wording", "column-3": "note"}


def test_an_earlier_mapping_is_offered_for_headings_in_other_letters_and_keeps_one_meaning_of_each(desk):
    response = upload(desk, {"assertions.csv": "Case,Doc,Words,Remark\nC-1,post,11,x\n"})
    desk.post(response.request["PATH_INFO"], {"kind": "assertions", "mapping": "", "name": "NGO", **REMARKED})
    response = upload(desk, {"assertions.csv": "CASE,DOC,WORDS,REMARK\nC-1,post,12,y\n"})
    page = f"/admin/claims/upload/{response.context['upload'].pk}/map/"
    form = desk.get(page).context["form"]
    assert {name: form[name].value() for name in REMARKED} == REMARKED
    sent = {"kind": "assertions", "mapping": Mapping.objects.get().pk, "name": "NGO", **REMARKED, "column-3": ""}
    response = desk.post(page, sent, follow=True)
    assert Mapping.objects.get().columns == {"CASE": "claim", "DOC": "source", "WORDS": "wording", "REMARK": ""}
    desk.post(page, {**sent, **REMARKED})
    confirm(desk, upload(desk, {"assertions.csv": "Case,Doc,Words,Remark\nC-1,post,13,z\n"}))
    assert Assertion.objects.get().note == "z"


def test_what_a_mapping_says_of_other_headings_stays_when_it_is_kept_again(desk):
    mapped(desk)
    response = upload(desk, {"july-assertions.csv": "incident,outlet,quote <b>\nC-1,post,12\n"})
    page = f"/admin/claims/upload/{response.context['upload'].pk}/map/"
    sent = {name: MEANT[name] for name in list(MEANT)[:3]}
    desk.post(page, {"kind": "assertions", "mapping": Mapping.objects.get().pk, "name": "NGO sheet", **sent})
    assert Mapping.objects.get().columns == {
        "Page": "locator", "Remarks": "", "incident": "claim", "outlet": "source", "quote <b>": "wording",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        ({"column-2": ""}, "Say which heading is: wording."),
        ({"column-3": "wording"}, "Two headings cannot both be wording"),
        ({"column-3": "colour"}, "Select a valid choice"),
        ({"name": " "}, "This field is required"),
        ({"name": "\u200b"}, "Give it a name that can be seen."),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_is_wrong(desk, other, complaint):
    assert complaint in text(mapped(desk, **other))
    assert not Mapping.objects.exists()


def test_a_name_stands_for_one_mapping(desk):
    mapped(desk)
    response = upload(desk, {"july-assertions.csv": FOREIGN.replace("Page", "Seite")})
    sent = {"kind": "assertions", "mapping": "", "name": "ngo SHEET", **MEANT}
    response = desk.post(response.request["PATH_INFO"], sent, follow=True)
    assert "Another mapping has the name “NGO sheet”" in text(response)
    assert Mapping.objects.count() == 1


def test_mappings_are_listed_renamed_and_deleted(desk):
    mapped(desk)
    mapping = Mapping.objects.get()
    assert "NGO sheet" in text(desk.get("/admin/claims/mapping/"))
    page = f"/admin/claims/mapping/{mapping.pk}/change/"
    assert "Quote &lt;b&gt;" in text(desk.get(page))
    assert "Give it a name that can be seen." in text(desk.post(page, {"name": "\u200b"}))
    desk.post(page, {"name": "Monitors"})
    assert Mapping.objects.get().name == "Monitors"
    desk.post(f"/admin/claims/mapping/{mapping.pk}/delete/", {"post": "yes"})
    assert not Mapping.objects.exists()


def test_a_viewer_changes_no_mapping(desk, client):
    mapped(desk)
    client.force_login(make_user("viewer"))
    page = f"/admin/claims/mapping/{Mapping.objects.get().pk}/"
    assert client.post(f"{page}change/", {"name": "Mine"}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert Mapping.objects.get().name == "NGO sheet"
