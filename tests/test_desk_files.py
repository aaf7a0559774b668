"""Loading files on the desk: brought, looked at, and loaded once somebody confirms it."""

from __future__ import annotations

import codecs
import csv
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.facts.workbook import LONGEST
from claims.forms import files as files_form
from claims.models import Assertion, Assessment, Claim, Import, Source, Upload, UploadFile

from .factories import make_claim, make_source, say, verdict, verify
from .pages import text

pytestmark = pytest.mark.django_db

PAGE = "/admin/claims/import/load/"
SOURCES = "reference,title,publisher\npost,The raid,The Post\nwire,Raid,The Wire\n"
CLAIMS = "reference,topic,question,kind\nC-1,Raid,How many?,count\n"
ASSERTIONS = "claim,source,wording\nC-1,post,only 11\nC-1,wire,12 or more\n"


def upload(client, named: dict[str, str | bytes], **fields):
    """Bring files, and go where that leads."""
    chosen = [
        SimpleUploadedFile(name, body if isinstance(body, bytes) else body.encode()) for name, body in named.items()
    ]
    return client.post(PAGE, {"uploads": chosen, **fields}, follow=True)


def confirm(client, response, action="all"):
    """Press a button of an upload's page, and go where that leads."""
    seen = response.context["upload"].token
    return client.post(response.request["PATH_INFO"], {"action": action, "seen": seen}, follow=True)


def load(client, named, action="all"):
    return confirm(client, upload(client, named), action)


def everything() -> dict[str, str]:
    return {"assertions.csv": ASSERTIONS, "my-claims.csv": CLAIMS, "sources-june.csv": SOURCES}


def test_nothing_is_stored_before_it_is_confirmed(desk):
    response = upload(desk, everything())
    assert response.redirect_chain == [(f"/admin/claims/upload/{Upload.objects.get().pk}/change/", 302)]
    assert response.context["preview"]["totals"] == [
        ("sources", 2, 0, 0, 0),
        ("claims", 1, 0, 0, 0),
        ("assertions", 2, 0, 0, 0),
    ]
    assert not Source.objects.exists() and not Claim.objects.exists() and not Import.objects.exists()


def test_several_files_are_loaded_at_once_and_lead_to_their_import(desk, analyst):
    response = load(desk, everything())
    brought = Import.objects.get()
    assert response.redirect_chain[-1] == (f"/admin/claims/import/{brought.pk}/change/", 302)
    assert "Loaded." in text(response)
    assert verdict(Claim.objects.get()) == "contradiction"
    assert (brought.loaded_by, brought.files) == (analyst, "sources-june.csv; my-claims.csv; assertions.csv")
    assert set(brought.checksums) == {"sources-june.csv", "my-claims.csv", "assertions.csv"}
    assert {len(sum) for sum in brought.checksums.values()} == {64}
    assert not UploadFile.objects.exists()


def test_loading_the_same_files_again_changes_nothing_and_says_so(desk):
    load(desk, everything())
    response = upload(desk, everything())
    assert "All of it is here already: loading would change nothing." in text(response)
    assert 'value="all"' not in text(response)
    assert "All of it was here already" in text(confirm(desk, response))
    assert Import.objects.count() == 1


def test_wordings_that_cannot_be_read_are_told_of_before_and_after(desk):
    unread = "claim,source,wording\nC-1,post,umpteen\nC-1,wire,12\n"
    response = upload(desk, everything() | {"assertions.csv": unread})
    assert "1 wording that cannot be read" in text(response)
    assert response.context["preview"]["unread_sample"][0]["value"] == "umpteen"
    (said,) = re.findall(r"<li>.*, line .*</li>", text(response))
    assert said.count("umpteen") == 1 and ", line 2: <span" in said
    page = text(confirm(desk, response))
    assert f"?state=unread&amp;brought_by={Import.objects.get().pk}" in page


def test_faults_stand_grouped_by_their_reason_and_nothing_but_the_good_rows_can_be_loaded(desk):
    rows = "".join(f"C-1,post,{n},29/06/{n}\n" for n in range(2000, 2030))
    bad = f"claim,source,wording,as_of\nC-1,post,only 11,\nC-9,wire,<b>12</b>,\n{rows}"
    response = upload(desk, everything() | {"assertions.csv": bad})
    faults = response.context["preview"]["faults"]
    assert [group["count"] for group in faults] == [30, 1]
    assert [(one["line"], one["column"]) for one in faults[0]["first"]] == [(n, "as_of") for n in range(4, 9)]
    page = text(response)
    assert "31 things to put right" in page and "<b>12</b>" not in page
    assert 'value="good"' in page and 'value="all"' not in page
    confirm(desk, response, "good")
    assert Assertion.objects.get().wording == "only 11"


