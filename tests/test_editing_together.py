"""Two people at one row: the second is told what the first did, and loses nothing typed."""

from __future__ import annotations

import re
from datetime import date
from time import monotonic

import pytest
from django.db import connection, transaction
from django.test import Client

from claims.models import Assertion, Claim, Source
from claims.postgres import Busy, writers_lock
from claims.review import Changed, merging
from claims.review import assertions as review
from claims.review.claims import save_claim
from claims.review.previews import preview
from claims.review.sources import save_source
from claims.review.together import Overtaken

from .factories import make_claim, make_source, make_user, say
from .test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


def person(name: str, role: str = "analyst") -> Client:
    client = Client()
    client.force_login(make_user(role, name))
    return client


def opened(client: Client, page: str) -> dict[str, str]:
    """What a browser would send from a page's form, opened now."""
    return sent_by(client.get(page))


def sent_by(response) -> dict[str, str]:
    """What a browser would send from the form that a page shows."""
    form = response.context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.value()
        sent[bound.html_name] = "" if value is None or value is False else str(value)
        if bound.field.show_hidden_initial:
            initial = re.search(rf'name="{bound.html_initial_name}"[^>]*?value="([^"]*)"', response.content.decode())
            sent[bound.html_initial_name] = initial[1] if initial else ""
    return sent


def errors(response) -> dict[str, str]:
    return {name: " ".join(found) for name, found in response.context["adminform"].form.errors.items()}


def test_the_second_is_told_what_the_first_did_and_stores_with_the_next_try():
    ann, ben = person("ann"), person("ben")
    row = say(make_claim(), "11", locator="p. 1")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    first, second = opened(ann, page), opened(ben, page)
    assert ann.post(page, first | {"locator": "p. 2"}).status_code == 302
    told = ben.post(page, second | {"locator": "p. 3", "note": "Kept."})
    said = errors(told)["locator"]
    assert re.fullmatch(
        r"ann, at \d\d:\d\d, changed this to “p. 2”; you wrote “p. 3”. Save again to store yours.", said
    )
    row.refresh_from_db()
    assert (row.locator, row.note) == ("p. 2", "")
    again = sent_by(told)
    assert (again["locator"], again["note"]) == ("p. 3", "Kept.")
    assert ben.post(page, again).status_code == 302
    row.refresh_from_db()
    assert (row.locator, row.note) == ("p. 3", "Kept.")


def test_a_third_change_in_between_is_told_again():
    ann, ben = person("ann"), person("ben")
    row = say(make_claim(), "11", locator="p. 1")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"locator": "p. 2"})
    again = sent_by(ben.post(page, second | {"locator": "p. 3"}))
    ann.post(page, opened(ann, page) | {"locator": "p. 4"})
    assert "“p. 4”; you wrote “p. 3”" in errors(ben.post(page, again))["locator"]


def test_what_others_changed_elsewhere_stays_and_is_told():
    ann, ben = person("ann"), person("ben")
    row = say(make_claim(), "11", locator="p. 1")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"locator": "p. 2"})
    response = ben.post(page, second | {"note": "Mine."}, follow=True)
    row.refresh_from_db()
    assert (row.locator, row.note) == ("p. 2", "Mine.")
    said = [str(message) for message in response.context["messages"]]
    assert any(
        re.match(r"Meanwhile ann, at \d\d:\d\d, changed “locator” to “p. 2”: that stays.", text) for text in said
    )


def test_the_same_change_by_both_is_no_conflict():
    ann, ben = person("ann"), person("ben")
    row = say(make_claim(), "11", locator="p. 1")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"locator": "p. 2"})
    assert ben.post(page, second | {"locator": "p. 2"}).status_code == 302


def test_line_ends_of_a_note_are_no_change():
    ann = person("ann")
    row = say(make_claim(), "11", note="One.\nTwo.")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    sent = opened(ann, page) | {"initial-note": "One.\r\nTwo.", "note": "Three."}
    assert ann.post(page, sent).status_code == 302


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "said"),
    [
        ("stance", "denies", "doubts", "“Denies”; you wrote “Doubts”"),
        ("credibility", "2", "3", "“2: probably true”; you wrote “3: possibly true”"),
        ("as_of", "2020-07-01", "2020-07-02", "“2020-07-01”; you wrote “2020-07-02”"),
        ("as_of", "", "2020-07-02", "nothing; you wrote “2020-07-02”"),
    ],
)
def test_both_versions_stand_there_as_people_read_them(field, theirs, mine, said):
    ann, ben = person("ann"), person("ben")
    row = say(make_claim(), "11", as_of=date(2020, 6, 30))
    page = f"/admin/claims/assertion/{row.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {field: theirs})
    assert said in errors(ben.post(page, second | {field: mine}))[field]


