"""What the lists of the record can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.timezone import make_aware

from .models import Assertion, Assessment, Claim, Publisher, Source, Topic

LONGEST = 200  # letters of a word that is looked for
MOST_WORDS = 10  # each is a pass over the table
# Beyond these, a time zone's hours could leave the calendar.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9000, 1, 1)
EVERY = "all"
NEEDS = {need.name.lower(): need for need in Assessment.Urgency if need != Assessment.Urgency.NOTHING}


def asked(words: str) -> list[str]:
    """The words to look for: each once, and no more than ten of them."""
    return list(dict.fromkeys(word[:LONGEST] for word in words.replace("\0", " ").split()))[:MOST_WORDS]


class ClaimFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(method="find", label="Search", max_length=200, widget=forms.SearchInput)
    topic = django_filters.ModelChoiceFilter(queryset=Topic.objects.all(), empty_label="any")
    verdict = django_filters.ChoiceFilter(
        field_name="assessment__verdict",
        label="Verdict",
        choices=Assessment.Verdict.choices,
        empty_label="any",
    )
    status = django_filters.ChoiceFilter(
        field_name="assessment__status", label="Status", choices=Assessment.Status.choices, empty_label="any"
    )
    kind = django_filters.ChoiceFilter(choices=Claim.Kind.choices, empty_label="any")

    class Meta:
        model = Claim
        fields: list[str] = []

    def find(self, claims: QuerySet[Claim], name: str, words: str) -> QuerySet[Claim]:
        return claims_with(words, claims)


def claims_with(words: str, claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims in whose reference, question, definition or assertions every one of the words stands."""
    for word in asked(words):
        said = Claim.objects.filter(Q(assertions__wording__icontains=word) | Q(assertions__speaker__icontains=word))
        claims = claims.filter(
            Q(reference__icontains=word)
            | Q(question__icontains=word)
            | Q(definition__icontains=word)
            | Q(pk__in=said.values("pk"))
        )
    return claims


class QueueFilter(django_filters.FilterSet):
    """Narrows the queue; without a need it leaves what needs anything at all.

    Its choices are lists and not querysets, which would ask the database again for what was chosen.
    """

    search = django_filters.CharFilter(method="find", label="Search", max_length=200, widget=forms.SearchInput)
    need = django_filters.ChoiceFilter(
        label="Needs",
        choices=[*((name, need.label) for name, need in NEEDS.items()), (EVERY, "anything or nothing")],
        empty_label="anything",
    )
    topic = django_filters.ChoiceFilter(field_name="claim__topic", label="Topic", empty_label="any")
    verdict = django_filters.ChoiceFilter(label="Verdict", choices=Assessment.Verdict.choices, empty_label="any")
    status = django_filters.ChoiceFilter(label="Status", choices=Assessment.Status.choices, empty_label="any")
    kind = django_filters.ChoiceFilter(
        field_name="claim__kind", label="Kind", choices=Claim.Kind.choices, empty_label="any"
    )
    publisher = django_filters.ChoiceFilter(method="said_by", label="Publisher", empty_label="any")
    assignee = django_filters.ChoiceFilter(method="held_by", label="In the hands of", empty_label="anybody")
    since = django_filters.DateFilter(
        method="changed",
        label="Changed since",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )

    class Meta:
        model = Assessment
        fields: list[str] = []

    def __init__(self, *args: Any, person: User, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for name, key, words in names():
            self.filters[name].extra.setdefault("choices", []).append((key, words))
        others = [(other.pk, other.get_username()) for other in people if other != person]
        self.filters["assignee"].extra["choices"] = [("me", "me"), ("nobody", "nobody"), *others]

    def filter_queryset(self, queryset: QuerySet[Assessment]) -> QuerySet[Assessment]:
        return self.needing(self.form.cleaned_data["need"])

    def needing(self, need: str) -> QuerySet[Assessment]:
        """What all the other filters leave, narrowed to a need."""
        rows = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name != "need":
                rows = self.filters[name].filter(rows, value)
        if need == EVERY:
            return rows
        if not need:
            return rows.filter(urgency__lt=Assessment.Urgency.NOTHING)
        # These two may stand higher up, for a contradiction.
        own = {Assessment.Urgency.STALE: Q(stale=True), Assessment.Urgency.UNREAD: Q(waiting__gt=0)}
        return rows.filter(own.get(NEEDS[need], Q(urgency=NEEDS[need])))

    def find(self, rows: QuerySet[Assessment], name: str, words: str) -> QuerySet[Assessment]:
        return rows.filter(claim__in=claims_with(words, Claim.objects.all()).order_by().values("pk"))

    def said_by(self, rows: QuerySet[Assessment], name: str, publisher: str) -> QuerySet[Assessment]:
        said = Assertion.objects.filter(claim=OuterRef("pk"), source__publisher=int(publisher))
        return rows.filter(Exists(said))

    def held_by(self, rows: QuerySet[Assessment], name: str, who: str) -> QuerySet[Assessment]:
        if who == "nobody":
            return rows.filter(claim__assignee=None)
        return rows.filter(claim__assignee=self.person.pk if who == "me" else int(who))

    def changed(self, rows: QuerySet[Assessment], name: str, day: date) -> QuerySet[Assessment]:
        return rows.filter(changed_at__gte=make_aware(datetime.combine(day, time.min)))


def names() -> Iterable[tuple[str, int, str]]:
    """The topics and the publishers, each with which of the two it is, its key and its name, in one query."""
    topics, publishers = (
        model.objects.order_by().annotate(of=Value(name)).values_list("of", "pk", "name")
        for name, model in (("topic", Topic), ("publisher", Publisher))
    )
    return topics.union(publishers, all=True).order_by("name")


class SourceFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(method="find", label="Search", max_length=200, widget=forms.SearchInput)
    publisher = django_filters.ModelChoiceFilter(queryset=Publisher.objects.all(), empty_label="any")

    class Meta:
        model = Source
        fields: list[str] = []

    def find(self, sources: QuerySet[Source], name: str, words: str) -> QuerySet[Source]:
        """Sources in whose reference, title, authors or publisher every one of the words stands."""
        for word in asked(words):
            sources = sources.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(authors__icontains=word)
                | Q(publisher__name__icontains=word)
            )
        return sources
