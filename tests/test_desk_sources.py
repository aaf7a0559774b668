"""Sources, publishers and topics on the desk."""

from __future__ import annotations

from datetime import date

import pytest

from claims.models import Assertion, Publisher, Source, Topic
from claims.review import Changed
from claims.review.merging import merge_sources
from claims.review.sources import save_source

from .factories import make_claim, make_source, make_user, say, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_user("editor"))
    return client


def text(response) -> str:
    return response.content.decode()


def edited(source: Source, **fields) -> dict[str, object]:
    names = (
        "reference",
        "title",
        "authors",
        "published_on",
        "kind",
        "url",
        "reliability",
        "language",
        "note",
    )
    values = {name: getattr(source, name) for name in names}
    values |= {"publisher": source.publisher_id, "derives_from": source.derives_from_id or ""}
    return {f"initial-{name}": value for name, value in values.items()} | values | fields


def test_a_source_is_added_through_review(editor):
    publisher = Publisher.objects.create(name="The Post")
    form = {
        "reference": "post-1",
        "title": "Raid",
        "publisher": publisher.pk,
        "kind": "article",
        "reliability": "B",
    }
    editor.post("/admin/claims/source/add/", form)
    source = Source.objects.get(reference="post-1")
    assert source.history.get().history_change_reason == "entered"
    again = editor.post("/admin/claims/source/add/", form)
    assert "already exists" in text(again)


def new_source(**fields) -> dict[str, object]:
    publisher, _ = Publisher.objects.get_or_create(name="The Post")
    form = {"reference": "post-1", "title": "Raid in Baghdad", "publisher": publisher.pk, "kind": "article"}
    return form | {"reliability": "B", "published_on": "2020-06-29", "url": "https://example.org/raid"} | fields


@pytest.mark.parametrize(
    ("fields", "alike"),
    [
        ({"url": "http://www.example.org/raid/?utm_source=x#top", "title": "Another"}, True),
        ({"url": "https://EXAMPLE.org/raid?page=1", "title": "Another"}, False),
        ({"url": "https://example.org/Raid", "title": "Another"}, False),
        ({"url": "", "title": "raid  in “Baghdad”"}, True),
        ({"url": "", "title": "Raid in Baghdad", "published_on": "2020-06-30"}, False),
        ({"url": "", "title": "Another"}, False),
    ],
)
def test_a_document_that_is_entered_already_is_pointed_out_unless_it_is_another(editor, fields, alike):
    editor.post("/admin/claims/source/add/", new_source())
    first = Source.objects.get()
    form = new_source(reference="post-2", note="kept, all of it", **fields)
    response = editor.post("/admin/claims/source/add/", form)
    assert Source.objects.filter(reference="post-2").exists() != alike
    if alike:
        assert "looks like a document that is entered already" in text(response)
        assert f'href="/admin/claims/source/{first.pk}/change/"' in text(response)
        assert "kept, all of it" in text(response)
        editor.post("/admin/claims/source/add/", form | {"another_document": "on"})
        assert Source.objects.filter(reference="post-2").exists()


def test_editing_points_out_a_duplicate_only_where_title_date_or_address_changed(editor):
    one, other = make_source(url="https://example.org/a"), make_source(url="https://example.org/b")
    page = f"/admin/claims/source/{other.pk}/change/"
    assert "entered already" in text(editor.post(page, edited(other, url="https://example.org/a/")))
    editor.post(page, edited(other, url="https://example.org/a/", another_document="on"))
    other.refresh_from_db()
    assert other.url == "https://example.org/a/"
    editor.post(page, edited(other, note="Seen."))
    other.refresh_from_db()
    assert other.note == "Seen."
    assert one.url == "https://example.org/a"


def test_a_new_date_reads_what_the_source_says_again(editor):
    claim = make_claim("date")
    source = make_source(published_on=date(2020, 6, 29))
    row = say(claim, "today", source)
    editor.post(f"/admin/claims/source/{source.pk}/change/", edited(source, published_on="2020-06-30"))
    row.refresh_from_db()
    assert row.possible_low == date(2020, 6, 30).toordinal()


def test_a_reprint_joins_the_origin_of_what_it_reprints(editor):
    claim = make_claim()
    wire, reprint = make_source(), make_source()
    say(claim, "11", wire)
    say(claim, "11", reprint)
    assert verdict(claim) == "agree"
    editor.post(f"/admin/claims/source/{reprint.pk}/change/", edited(reprint, derives_from=wire.pk))
    assert verdict(claim) == "single"


def test_sources_that_would_derive_from_each_other_are_refused_on_the_form(editor):
    one = make_source()
    other = make_source(derives_from=one)
    response = editor.post(f"/admin/claims/source/{one.pk}/change/", edited(one, derives_from=other.pk, note="kept"))
    assert "would derive from each other" in text(response)
    assert "kept" in text(response)
    one.refresh_from_db()
    assert one.derives_from is None


