"""What the lists of the record can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import make_aware

from .loading.near_names import did_you_mean
from .lookups import Stands
from .models import Assertion, Assessment, Claim, Publisher, Source, Topic
from .paging import Found, count_each, few_expected
from .search import CLAIMS, SOURCES, Searched

OFFERED = 200  # names of topics or publishers that a field offers
# Beyond these, a time zone's hours could leave the calendar.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9000, 1, 1)
EVERY = "all"
NEEDS = {need.name.lower(): need for need in Assessment.Urgency if need != Assessment.Urgency.NOTHING}


class NameInput(forms.TextInput):
    """A text field that offers names."""

    names: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        offered = f"{name}-names"
        field = super().render(name, value, {**(attrs or {}), "list": offered, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((name,) for name in self.names))
        return format_html('{}<datalist id="{}">{}</datalist>', field, offered, options)


class NameField(forms.CharField):
    """The name of a topic or a publisher, of which there may be too many to choose from; cleaned, its key.

    `known` are those that are offered, and the one that is asked for, if there is one, each with its key and name.
    """

    def __init__(
        self, *args: Any, model: type[Topic] | type[Publisher], known: Sequence[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, max_length=200, widget=NameInput, **kwargs)
        self.model = model
        # SQLite knows the case of ASCII letters only, and so may have two that differ by the case of others.
        self.keys = {name.lower(): key for key, name in known} | {name: key for key, name in known}
        self.widget.names = [name for _, name in known]

    def clean(self, value: Any) -> int | None:
        name = super().clean(value)
        if not name or name.lower() in self.keys:
            return self.keys.get(name, self.keys.get(name.lower()))
        found = self.model._default_manager.filter(Stands(name, "name")).order_by("name").values_list("pk", "name")
        same = [key for key, other in found[:OFFERED] if other.lower() == name.lower()]
        if same:
            return same[0]
        alike = [other for _, other in found[:OFFERED]]
        words = f"There is no {self.model._meta.verbose_name} “{name}”. {did_you_mean(name, alike)}"
        raise ValidationError(words.strip())


class NameFilter(django_filters.Filter):
    field_class = NameField


def names(asked: Mapping[str, tuple[type[Topic] | type[Publisher], str]]) -> Iterable[tuple[str, int, str]]:
    """What fields offer: the first names, and the one that is asked for; each with its field and key, in one query."""
    parts = []
    for field, (model, name) in asked.items():
        rows = model._default_manager.order_by().annotate(field=Value(field), folded=Lower("name"))
        parts.append(rows.filter(pk__in=rows.order_by("folded").values("pk")[:OFFERED]))  # type: ignore[misc]
        if name := name.strip():
            parts.append(rows.filter(folded=Lower(Value(name))))
    told = [part.values_list("field", "pk", "name", "folded") for part in parts]
    found = told[0].union(*told[1:]).order_by("folded") if told else ()
    return ((field, key, name) for field, key, name, _ in found)


class SearchedFilterSet(django_filters.FilterSet):
    """Narrows a list by what it is searched for, and by its other filters."""

    search = django_filters.CharFilter(label="Search", max_length=200, widget=forms.SearchInput)
    searched: Searched

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {name: field for name, field in self.filters.items() if isinstance(field, NameFilter)}
        asked = {name: (field.extra["model"], self.data.get(name, "")) for name, field in fields.items()}
        for name, key, words in names(asked):
            fields[name].extra.setdefault("known", []).append((key, words))

    def listed(self, rows: QuerySet[Any]) -> tuple[QuerySet[Any], set[str]]:
        """The rows that the list's pages go through in the order of an index, and which filters this index serves."""
        return rows, set()

    def found(self) -> Found:
        """What the list shows, for its pages."""
        listed, served = self.listed(self.queryset)
        narrowed = self.narrowed(listed, served)
        if words := self.form.cleaned_data["search"]:
            return self.searched.found(listed, narrowed, words)
        if narrowed is listed:
            return Found(listed)
        return Found(listed, narrowed, narrowed, self.fitting())

    def fitting(self) -> QuerySet[Any] | None:
        """Rows among whose keys are those of all that the filters leave, if an index of their own tells them."""
        return None

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.found().all

    def narrowed(self, rows: QuerySet[Any], served: Set[str]) -> QuerySet[Any]:
        """The rows that the filters leave, but for those that are served already and for what is searched for."""
        for name, value in self.form.cleaned_data.items():
            if value and name != "search" and name not in served:
                rows = self.filters[name].filter(rows, value)
        return rows


class ClaimFilter(SearchedFilterSet):
    searched = CLAIMS
    topic = NameFilter(model=Topic)
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

    def listed(self, rows: QuerySet[Claim]) -> tuple[QuerySet[Claim], set[str]]:
        topic = self.form.cleaned_data["topic"]
        return (rows.filter(topic=topic), {"topic"}) if topic else (rows, set())

    def fitting(self) -> QuerySet[Assessment] | None:
        verdict, status = (self.form.cleaned_data[name] for name in ("verdict", "status"))
        # One of the two: an index has the keys that go with either, and the rows need not be looked up.
        if status and status != Assessment.Status.OPEN:
            return Assessment.objects.filter(status=status)
        return Assessment.objects.filter(verdict=verdict) if verdict else None


