"""Searching: which rows have the words, the same ones on either database, and by which index they are found."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims import search
from claims.filters import ClaimFilter, SourceFilter
from claims.lookups import Stands
from claims.models import Assertion, Claim, Source
from claims.paging import REFERENCES, finding, page_of
from claims.postgres import analyze
from claims.search import ASKED, ASSERTIONS, CLAIMS, INDEXED, SAID, SOURCES, TITLED, asked

from .factories import make_claim, make_source, make_user, say
from .test_queue_plan import copy

LETTERS = "aAbBéÉeEıiIİßẞσΣςſsSKkяЯعع١1%_*?[]^-\\'\"\u0301"
WORDS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=4)
TEXTS = st.lists(WORDS, max_size=3).map(" ".join)


def few_of(words: str) -> set[int] | None:
    return CLAIMS.few(*CLAIMS.told(words, CLAIMS.expected(words).rows))


def small(text: str) -> str:
    """In small letters, one for one, as PostgreSQL makes them."""
    return "".join(letter.lower()[0] for letter in text)


class TheDatabasesFindWhatPythonFinds(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(question=TEXTS, definition=TEXTS, said=TEXTS, translation=TEXTS, speaker=TEXTS, words=TEXTS)
    def test_a_claim_is_found_where_every_word_stands_somewhere(
        self, question, definition, said, translation, speaker, words
    ):
        claim = make_claim(reference="Ref", question=question or "?", definition=definition)
        texts = ["Ref", claim.question, definition]
        if said:
            say(claim, "umpteen", make_source("s"))
            fields = {"wording": said, "translation": translation, "speaker": speaker}
            Assertion.objects.filter(claim=claim).update(**fields)
            texts += fields.values()
        expected = all(any(small(word) in small(text) for text in texts) for word in asked(words))
        assert Claim.objects.filter(CLAIMS.row_by_row(words)).exists() == expected
        if (at_once := CLAIMS.at_once(words)) is not None:
            assert Claim.objects.filter(at_once).exists() == expected
            assert not expected or claim.pk in few_of(words)

    @settings(max_examples=60, deadline=None)
    @given(st.text(min_size=1, max_size=5), st.text(max_size=5))
    def test_any_word_stands_where_python_says(self, word, text):
        word, text = ("".join(part.replace("\0", "").split()) for part in (word, text))
        storable = [part for part in (word, text) if part.isprintable()]
        if word not in storable or len(storable) < 2:
            return
        source = make_source("s", authors=text)
        expected = small(word) in small(text) or small(word) in small(source.title)
        assert Source.objects.filter(Stands(word, "title", "authors")).exists() == expected


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words", ["ÉTÉ", "été", "Σίσυφος", "ΣΊΣΥΦΟΣ", "МОСКВА", "москва", "معتقلا", "50%", "a_b", "[x]*"]
)
def test_words_of_any_script_and_sign_are_found_as_they_are(words):
    found = make_claim(question="L’été à Москва, Σίσυφοσ: أربعة عشر معتقلا, 50% of a_b and [x]*")
    make_claim(question="ete moskva sisyphos 50 axb x")
    if words not in ("Σίσυφος",):
        assert list(Claim.objects.filter(CLAIMS.row_by_row(words))) == [found]


@pytest.mark.parametrize(
    ("word", "indexed"),
    [("raid", True), ("KH-02", True), ("11", False), ("a", False), ("--", False), ("11-", True), ("معتقل", True)],
)
def test_a_word_is_in_the_index_where_three_letters_tell_it(word, indexed):
    assert bool(INDEXED.search(word)) == indexed
    assert (CLAIMS.at_once(word) is not None) == indexed


@pytest.mark.parametrize(
    ("word", "found"),
    [("c-0004321", True), ("0004321", True), ("04321", True), ("_04321", False), ("-4321", False), ("C%04321", False)],
)
def test_a_number_behind_zeros_is_found_whole(word, found):
    claim = make_claim(reference="C-0004321")
    make_claim(reference="C-1104321", question="4321?")
    assert (claim in Claim.objects.filter(CLAIMS.row_by_row(word))) == found
    assert (claim in Claim.objects.filter(CLAIMS.at_once(word))) == found
    assert not Claim.objects.filter(CLAIMS.at_once("c-0004321")).exclude(pk=claim.pk)


def test_the_words_of_a_claim_may_stand_in_different_places():
    claim = make_claim(question="Who was freed?", definition="In Baghdad.")
    say(claim, "only 11", make_source(), stance="reports", speaker="Al-Haidari")
    say(claim, "أربعة", make_source(), translation="fourteen", read_as="14", note="x")
    make_claim(question="Who was freed?")
    for words in ("freed haidari", "BAGHDAD only", "fourteen freed", "14 haidari", f"{claim.reference} baghdad"):
        chosen = ClaimFilter({"search": words}, queryset=Claim.objects.live())
        assert chosen.is_valid() and list(chosen.qs) == [claim], words


def test_the_few_that_can_have_words_are_known_unless_too_many_have_each_of_them(monkeypatch):
    monkeypatch.setattr(search, "FEW", 2)
    both = make_claim(question="Were officials freed near Kirkuk?")
    for n in range(3):
        make_claim(question="Were officials freed?")
        make_claim(question=f"What was near Kirkuk {n}?")
    said = make_claim(question="What was near Kirkuk?")
    say(said, "7 officials")
    assert few_of("officials Kirkuk") == {both.pk, said.pk}
    assert few_of("Kirkuk") is None
    assert few_of("Kirkuk absent") == set()


@pytest.mark.parametrize("near", [1, 4, 100])
@pytest.mark.parametrize("few", [0, 3, 100])
@pytest.mark.parametrize("too_many", [-1, 100])
def test_the_pages_of_a_search_show_the_same_rows_in_whichever_way_they_are_looked_for(
    monkeypatch, near, few, too_many
):
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "TOO_MANY", too_many)
    monkeypatch.setattr(finding, "STRETCH", near + 3)
    for n in range(12):
        claim = make_claim(reference=f"C-{n:02}", question="Who left Kirkuk?" if n % 3 else "Who left Mosul?")
        if n % 4 == 1:
            say(claim, f"{n} officials in Kirkuk, of Mosul")
    searched = replace(CLAIMS, near=near)
    for words in ("Kirkuk", "officials", "Kirkuk Mosul", "Mosul officials", "C-07", "absent", "Kirkuk absent", "Ki"):
        expected = Claim.objects.filter(CLAIMS.row_by_row(words)).order_by("reference")
        found = searched.found(listed := Claim.objects.live(), listed, words)
        keys, place = [], None
        while (page := page_of(REFERENCES, found, place, per_page=3)).after:
            keys, place = [*keys, *page.keys], REFERENCES.read(page.after)
        assert [*keys, *page.keys] == list(expected.values_list("pk", flat=True)), words
        assert set(found.all.values_list("pk")) == set(expected.values_list("pk")), words


def test_a_source_is_found_by_its_publisher_its_authors_and_its_address():
    source = make_source("s-1", publisher="The Post", authors="Ann Lee", url="https://example.org/raid")
    make_source("s-2", publisher="The Herald")
    for words in ("post", "ANN s-1", "example.org/raid the"):
        chosen = SourceFilter({"search": words}, queryset=Source.objects.all())
        assert chosen.is_valid() and list(chosen.qs) == [source], words


def test_an_assertion_is_found_by_its_words_and_by_references(client):
    row = say(make_claim(reference="KH-01"), "only 11", make_source("frantzman"))
    say(make_claim(reference="KH-02"), "12", make_source("carlin"))
    for words in ("only", "kh-01", "frantz", "ONLY kh-01"):
        for condition in (ASSERTIONS.row_by_row(words), ASSERTIONS.at_once(words)):
            assert list(Assertion.objects.filter(condition)) == [row], words


def test_a_field_that_completes_what_is_typed_offers_what_is_named_so_first(client):
    client.force_login(make_user("analyst"))
    for reference, question in (("A-1", "About K-1?"), ("K-10", "?"), ("K-1", "?")):
        make_claim(reference=reference, question=question)
    address = "/admin/autocomplete/?app_label=claims&model_name=assertion&field_name=claim&term=k-1"
    offered = [result["text"] for result in client.get(address).json()["results"]]
    assert [text.partition(":")[0] for text in offered] == ["K-1", "K-10", "A-1"]


# Plans

MANY = 20_000


@pytest.fixture
def stored() -> None:
    model = make_claim(reference="model", question="How many?")
    say(model, "11")
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {MANY})"
    select = f"{numbers} SELECT {{}} FROM claims_%s m, n"
    copy(Claim, select % "claim", {"reference": "'C-' || n", "question": "'Question ' || n * 7919 || '?'"})
    copy(Source, select % "source", {"reference": "'x-' || n", "url": "'https://example.org/' || n * 7919"})
    copy(Assertion, select % "assertion", {"locator": "'p. ' || n", "speaker": "'Speaker ' || n * 7919"})
    analyze("claims_claim", "claims_source", "claims_assertion")


@pytest.mark.postgresql
def test_words_are_found_by_the_indexes_of_what_they_may_stand_in(stored):
    for rows, indexes in (
        (Claim.objects.filter(CLAIMS.at_once("15838000")), ("claim_searched", "assertion_searched")),
        (Source.objects.filter(SOURCES.at_once("15838000")), ("source_searched",)),
        (Assertion.objects.filter(ASSERTIONS.at_once("15838000")), ("assertion_searched", "claim_by_reference")),
        (Claim.objects.filter(reference__iexact="c-99"), ("claim_by_reference",)),
        (Source.objects.filter(reference__istartswith="x-19999"), ("source_by_reference",)),
    ):
        how = rows.explain()
        for index in indexes:
            assert index in how, how


def test_the_indexes_are_of_the_columns_that_are_searched():
    migration = import_module("claims.migrations.0008_lists")
    assert [columns for _, _, columns in migration.SEARCHED] == [ASKED, TITLED, SAID]