def test_what_only_follows_from_another_refusal_stands_after_the_causes(desk):
    sources = "reference,title,publisher,kind\npost,The raid,The Post,blog\nwire,Raid,The Wire,blog\n"
    rows = "".join(f"C-1,{'post' if n % 2 else 'wire'},{n}\n" for n in range(10))
    response = upload(
        desk, everything() | {"sources-june.csv": sources, "assertions.csv": f"claim,source,wording\n{rows}"}
    )
    preview = response.context["preview"]
    (cause,), (consequence,) = preview["faults"], preview["following"]
    assert (preview["faults_all"], cause["count"], cause["column"]) == (2, 2, "kind")
    assert (preview["following_all"], consequence["count"], consequence["column"]) == (10, 10, "source")
    assert consequence["said"] == "This was refused on line … of sources-june.csv. Mend that first."
    assert consequence["example"] == "This was refused on line 3 of sources-june.csv. Mend that first."
    page = text(response)
    assert "2 things to put right" in page and "10 more that only follow from rows refused above" in page
    assert page.index("none of the values allowed") < page.index("<details") < page.index("Mend that first.")


def test_a_group_says_of_all_only_what_holds_for_all_and_the_rest_of_the_first(desk):
    rows = "".join(f"C-1,post,{n},0{n}/04/2024\n" for n in (3, 5)) + "".join(f"C-1,wire,{n},\n" * 2 for n in (1, 2))
    preview = upload(desk, everything() | {"assertions.csv": f"claim,source,wording,as_of\n{rows}"}).context["preview"]
    told = {group["column"]: group for group in preview["faults"]}
    assert "2024" not in told["as_of"]["said"] and "It may be 2024-03-04 or 2024-04-03" in told["as_of"]["example"]
    assert "as line … of assertions.csv. Leave one of the two." in told[""]["said"]
    assert "as line 4 of assertions.csv." in told[""]["example"]


def test_groups_of_equal_words_name_their_columns(desk):
    bad = "claim,source,wording\n,post,11\nC-1,post,\n"
    response = upload(desk, everything() | {"assertions.csv": bad})
    faults = response.context["preview"]["faults"]
    assert {(one["column"], one["said"]) for one in faults} == {
        ("claim", "The cell is empty. Every row needs it."),
        ("wording", "The cell is empty. Every row needs it."),
    }
    assert "<b><bdi>wording</bdi></b>: The cell is empty." in text(response)


def test_stored_values_that_empty_cells_would_clear_are_counted(desk):
    head = "reference,title,publisher,authors,url\n"
    load(desk, {"sources.csv": head + "post,T,P,Ann,https://p.example\nwire,T,P,Bo,\n"})
    response = upload(desk, {"sources.csv": head + "post,T,P,,\nwire,U,P,,\n"})
    assert response.context["preview"]["cleared_fields"] == [["sources", "authors", 2], ["sources", "url", 1]]
    shown = text(response)
    assert "3 stored values give way to empty cells:" in shown and "authors of sources (2), url of sources (1)" in shown
    left_out = upload(desk, {"sources.csv": "reference,title,publisher\npost,U,P\n"})
    assert left_out.context["preview"]["cleared"] == 0 and "give way" not in text(left_out)


def test_so_are_those_in_whose_place_comes_what_an_empty_cell_means(desk):
    sources, said = "reference,title,publisher,kind,reliability\n", "claim,source,wording,stance,credibility,as_of\n"
    claims = "reference,topic,question,kind,accumulates\n"
    load(
        desk,
        {
            "sources.csv": f"{sources}post,T,P,report,A\nwire,T,P,report,A\n",
            "claims.csv": f"{claims}C-1,T,Q?,count,yes\n",
            "assertions.csv": f"{said}C-1,post,11,denies,3,2020-06-01T10:00\nC-1,wire,12,denies,3,\n",
        },
    )
    named = {
        "sources.csv": f"{sources}post,T,P, ,\nwire,T,P,article,F\n",
        "claims.csv": f"{claims}C-1,T,Q?,count,\n",
        "assertions.csv": f"{said}C-1,post,11,,,2020-06-01T11:00\nC-1,wire,12,asserts,6,\n",
    }
    found = upload(desk, named).context["preview"]["cleared_fields"]
    assert sorted(found) == [
        ["assertions", "credibility", 1],
        ["assertions", "stance", 1],
        ["claims", "accumulates", 1],
        ["sources", "kind", 1],
        ["sources", "reliability", 1],
    ]