OF_ASSESSMENTS = {"verdict", "status", "since"}  # filters that go by more than the claim


class QueueFilter(SearchedFilterSet):
    """Narrows the queue; without a need it leaves what needs anything at all."""

    searched = CLAIMS
    need = django_filters.ChoiceFilter(
        label="Needs",
        choices=[*((name, need.label) for name, need in NEEDS.items()), (EVERY, "anything or nothing")],
        empty_label="anything",
    )
    topic = NameFilter(method="of_claim", label="Topic", model=Topic)
    verdict = django_filters.ChoiceFilter(label="Verdict", choices=Assessment.Verdict.choices, empty_label="any")
    status = django_filters.ChoiceFilter(label="Status", choices=Assessment.Status.choices, empty_label="any")
    kind = django_filters.ChoiceFilter(method="of_claim", label="Kind", choices=Claim.Kind.choices, empty_label="any")
    publisher = NameFilter(method="said_by", label="Publisher", model=Publisher)
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
        others = [(other.pk, other.get_username()) for other in people if other != person]
        self.filters["assignee"].extra["choices"] = [("me", "me"), ("nobody", "nobody"), *others]

    def found(self) -> Found:
        """The same, with the merged claims in a hash: the list joined to these could come in another order."""
        merged = Claim.objects.filter(merged_into__isnull=False).order_by().values("pk")
        listed, served = self.listed(Assessment.objects.exclude(pk__in=merged))
        found = replace(super().found(), listed=listed)
        return found if found.row_by_row is None or found.sought else replace(found, row_by_row=self.by_row(served))

    def listed(self, rows: QuerySet[Assessment]) -> tuple[QuerySet[Assessment], set[str]]:
        need, verdict = (self.form.cleaned_data[name] for name in ("need", "verdict"))
        rows = rows if need == EVERY else rows.filter(self.having(need))
        return rows.filter(verdict=verdict) if verdict else rows, {"need", "verdict"}

    def fitting(self) -> QuerySet[Assessment] | None:
        status, since = (self.form.cleaned_data[name] for name in ("status", "since"))
        rows = Assessment.objects.filter(status=status) if status else Assessment.objects.all()
        return self.changed(rows, "since", since) if since else rows if status else None

    def by_row(self, served: Set[str]) -> QuerySet[Any]:
        """What has to fit for a row of the list to be left by the filters: its claim, where they ask for no more."""
        asked = {name for name, value in self.form.cleaned_data.items() if value} - served
        return self.narrowed((Assessment if asked & OF_ASSESSMENTS else Claim)._default_manager.all(), served)

    def count(self) -> dict[str, tuple[int, bool]]:
        """How much there is of each need, whatever is searched for, and whether there may be more.

        With it as `mine` all that the person has in hand, whatever is filtered for.
        """
        held = self.queryset.filter(claim__assignee=self.person, status=Assessment.Status.IN_REVIEW)
        left = self.narrowed(self.queryset, {"need"})
        if left is not self.queryset and few_expected(self.queryset, left):
            each = left.aggregate(**{name: Count("pk", filter=self.having(name)) for name in NEEDS})
            return {name: (many, False) for name, many in each.items()} | count_each({"mine": (held, None)})
        fitting = None if left is self.queryset else self.by_row({"need"})
        needing = {name: (self.queryset.filter(self.having(name)), fitting) for name in NEEDS}
        return count_each(needing | {"mine": (held, None)})

    def having(self, need: str) -> Q:
        """Which claims have a need; without one, which have any."""
        if not need:
            return Q(urgency__lt=Assessment.Urgency.NOTHING)
        # These two may stand higher up, for a contradiction.
        own = {Assessment.Urgency.STALE: Q(stale=True), Assessment.Urgency.UNREAD: Q(waiting__gt=0)}
        return own.get(NEEDS[need], Q(urgency=NEEDS[need]))

    def of_claim(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        return rows.filter(**{name if rows.model is Claim else f"claim__{name}": value})

    def said_by(self, rows: QuerySet[Any], name: str, publisher: int) -> QuerySet[Any]:
        return rows.filter(Exists(Assertion.objects.filter(claim=OuterRef("pk"), source__publisher=publisher)))

    def held_by(self, rows: QuerySet[Any], name: str, who: str) -> QuerySet[Any]:
        person = {"nobody": None, "me": self.person.pk}
        return self.of_claim(rows, "assignee", person[who] if who in person else int(who))

    def changed(self, rows: QuerySet[Assessment], name: str, day: date) -> QuerySet[Assessment]:
        return rows.filter(changed_at__gte=make_aware(datetime.combine(day, time.min)))


class SourceFilter(SearchedFilterSet):
    searched = SOURCES
    publisher = NameFilter(model=Publisher)

    class Meta:
        model = Source
        fields: list[str] = []