def test_two_sources_of_one_assertion_are_told_by_their_references():
    ann, ben = person("ann"), person("ben")
    row, one, other = say(make_claim(), "11"), make_source("one"), make_source("other")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"source": str(one.pk)})
    assert "“one”; you wrote “other”" in errors(ben.post(page, second | {"source": str(other.pk)}))["source"]


def test_two_people_at_one_source():
    ann, ben = person("ann"), person("ben")
    source = make_source(authors="A. Lee")
    page = f"/admin/claims/source/{source.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"authors": "Ann Lee", "language": "en"})
    told = ben.post(page, second | {"authors": "Anna Lee"})
    assert "ann" in errors(told)["authors"] and "“Ann Lee”; you wrote “Anna Lee”" in errors(told)["authors"]
    assert ben.post(page, sent_by(told)).status_code == 302
    source.refresh_from_db()
    assert (source.authors, source.language) == ("Anna Lee", "en")
    assert source.history.first().language == "en"


def test_two_people_at_one_claim():
    ann, ben = person("ann"), person("ben")
    claim = make_claim(definition="All.")
    page = f"/admin/claims/claim/{claim.pk}/edit/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"definition": "All but guards.", "accumulates": "on"})
    told = ben.post(page, second | {"definition": "Men alone."})
    assert "“All but guards.”; you wrote “Men alone.”" in errors(told)["definition"]
    assert ben.post(page, sent_by(told)).status_code == 302
    claim.refresh_from_db()
    assert (claim.definition, claim.accumulates) == ("Men alone.", True)


def test_two_people_at_one_publisher():
    ann, ben = person("ann"), person("ben")
    publisher = make_source().publisher
    page = f"/admin/claims/publisher/{publisher.pk}/change/"
    second = opened(ben, page)
    ann.post(page, opened(ann, page) | {"note": "Daily."})
    assert "“Daily.”; you wrote “Weekly.”" in errors(ben.post(page, second | {"note": "Weekly."}))["note"]


def test_what_was_typed_over_a_deleted_assertion_goes_on_as_a_new_one():
    ben = person("ben")
    claim = make_claim()
    row = say(claim, "11", locator="p. 1")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    second = opened(ben, page)
    review.delete(make_user(name="cat"), row)
    told = ben.post(page, second | {"locator": "p. 3"})
    assert "cat removed this assertion meanwhile (deleted)" in errors(told)["__all__"]
    assert 'action="/admin/claims/assertion/add/"' in told.content.decode()
    again = sent_by(told)
    assert (again["locator"], again["claim"]) == ("p. 3", str(claim.pk))
    assert ben.post("/admin/claims/assertion/add/", again).status_code == 302
    assert Assertion.objects.get().locator == "p. 3"


def test_what_was_typed_over_a_merged_source_is_kept_and_says_into_which():
    ben = person("ben")
    keep, drop = make_source("keep"), make_source("drop")
    page = f"/admin/claims/source/{drop.pk}/change/"
    second = opened(ben, page)
    merging.merge_sources(make_user("editor", "ed"), keep, drop)
    told = ben.post(page, second | {"note": "Typed."})
    assert "ed removed this source meanwhile (merged into keep" in errors(told)["__all__"]
    assert sent_by(told)["note"] == "Typed."


def test_an_assertion_typed_for_a_source_that_was_merged_meanwhile_goes_to_the_one_kept():
    ben = person("ben")
    claim, keep, drop = make_claim(), make_source("keep"), make_source("drop")
    form = {"claim": claim.pk, "source": drop.pk, "wording": "11", "stance": "asserts", "credibility": "6"}
    merging.merge_sources(make_user("editor"), keep, drop)
    told = ben.post("/admin/claims/assertion/add/", form)
    assert "This source was merged into keep meanwhile, which is chosen now" in errors(told)["source"]
    assert ben.post("/admin/claims/assertion/add/", sent_by(told)).status_code == 302
    assert Assertion.objects.get().source == keep