def test_the_page_says_by_what_rows_are_known_and_what_empty_cells_do(desk):
    page = text(desk.get(PAGE))
    assert "assertions by claim, source, wording and locator" in page
    assert "An empty cell under a heading clears the stored value." in page


def test_rows_are_not_loaded_without_the_bad_ones_unless_that_is_asked_for(desk):
    response = upload(desk, everything() | {"assertions.csv": ASSERTIONS + "C-9,wire,12\n"})
    response = confirm(desk, response, "all")
    assert "Nothing was loaded" in text(response)
    assert not Import.objects.exists()


def test_the_rejected_rows_are_a_file_that_mended_loads(desk):
    bad = "claim,source,wording,as_of\nC-1,post,only 11,\nC-1,wire,12 or more,29/06/2020\n"
    response = upload(desk, everything() | {"assertions.csv": bad})
    (file,) = response.context["rejected"]
    address = f"/admin/claims/upload/{response.context['upload'].pk}/rejected/{file.pk}/"
    assert f'href="{address}"' in text(response)
    rejected = desk.get(address)
    assert rejected["Content-Disposition"] == 'attachment; filename="rejected-assertions.csv"'
    assert rejected.content.startswith(codecs.BOM_UTF8)  # by it a spreadsheet knows UTF-8
    (row,) = csv.DictReader(io.StringIO(rejected.content.decode("utf-8-sig")))
    assert (row["wording"], row["as_of"]) == ("12 or more", "29/06/2020")
    assert "line 3, as_of" in row["rejected"]
    confirm(desk, response, "good")
    half = rejected.content.replace(b"29/06/2020", b"2020-06-29", 1)
    (group,) = upload(desk, {"rejected-assertions.csv": half}).context["preview"]["faults"]
    assert (group["count"], group["column"]) == (1, "rejected")
    assert group["first"][0]["value"].startswith("line 3, as_of") and "empty this cell" in group["said"]
    load(desk, {"rejected-assertions.csv": half.replace(row["rejected"].encode(), b"")})
    assert set(Assertion.objects.values_list("wording", flat=True)) == {"only 11", "12 or more"}


def in_sheet(*rows):
    """A workbook of assertions."""
    book, kept = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "assertions"
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


BAD = (["claim", "source", "wording", "locator"], ["C-1", "post", "only 11", "p. 1"])


