"""What the lists of the record can be narrowed by."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from .models import Assessment, Claim, Publisher, Source, Topic

MOST_WORDS = 10  # each is a pass over the table


def asked(words: str) -> list[str]:
    """The words to look for: each once, and no more than ten of them."""
    return list(dict.fromkeys(words.split()))[:MOST_WORDS]


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