def test_an_address_that_never_was_leads_back_to_the_list():
    assert person("ann").post("/admin/claims/assertion/999999/change/", {}).status_code == 302


# At the same moment


def test_of_two_who_save_at_once_one_is_told():
    row = say(make_claim(), "11", locator="p. 1")
    people = [make_user() for _ in range(4)]

    def edit(n: int) -> None:
        mine = Assertion.objects.get(pk=row.pk)
        mine.locator = f"by {n}"
        review.edit(people[n], mine, ["locator"], seen={"locator": "p. 1"})

    outcomes = at_once(*(lambda n=n: edit(n) for n in range(4)))
    assert sum(isinstance(outcome, Overtaken) for outcome in outcomes) == 3
    stored = Assertion.objects.get()
    assert outcomes[int(stored.locator.removeprefix("by "))] is None
    assert stored.history.count() == 2


@pytest.mark.parametrize("kind", ["source", "claim"])
def test_of_two_who_save_a_source_or_a_claim_at_once_one_is_told(kind):
    field = {"source": "note", "claim": "definition"}[kind]
    row = make_source() if kind == "source" else make_claim()
    store = save_source if kind == "source" else save_claim
    people = [make_user() for _ in range(3)]

    def edit(n: int) -> None:
        mine = type(row).objects.get(pk=row.pk)
        setattr(mine, field, f"by {n}")
        store(people[n], mine, [field], seen={field: ""})

    outcomes = at_once(*(lambda n=n: edit(n) for n in range(3)))
    assert sum(isinstance(outcome, Overtaken) for outcome in outcomes) == 2
    assert getattr(type(row).objects.get(pk=row.pk), field).startswith("by ")


@pytest.mark.parametrize("gone", [Source, Claim])
def test_saving_what_somebody_deletes_says_so(gone):
    row = make_source() if gone is Source else make_claim()
    mine = gone.objects.get(pk=row.pk)
    row.delete()
    with pytest.raises(Changed, match="deleted this"):
        (save_source if gone is Source else save_claim)(make_user(), mine, ["note" if gone is Source else "definition"])


def test_a_preview_does_not_wait_long_for_somebody_who_writes():
    claim, source, user = make_claim(), make_source(), make_user()

    def hold() -> str:
        with transaction.atomic():
            writers_lock()
            return at_once(look)[0]  # type: ignore[return-value]

    def look() -> str:
        try:
            preview(user, Assertion(claim=claim, source=source, wording="11"))
        except Busy:
            return "busy"
        return "done"

    begun = monotonic()
    assert hold() == "busy"
    assert monotonic() - begun < 10  # SQLite itself would wait for 20 seconds
    assert look() == "done"
    assert not Assertion.objects.exists()


def test_a_panel_shows_the_reading_alone_while_somebody_writes():
    claim, source, ann = make_claim(), make_source(), person("ann")
    form = {"claim": claim.pk, "source": source.pk, "wording": "11", "stance": "asserts", "credibility": "6"}
    ann.get("/admin/claims/assertion/add/")
    with transaction.atomic():
        writers_lock()
        response = at_once(lambda: ann.post("/admin/claims/assertion/preview/", form))[0]
    assert "Somebody else is writing just now" in response.content.decode()  # type: ignore[attr-defined]
    assert "can mean" in response.content.decode()  # type: ignore[attr-defined]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000


def test_previews_and_entries_at_once_leave_what_was_entered_and_nothing_else():
    claim = make_claim()
    rows = [(make_user(), make_source()) for _ in range(6)]

    def step(n: int):
        user, source = rows[n]
        row = Assertion(claim=claim, source=source, wording=str(10 + n))
        return review.enter(user, row) if n % 2 else preview(user, row)

    at_once(*(lambda n=n: step(n) for n in range(6)))
    assert sorted(Assertion.objects.values_list("wording", flat=True)) == ["11", "13", "15"]
    assert Claim.objects.get().assessment.assertions == 3
    assert sorted(Assertion.objects.values_list("pk", flat=True))[-1] < 10_000_000