def test_the_rejected_rows_of_a_workbook_are_also_a_workbook_of_texts_that_mended_loads(desk):
    load(desk, everything())
    response = upload(desk, {"book.xlsx": in_sheet(*BAD, ["C-9", "wire", "3/4", "'=1-2", "-x"])})
    csv_file, file = response.context["rejected"]
    assert csv_file.name == "rejected-assertions.csv"
    assert "The same as a workbook (<bdi>rejected-assertions.xlsx</bdi>)" in response.content.decode()
    rejected = desk.get(f"/admin/claims/upload/{response.context['upload'].pk}/rejected/{file.pk}/")
    assert rejected["Content-Disposition"] == 'attachment; filename="rejected-assertions.xlsx"'
    assert rejected["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = openpyxl.load_workbook(io.BytesIO(rejected.content))
    headings, row = book["assertions"].iter_rows()
    assert [cell.value for cell in headings] == [*BAD[0], "rejected", None]
    assert [cell.value for cell in row[:4]] == ["C-9", "wire", "3/4", "'=1-2"] and row[5].value == "'-x"
    assert {(cell.data_type, cell.number_format) for cell in row} == {("s", "@")}
    assert "The row has 5 cells" in row[4].value
    for place, mended in ((0, "C-1"), (4, None), (5, None)):
        row[place].value = mended
    book.save(kept := io.BytesIO())
    load(desk, {"rejected-assertions.xlsx": kept.getvalue()})
    assert Assertion.objects.filter(wording="3/4", locator="=1-2").exists()


def test_rejected_rows_that_came_in_other_files_too_or_that_no_sheet_holds_are_csv(desk):
    load(desk, everything())
    long = ["C-9", "wire", "12", "-" + "x" * (LONGEST - 1)]  # an apostrophe goes before it
    for files in (
        {"book.xlsx": in_sheet(*BAD), "assertions.csv": "claim,source,wording\nC-9,post,11\n"},
        {"book.xlsx": in_sheet(BAD[0], long)},
    ):
        (file,) = upload(desk, files).context["rejected"]
        assert file.name == "rejected-assertions.csv"


def test_the_page_does_not_grow_with_the_file(desk):
    def page(rows):
        lines = "".join(f"C-1,post,{n},p. {n}\nC-1,nobody,{n},\nC-1,post,umpteen {n},\n" for n in range(rows))
        response = upload(desk, everything() | {"assertions.csv": f"claim,source,wording,locator\n{lines}"})
        return len(response.content)

    assert page(400) < page(40) * 1.05


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ({"facts.csv": SOURCES}, "do not load"),
        ({"sources.csv": ""}, "empty"),
        ({"sources.csv": b"PK\x03\x04rest"}, "sources.csv"),
        ({"sources.csv": "reference,title,publisher\npöst,Räid,Póst\n".encode("latin-1")}, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_and_cannot_be_loaded(desk, named, complaint):
    response = upload(desk, named)
    assert response.context["upload"].state == "failed"
    assert complaint in text(response)
    assert 'value="all"' not in text(response) and 'value="good"' not in text(response)


def test_an_encoding_can_be_named(desk):
    latin = "reference,title,publisher\npöst,Räid,Póst\n".encode("latin-1")
    confirm(desk, upload(desk, {"sources.csv": latin}, encoding="iso-8859-1"))
    assert Source.objects.get().reference == "pöst"


def test_no_file_is_asked_for(desk):
    response = desk.post(PAGE, {})
    assert response.context["form"].errors["uploads"] == ["Choose one or several files."]


def test_files_that_are_too_large_are_refused_kindly(desk, monkeypatch):
    monkeypatch.setattr(files_form, "LARGEST", 100)
    response = upload(desk, {"sources.csv": SOURCES, "claims.csv": CLAIMS})
    (complaint,) = response.context["form"].errors["uploads"]
    assert "Load them in parts" in complaint
    assert not Upload.objects.exists()


def test_a_request_that_is_too_large_is_refused_before_its_files_are_kept(desk, monkeypatch):
    from claims.admin import files

    monkeypatch.setattr(files, "LARGEST", -100_000)
    response = upload(desk, everything())
    assert not response.wsgi_request.FILES
    assert "Load them in parts" in text(response)


def test_two_files_of_one_name_are_refused(desk):
    chosen = [SimpleUploadedFile("sources.csv", SOURCES.encode()) for _ in range(2)]
    response = desk.post(PAGE, {"uploads": chosen})
    assert "Two of the files have the name sources.csv" in text(response)


@pytest.mark.parametrize("name", ["../../sources.csv", "/etc/sources.csv", "..\\..\\sources.csv", "a/../sources.csv"])
def test_a_name_is_never_a_path(desk, name):
    boundary = "b0und"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="uploads"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{SOURCES}\r\n--{boundary}--\r\n"
    )
    desk.generic("POST", PAGE, body, content_type=f"multipart/form-data; boundary={boundary}")
    assert UploadFile.objects.get().name == "sources.csv"


def test_a_name_that_is_too_long_to_store_is_refused(desk):
    response = upload(desk, {f"sources-{'𝔖' * 70}.csv": SOURCES})
    assert response.context["form"].errors["uploads"]


def test_a_post_without_its_token_is_refused(analyst):
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    assert upload(client, everything()).status_code == 403
    assert not Upload.objects.exists()


def test_the_preview_names_the_decisions_that_the_evidence_would_leave(desk):
    claim = make_claim(reference="KH-01")
    say(claim, "14", make_source("carlin"))
    verify(claim, "14")
    response = upload(desk, {"assertions.csv": "claim,source,wording\nKH-01,carlin,30\n"})
    assert re.search(r"1 decision turns stale:</strong> <span class=\"reference\">KH-01<", text(response))
    assert not Assessment.objects.get().stale
    confirm(desk, response)
    assert Assessment.objects.get().stale