def test_a_web_address_that_runs_is_refused(editor):
    source = make_source()
    response = editor.post(f"/admin/claims/source/{source.pk}/change/", edited(source, url="javascript:alert(1)"))
    assert "Enter a valid URL" in text(response)


def test_merging_asks_which_is_kept_and_moves_what_the_others_say(editor):
    claim = make_claim()
    keep, drop, third = make_source("keep"), make_source("drop"), make_source("third")
    for source in (keep, drop, third):
        say(claim, f"1{len(source.reference)}", source)
    chosen = {"action": "merge", "_selected_action": [keep.pk, drop.pk, third.pk]}
    address = editor.post("/admin/claims/source/", chosen).url
    assert address == f"/admin/claims/source/merge/?ids={keep.pk},{drop.pk},{third.pk}"
    assert "keep: Title" in text(editor.get(address))
    assert Source.objects.count() == 3
    assert "Choose the one that is kept." in text(editor.post(address, {}))
    response = editor.post(address, {"keep": keep.pk, "confirmed": keep.pk})
    assert response.url == f"/admin/claims/source/{keep.pk}/change/"
    assert list(Source.objects.all()) == [keep]
    assert set(Assertion.objects.values_list("source", flat=True)) == {keep.pk}
    assert "no two left to merge" in text(editor.post(address, {"keep": keep.pk, "confirmed": keep.pk}, follow=True))


def test_merging_one_row_alone_is_no_merging(editor):
    source = make_source()
    response = editor.post("/admin/claims/source/", {"action": "merge", "_selected_action": [source.pk]}, follow=True)
    assert "Choose two or more to merge." in text(response)
    assert editor.get("/admin/claims/source/merge/?ids=x,,-1").status_code == 302


def test_publishers_are_merged(editor):
    one, other = make_source(publisher="The Post"), make_source(publisher="Post, The")
    ids = f"{one.publisher_id},{other.publisher_id}"
    editor.post(f"/admin/claims/publisher/merge/?ids={ids}", {"keep": one.publisher_id, "confirmed": one.publisher_id})
    assert [publisher.name for publisher in Publisher.objects.all()] == ["The Post"]
    other.refresh_from_db()
    assert other.publisher_id == one.publisher_id


def test_an_analyst_is_offered_no_merging(client):
    client.force_login(make_user("analyst"))
    make_source()
    assert "Merge…" not in text(client.get("/admin/claims/source/"))


def test_a_publisher_is_renamed_with_its_history(editor):
    publisher = make_source(publisher="The Psot").publisher
    form = {"name": "The Post", "note": "", "initial-name": "The Psot", "initial-note": ""}
    editor.post(f"/admin/claims/publisher/{publisher.pk}/change/", form)
    publisher.refresh_from_db()
    assert publisher.name == "The Post"
    assert "The Psot" in text(editor.get(f"/admin/claims/publisher/{publisher.pk}/history/"))


@pytest.mark.parametrize("kind", ["source", "publisher", "topic"])
def test_what_something_refers_to_is_not_deleted(client, kind):
    client.force_login(make_user("administrator"))
    claim, source = make_claim(), make_source()
    say(claim, "11", source)
    row = {"source": source, "publisher": source.publisher, "topic": claim.topic}[kind]
    response = client.post(f"/admin/claims/{kind}/{row.pk}/delete/", {"post": "yes"})
    assert "protected related objects" in text(response)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", ["source", "publisher", "topic", "claim"])
def test_an_administrator_deletes_what_nothing_refers_to(client, kind):
    client.force_login(make_user("administrator"))
    row = {
        "source": make_source,
        "publisher": lambda: Publisher.objects.create(name="Nobody's"),
        "topic": lambda: Topic.objects.create(name="Empty"),
        "claim": make_claim,
    }[kind]()
    client.post(f"/admin/claims/{kind}/{row.pk}/delete/", {"post": "yes"})
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_source_whose_parent_was_merged_while_the_form_was_open_is_refused_and_kept(editor):
    keep, parent, row = make_source("keep"), make_source("parent"), make_source("row")
    row.derives_from = parent
    merge_sources(make_user("editor"), keep, parent)
    with pytest.raises(Changed, match="merged or deleted"):
        save_source(make_user(), row, ["derives_from"])


@pytest.mark.parametrize("words", ["a\0b", "x" * 60_000])
def test_a_publisher_named_in_odd_words_is_not_found(editor, words):
    form = {"reference": "s", "title": "T", "kind": "article", "reliability": "F", "publisher-named": words}
    assert "No publisher has the name" in text(editor.post("/admin/claims/source/add/", form))
    assert editor.get("/admin/claims/source/", {"q": words.replace("\0", "")}).status_code == 200
