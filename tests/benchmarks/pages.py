"""What a person waits for, in the big world beside the same in the small one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from .measuring import Line, best, until_lull
from .person import Person

CEILING, QUERIES = 1.5, 15
FORM_QUERIES = 40  # of what stores more than one kind of row; only the assertion’s form is to keep under 15
DEEP = 200  # pages that are turned to come to a deep one
HOT_SECONDS = 1.0
BROUGHT, PREVIEW_SECONDS = 5000, 2.0  # rows of a file that is brought to the desk, and how soon its preview is there

# Claims that are alike in both worlds, by what they are; the key and the reference of each.
ORDINARY = """
SELECT c.id, c.reference, (SELECT max(source_id) FROM claims_assertion WHERE claim_id = c.id)
FROM claims_claim c JOIN claims_assessment s ON s.claim_id = c.id
WHERE c.kind = 'count' AND s.verdict = 'agree' AND s.assertions = 6 AND s.waiting = 0 AND s.status = 'open'
    AND NOT c.accumulates AND NOT EXISTS (SELECT 1 FROM claims_assertion a WHERE a.base_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM claims_assertion a WHERE a.claim_id = c.id AND a.base_id IS NOT NULL)
    AND 8 = (SELECT count(*) FROM claims_assertion a WHERE a.claim_id = c.id) + 2
ORDER BY c.id LIMIT 1
"""
TORN = """
SELECT c.id, c.reference, 0 FROM claims_claim c JOIN claims_assessment s ON s.claim_id = c.id
WHERE c.kind = 'count' AND s.verdict = 'contradiction' AND s.assertions = 7 ORDER BY c.id LIMIT 1
"""
VERIFIED = """
SELECT c.id, c.reference, 0 FROM claims_claim c JOIN claims_assessment s ON s.claim_id = c.id
WHERE c.kind = 'count' AND s.status = 'verified' AND s.assertions BETWEEN 5 AND 7 ORDER BY abs(s.assertions - 6), c.id
LIMIT 1
"""
RELATIVE = """
SELECT c.id, c.reference, 0 FROM claims_claim c JOIN claims_assessment s ON s.claim_id = c.id
WHERE c.kind = 'count' AND s.assertions = 5 AND s.status = 'open'
    AND 4 = (SELECT count(*) FROM claims_assertion a WHERE a.claim_id = c.id AND a.base_id IS NOT NULL)
ORDER BY c.id LIMIT 1
"""
KEPT = """
SELECT c.id, c.reference, 0 FROM claims_claim c JOIN claims_assessment s ON s.claim_id = c.id
WHERE c.kind = 'count' AND c.merged_into_id IS NULL
    AND EXISTS (SELECT 1 FROM claims_claim m WHERE m.merged_into_id = c.id) ORDER BY abs(s.assertions - 6), c.id
LIMIT 1
"""
HOT = """
SELECT c.id, c.reference, 0 FROM claims_claim c
WHERE c.id = (SELECT claim_id FROM claims_assessment ORDER BY assertions DESC LIMIT 1)
"""
GIVEN = """
SELECT (SELECT name FROM claims_topic ORDER BY id LIMIT 1),
    (SELECT name FROM claims_publisher WHERE id = (
        SELECT publisher_id FROM claims_source GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)),
    (SELECT name FROM claims_publisher WHERE id = (
        SELECT publisher_id FROM claims_source GROUP BY 1 ORDER BY count(*) LIMIT 1)),
    (SELECT id FROM auth_user WHERE username = 'analyst-2')
