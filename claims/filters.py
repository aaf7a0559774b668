"""What the lists of the record can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import make_aware

from .loading.stored import did_you_mean
from .models import Assertion, Assessment, Claim, Publisher, Source, Topic
from .paging import Found, few_expected
from .postgres import Stands
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
        self.model, self.keys = model, {name.lower(): key for key, name in known}
        self.widget.names = [name for _, name in known]

    def clean(self, value: Any) -> int | None:
        name = super().clean(value)
        if not name or name.lower() in self.keys:
            return self.keys.get(name.lower())
        alike = self.model._default_manager.filter(Stands(name, "name")).values_list("name", flat=True)
        words = f"There is no {self.model._meta.verbose_name} “{name}”. {did_you_mean(name, alike[:OFFERED])}"
        raise ValidationError(words.strip())


class NameFilter(django_filters.Filter):
    field_class = NameField


def names(asked: Mapping[str, tuple[type[Topic] | type[Publisher], str]]) -> Iterable[tuple[str, int, str]]:
    """What fields offer: the first names, and the one that is asked for; each with its field and key, in one query."""
    parts = []
    for field, (model, name) in asked.items():
        rows = model._default_manager.annotate(field=Value(field), folded=Lower("name"))
        first = rows.order_by("folded").values("pk")[:OFFERED]
        chosen = rows.filter(Q(pk__in=first) | Q(folded=Lower(Value(name.strip())))).order_by()
        parts.append(chosen.values_list("field", "pk", "name", "folded"))
    found = parts[0].union(*parts[1:], all=True).order_by("folded") if parts else ()
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

    def listed(self) -> tuple[QuerySet[Any], set[str]]:
        """The rows that the list's pages go through in the order of an index, and which filters this index serves."""
        return self.queryset, set()

    def found(self) -> Found:
        """What the list shows, for its pages."""
        listed, served = self.listed()
        narrowed = self.narrowed(listed, served)
        if words := self.form.cleaned_data["search"]:
            return self.searched.found(listed, narrowed, words)
        return Found(listed) if narrowed is listed else Found(listed, narrowed, narrowed)

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

    def listed(self) -> tuple[QuerySet[Claim], set[str]]:
        topic = self.form.cleaned_data["topic"]
        return (self.queryset.filter(topic=topic), {"topic"}) if topic else super().listed()


class QueueFilter(SearchedFilterSet):
    """Narrows the queue; without a need it leaves what needs anything at all."""

    searched = CLAIMS
    need = django_filters.ChoiceFilter(
        label="Needs",
        choices=[*((name, need.label) for name, need in NEEDS.items()), (EVERY, "anything or nothing")],
        empty_label="anything",
    )
    topic = NameFilter(field_name="claim__topic", label="Topic", model=Topic)
    verdict = django_filters.ChoiceFilter(label="Verdict", choices=Assessment.Verdict.choices, empty_label="any")
    status = django_filters.ChoiceFilter(label="Status", choices=Assessment.Status.choices, empty_label="any")
    kind = django_filters.ChoiceFilter(
        field_name="claim__kind", label="Kind", choices=Claim.Kind.choices, empty_label="any"
    )
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

    def listed(self) -> tuple[QuerySet[Assessment], set[str]]:
        rows, verdict = self.needing(self.form.cleaned_data["need"]), self.form.cleaned_data["verdict"]
        return rows.filter(verdict=verdict) if verdict else rows, {"need", "verdict"}

    def counted(self, need: str) -> tuple[QuerySet[Assessment], QuerySet[Assessment]]:
        """What to look at for a need, and what the other filters leave of it, whatever is searched for.

        That is all that has the need, or where the filters leave little of everything, what they leave.
        """
        rows = self.needing(need)
        counted = self.narrowed(rows, {"need"})
        return (counted if counted is not rows and self.leaves_few else rows), counted

    @cached_property
    def leaves_few(self) -> bool:
        return few_expected(self.queryset, self.narrowed(self.queryset, {"need"}))

    def needing(self, need: str) -> QuerySet[Assessment]:
        """All that has a need."""
        if need == EVERY:
            return self.queryset
        if not need:
            return self.queryset.filter(urgency__lt=Assessment.Urgency.NOTHING)
        # These two may stand higher up, for a contradiction.
        own = {Assessment.Urgency.STALE: Q(stale=True), Assessment.Urgency.UNREAD: Q(waiting__gt=0)}
        return self.queryset.filter(own.get(NEEDS[need], Q(urgency=NEEDS[need])))

    def said_by(self, rows: QuerySet[Assessment], name: str, publisher: int) -> QuerySet[Assessment]:
        return rows.filter(Exists(Assertion.objects.filter(claim=OuterRef("pk"), source__publisher=publisher)))

    def held_by(self, rows: QuerySet[Assessment], name: str, who: str) -> QuerySet[Assessment]:
        if who == "nobody":
            return rows.filter(claim__assignee=None)
        return rows.filter(claim__assignee=self.person.pk if who == "me" else int(who))

    def changed(self, rows: QuerySet[Assessment], name: str, day: date) -> QuerySet[Assessment]:
        return rows.filter(changed_at__gte=make_aware(datetime.combine(day, time.min)))


class SourceFilter(SearchedFilterSet):
    searched = SOURCES
    publisher = NameFilter(model=Publisher)

    class Meta:
        model = Source
        fields: list[str] = []
