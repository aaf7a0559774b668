"""Rows for tests, made through the door that people use."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from claims.assessment import assess
from claims.evidence import evidence_of
from claims.models import Assertion, Assessment, Claim, Decision, Option, Publisher, Source, Topic
from claims.review import assertions, claims, decisions, sources

numbers = count(1)


def make_user(role: str = "analyst", name: str | None = None) -> User:
    user = User.objects.create_user(name or f"{role}-{next(numbers)}", password="demo", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def make_claim(kind: str = "count", reference: str | None = None, **fields: Any) -> Claim:
    topic, _ = Topic.objects.get_or_create(name=fields.pop("topic", "The raid"))
    number = next(numbers)
    fields.setdefault("question", f"Question {number}?")
    claim = Claim(reference=reference or f"C-{number}", topic=topic, kind=kind, **fields)
    claims.save_claim(make_user(), claim)
    return claim


def make_options(claim: Claim, tree: dict[str, str | None], aliases: dict[str, str] | None = None) -> dict[str, Option]:
    """Options by name; `tree` gives each option's parent."""
    made: dict[str, Option] = {}
    user = make_user()
    for name, parent in tree.items():
        made[name] = Option(
            claim=claim,
            name=name,
            parent=made[parent] if parent else None,
            aliases=(aliases or {}).get(name, ""),
        )
        claims.save_options(user, [made[name]])
    return {option.name: option for option in claim.options.all()}


def make_source(reference: str | None = None, **fields: Any) -> Source:
    publisher, _ = Publisher.objects.get_or_create(name=fields.pop("publisher", f"Publisher {next(numbers)}"))
    fields.setdefault("published_on", date(2020, 7, 1))
    number = next(numbers)
    source = Source(reference=reference or f"s-{number}", title=f"Title {number}", publisher=publisher, **fields)
    sources.save_source(make_user(), source)
    return source


def say(claim: Claim, wording: str, source: Source | None = None, by: User | None = None, **fields: Any) -> Assertion:
    """Enter an assertion; of a new source where none is named, by a new analyst where nobody is."""
    row = Assertion(claim=claim, source=source or make_source(), wording=wording, **fields)
    return assertions.enter(by or make_user(), row)


def decide(claim: Claim, verb: str, by: User | None = None, **fields: Any) -> Decision:
    """Decide as an editor who saw the claim as it is."""
    claim = Claim.objects.get(pk=claim.pk)
    evidence = evidence_of(claim)
    seen = evidence.token
    if verb in Decision.VALUED and evidence.verdict == "contradiction" and not claim.assessment.explained:
        fields.setdefault("assumption", "The others are mistaken.")
    return decisions.decide(by or make_user("editor"), claim, verb, seen=seen, reason="Because.", **fields)


def verify(claim: Claim, value: str, by: User | None = None) -> Decision:
    return decide(claim, "verify", by, value=value, likelihood="almost certain", confidence="high")


def verdict(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).assessment.verdict


def make_many(claims: int, each: int = 3) -> None:
    """Many claims at once, each with assertions of different sources: a tenth contradict each other."""
    user = make_user()
    topic, _ = Topic.objects.get_or_create(name="Many")
    documents = [make_source() for _ in range(each)]
    made = Claim.objects.bulk_create(
        Claim(reference=f"M-{n:05}", topic=topic, question=f"Question {n}?", kind="count") for n in range(claims)
    )
    Assessment.objects.bulk_create(Assessment(claim=claim) for claim in made)
    rows = [
        Assertion(
            claim=claim,
            source=source,
            wording="14" if claim.pk % 10 or n else "11",
            entered_by=user,
            origin=f"source: {source.reference}",
        )
        for claim in made
        for n, source in enumerate(documents)
    ]
    for row in rows:
        row.read()
    Assertion.objects.bulk_create(rows)
    with transaction.atomic():
        assess(claim.pk for claim in made)