"""
FILTERS = (("a topic", "topic"), ("a busy publisher", "publisher"), ("a rare publisher", "publisher"),
           ("another’s claims", "assignee"))  # fmt: skip
TOLD = """
SELECT s.reference FROM claims_source s
WHERE s.id <= 500 ORDER BY (SELECT count(*) FROM claims_assertion WHERE source_id = s.id) DESC, s.id LIMIT 1
"""
CHOICE = "SELECT claim_id FROM claims_option WHERE parent_id IS NOT NULL ORDER BY id LIMIT 1"
LAST_IMPORT = "SELECT max(id) FROM claims_import"
WORDS = (
    ("rare", "C-0004321"), ("rare words that stand nowhere together", "“heavy losses” Hatra"), ("middling", "Halabja"),
    ("common", "people"), ("two common words", "people near"), ("a middling and a common word", "Deraa people"),
    ("two middling words", "Kut flood"), ("absent", "zeppelin"), ("short", "Kut"),
)  # fmt: skip


class Both:
    """A person in the big world and one in the small one."""

    def __init__(self, big: Person, small: Person) -> None:
        self.big, self.small = big, small

    def look_up(self, sql: str) -> tuple[list[str], list[str]]:
        one, other = (person.ask("look_up", sql=sql)["rows"] for person in (self.big, self.small))
        if not (one and other):
            raise RuntimeError(f"one of the worlds has nothing of this kind: {sql}")
        return one[0], other[0]

    def line(self, what: str, do: str, big: dict[str, Any], small: dict[str, Any], most: int = QUERIES - 1) -> Line:
        """The same thing done in both, in turns; the queries, at most so many, are those of the big world."""
        asked: list[int] = []

        def ours() -> float:
            answer = self.big.ask(do, **big)
            asked.append(answer["queries"])
            return float(answer["seconds"])

        seconds, limit = until_lull(ours, lambda: float(self.small.ask(do, **small)["seconds"]))
        return Line(what, seconds, limit, CEILING, held=(("queries", min(asked), most),))

    def opened(self, what: str, path: str, other: str = "") -> Line:
        return self.line(what, "open", {"path": path}, {"path": other or path})

    def listed(self, what: str, path: str, other: str = "", full: str = "") -> Line:
        """A page of a list. Where the small world has fewer rows for it, a full page there may take its time.

        Most of the time goes into rows. That page is the first of the same list, if no other is named.
        """
        other = other or path
        rows, few = (person.ask("open", path=at)["rows"] for person, at in ((self.big, path), (self.small, other)))
        if few >= rows:
            return self.opened(what, path, other)
        full = full or path.partition("?")[0]
        return self.line(f"{what}, {rows} rows ({few})", "open", {"path": path}, {"path": other, "or_else": full})

    def deep(self, what: str, path: str) -> Iterator[Line]:
        """The first page of a list, and one far on, by its own links."""
        yield self.listed(f"{what}, first page", path)
        big, small = (person.ask("walk", path=path, pages=DEEP) for person in (self.big, self.small))
        if big["pages"] > 1:
            # Other kinds of claims may stand on the last page of the small world: the first one may take its time.
            there = {"path": small["path"], "or_else": path}
            yield self.line(f"{what}, page {big['pages']} ({small['pages']})", "open", {"path": big["path"]}, there)


def measure_pages(big: Person, small: Person) -> Iterator[Line]:
    both = Both(big, small)
    yield from saving(both)
    yield from queue(both)
    yield from lists(both)
    yield from claims(both)
    yield from elsewhere(both)


def saving(both: Both) -> Iterator[Line]:
    one, other = ({"claim": int(row[0]), "source": int(row[2])} for row in both.look_up(ORDINARY))
    yield both.line("save one assertion, verdict included", "enter", one, other)
    yield both.line("save one assertion by the desk’s form", "type_in", one, other)


def queue(both: Both) -> Iterator[Line]:
    yield from both.deep("queue", "/admin/")
    big, small = both.look_up(GIVEN)
    filters = [("need", need) for need in ("contradiction", "tension", "stale", "unread", "single", "all")]
    filters += [("verdict", "contradiction"), ("verdict", "agree"), ("status", "verified"), ("status", "in_review")]
    filters += [("kind", "count"), ("kind", "yesno"), ("assignee", "me"), ("assignee", "nobody")]
    filters += [("since", "2015-01-01"), ("since", "2023-12-01")]
    for name, value in filters:
        yield both.listed(f"queue, {name} {value}", f"/admin/?{name}={value}")
    for (what, name), *values in zip(FILTERS, big, small, strict=True):
        yield both.listed(f"queue, {what}", *(f"/admin/?{urlencode({name: value})}" for value in values))
    for what, words in WORDS:
        yield both.listed(f"queue, search: {what}", f"/admin/?{urlencode({'search': words})}")
    narrowed = [{"need": "single", "topic": topic, "search": "near"} for topic in (big[0], small[0])]
    yield both.listed("queue, need, topic and search", *(f"/admin/?{urlencode(query)}" for query in narrowed))


def lists(both: Both) -> Iterator[Line]:
    yield from both.deep("claim list", "/")
    big, small = both.look_up(GIVEN)
    yield both.listed("claim list, one topic", *(f"/?{urlencode({'topic': topic})}" for topic in (big[0], small[0])))
    for query in ("verdict=contradiction", "status=verified", "kind=yesno", "verdict=tension&kind=count&status=open"):
        yield both.listed(f"claim list, {query}", f"/?{query}")
    for what, words in WORDS:
        yield both.listed(f"search: {what}", f"/?{urlencode({'search': words})}")
    for model in ("claim", "assertion", "source"):
        yield from both.deep(f"desk’s {model}s", f"/admin/claims/{model}/")
        yield both.listed(f"desk’s {model}s, search: middling", f"/admin/claims/{model}/?q=Halabja")
        one, other = (row[0] for row in both.look_up(LAST_IMPORT))
        paths = (f"/admin/claims/{model}/?brought_by={brought}" for brought in (one, other))
        yield both.listed(f"desk’s {model}s of an import", *paths)
    for state in ("unread", "aside", "superseded"):
        yield both.listed(f"desk’s assertions, {state}", f"/admin/claims/assertion/?state={state}")
    yield from both.deep("sources", "/sources/")
    yield both.listed("sources, search: middling", "/sources/?search=Halabja")
    # The small world has hardly any: such a page is measured beside one of as many claims.
    yield both.listed("corrections", "/corrections/", full="/")
    big, small = both.look_up(HOT)
    for what, path in (("queue", "/admin/?need=all&search="), ("claim list", "/?search=")):
        yield both.opened(f"{what}, the claim with 5,000 assertions", path + big[1], path + small[1])


def claims(both: Both) -> Iterator[Line]:
    kinds = {
        "an ordinary": ORDINARY, "a contradicted": TORN, "a verified": VERIFIED, "a relative": RELATIVE, "a kept": KEPT,
    }  # fmt: skip
    for what, sql in kinds.items():
        big, small = both.look_up(sql)
        yield both.opened(f"{what} claim’s page", f"/claims/{big[1]}/", f"/claims/{small[1]}/")
        big_path, small_path = (f"/admin/claims/claim/{row[0]}/change/" for row in (big, small))
        yield both.opened(f"{what} claim’s page on the desk", big_path, small_path)
    hot, _ = both.look_up(HOT)
    for what, path in (("", f"/claims/{hot[1]}/"), (" on the desk", f"/admin/claims/claim/{hot[0]}/change/")):
        queries = both.big.ask("open", path=path)["queries"]
        seconds = best(lambda path=path: float(both.big.ask("open", path=path)["seconds"]))
        held = (("queries", queries, QUERIES - 1),)
        yield Line(f"the claim with 5,000 assertions{what}", seconds, most=HOT_SECONDS, held=held)


def elsewhere(both: Both) -> Iterator[Line]:
    """Other pages that go by an index of their own."""
    yield both.listed("the desk’s decisions", "/admin/claims/decision/")
    preview = best(lambda: float(both.big.ask("bring", rows=BROUGHT)["seconds"]))
    yield Line(f"the preview of a file of {BROUGHT:,} rows", preview, most=PREVIEW_SECONDS)
    yield both.listed("imports", "/admin/claims/import/", full="/admin/claims/decision/")  # two in the small world
    yield both.opened("an import", "/admin/claims/import/1/change/")
    yield both.line("an import that changed 2,000 rows", "changed", {"brought": 1}, {"brought": 1})
    # Worked on behind the pages, and by how much was built on it: it has no limit here.
    yield Line("what stands in the way of undoing an import", float(both.big.ask("hindered", brought=2)["seconds"]))
    big, small = (f"/sources/{row[0]}/" for row in both.look_up(TOLD))
    yield both.listed("a source", big, small, full="/sources/")
    yield both.opened("a source on the desk", "/admin/claims/source/1/change/")
    yield both.line("enter a source by the desk’s form", "type_in_source", {}, {}, FORM_QUERIES)
    big, small = ({"claim": int(row[0])} for row in both.look_up(CHOICE))
    yield both.line("drop an option of a choice", "drop_option", big, small, FORM_QUERIES)
    superseding = "SELECT superseded_by_id FROM claims_assertion WHERE superseded_by_id IS NOT NULL ORDER BY 1 LIMIT 1"
    big, small = (f"/admin/claims/assertion/{row[0]}/change/" for row in both.look_up(superseding))
    yield both.opened("an assertion on the desk", big, small)
    for model in ("source", "claim"):
        address = f"/admin/autocomplete/?term=Halab&app_label=claims&model_name=assertion&field_name={model}"
        yield both.opened(f"completing a {model}", address)
