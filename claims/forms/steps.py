"""Forms for the steps that a person takes with a claim or an assertion, each on a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from claims.claim_page import Names, labelled
from claims.claim_page.windows import number
from claims.evidence import Evidence, bearing, path
from claims.models import Assertion, Assessment, Claim, Decision
from claims.models.assertions import WORDING_LENGTH
from claims.review import Changed, Refused, line_feeds
from claims.review.decisions import ASSUMPTION_MISSING, Value, read_value
from claims.search import ASSERTIONS
from claims.spans import Span
from claims.wording import Unreadable, read, say

REASON_MISSING = "Give a reason: someone will ask for it."
CHOOSE = ("", "choose…")
SHOWN = 20  # assertions that a form offers at once, or that dissent from a value
NAMED = 3  # of those who hold a position, the ones that are named


class StepForm(forms.Form):
    """`seen` is the token of the evidence that the person saw, `seen_at` the moment, in ISO 8601."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": REASON_MISSING},
        help_text="It stays with the record, under your name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_reason(self) -> str:
        return line_feeds(self.cleaned_data["reason"])


class DeleteForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)


class ExplainForm(StepForm):
    field_order = ["cause", "reason"]
    cause = forms.ChoiceField(label="Why they differ", choices=[CHOOSE, *Decision.Cause.choices])


class UnresolvedForm(StepForm):
    field_order = ["way", "reason"]
    way = forms.ChoiceField(label="What to do meanwhile", choices=[CHOOSE, *Decision.Way.choices])


class ReaffirmForm(StepForm):
    """The value stays as it is; what it assumes of a contradiction may be said anew."""

    field_order = ["assumption", "reason"]
    assumption = forms.CharField(
        label="What is assumed of the sources that say otherwise",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Needed over an open contradiction; left empty, what was assumed before still holds.",
    )


class LaterAssertion(forms.ModelChoiceField):
    def label_from_instance(self, obj: Assertion) -> str:
        day = obj.source.published_on
        where = [obj.source.reference, say(Span(day, day), "date") if day else "", obj.locator]
        return f"“{obj.wording}” ({', '.join(filter(None, where))})"


class SupersedeForm(StepForm):
    field_order = ["by", "reason"]
    by = LaterAssertion(label="Superseded by", queryset=Assertion.objects.none(), empty_label=CHOOSE[1])

    def __init__(self, *args: Any, assertion: Assertion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = (  # type: ignore[attr-defined]
            Assertion.objects.filter(
                claim=assertion.claim_id, source__publisher=assertion.source.publisher_id, superseded_by=None
            )
            .exclude(pk=assertion.pk)
            .select_related("source")
        )


class ReadForm(StepForm):
    """Words that are taken once the person has seen how they are read: then `confirmed` says the same."""

    worded = "value"
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def words(self) -> str:
        """What is read; empty while it cannot be."""
        return self.cleaned_data.get(self.worded, "") if self.reading() else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has seen how these very words are read."""
        return bool(self.words) and self.data.get("confirmed") == self.words

    def reading(self) -> dict[str, object]:
        """What the page shows of how the words are read; empty while they cannot be."""
        raise NotImplementedError


class ValueForm(ReadForm):
    """A value to hold true: one of the positions, or one in words of its own."""

    field_order = ["position", "value", "assumption", "likelihood", "confidence", "reason"]
    position = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="What the sources say")
    value = forms.CharField(
        label="Or in words of your own",
        max_length=500,
        required=False,
        help_text="As people will see it: 12 or more; about 40; 26 June 2020.",
    )
    assumption = forms.CharField(
        label="What is assumed of the sources that say otherwise",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": ASSUMPTION_MISSING},
        help_text="The contradiction is open: say why the others do not stand in the way.",
    )
    likelihood = forms.ChoiceField(
        choices=[CHOOSE, *Decision.Likelihood.choices], help_text="How likely it is that this value is true."
    )
    confidence = forms.ChoiceField(
        choices=[CHOOSE, *Decision.Confidence.choices],
        help_text="How good the evidence for that judgement is.",
    )

    def __init__(self, *args: Any, evidence: Evidence, explained: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        self.held: Value | None = None
        if evidence.verdict != Assessment.Verdict.CONTRADICTION or explained:
            del self.fields["assumption"]
        if evidence.claim.has_options:
            choices = [(option.name, path(option, evidence.options)) for option in evidence.options]
            self.fields["value"] = forms.ChoiceField(
                label="Or another option", choices=[CHOOSE, *choices], required=False
            )
        if labels := self.positions():
            self.fields["position"].choices = [*labels.items(), ("", "another value, in words")]  # type: ignore[attr-defined]
        else:
            del self.fields["position"]
            self.fields["value"].label = "Value"
        self.order_fields(self.field_order)

    def positions(self) -> dict[str, str]:
        """What each position says, where it can be read as a value, with who says it."""
        labels = {}
        for position in labelled(self.evidence, Names(self.evidence.counted)):
            if readable(position.label, self.evidence):
                more = len(position.own) - NAMED
                names = [*position.own[:NAMED], f"{more:,} more"] if more > 0 else position.own
                labels[position.label] = f"{position.label} — {'; '.join(names)}"
        return labels

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        position, value = cleaned.pop("position", ""), cleaned.get("value", "").strip()
        if position and value and position != value:
            self.add_error("value", f"You chose “{position}”, and wrote “{value}”: keep one of the two.")
        elif words := value or position:
            self.hold(words)
        elif "value" not in self.errors:
            self.add_error("value", "Say which value you hold to be true.")
        return cleaned

    def hold(self, words: str) -> None:
        try:
            self.held = read_value(words, self.evidence)
        except Refused as error:
            self.add_error("value", self.complaint(words, error))
        else:
            self.cleaned_data["value"] = words

    def complaint(self, words: str, error: Refused) -> str:
        """Why the words are no value; what a reading says is meant for assertions, so only its cause is kept."""
        if not isinstance(error.__cause__, Unreadable):
            return str(error)
        cause = re.split(r"[;.](?:\s|$)", str(error))[0]
        advice = ADVICE.get(self.evidence.claim.kind, "choose an option")
        return f"“{words}” could not be read as a value: {advice}. {cause}."

    def reading(self) -> dict[str, object]:
        return self.told

    @cached_property
    def told(self) -> dict[str, object]:
        """How the value is read, what the assertions say to it, and which positions are rejected with it."""
        if self.held is None:
            return {}
        kind, name = self.evidence.claim.kind, Names(self.evidence.counted)
        held, expected = self.evidence.say(self.held.span), ""
        counted = self.evidence.counted
        bears = [bearing(row, self.held.span) for row in counted]
        dissent = [row for row, bears_so in zip(counted, bears, strict=True) if bears_so == "dissents"]
        if not self.evidence.claim.has_options:
            expected = say(read(self.held.words, kind).expected, kind)
        return {
            "words": self.held.words,
            "held": held,
            "expected": expected if expected != held else "",
            "counted": len(counted),
            "supporting": bears.count("supports"),
            "rejected": [rejected["label"] for rejected in self.evidence.ruled_out(self.held.span)],
            "dissent": [(row.wording, name(row)) for row in dissent[:SHOWN]],
            "more": max(len(dissent) - SHOWN, 0),
        }


OWN_MISTAKE = "own"
LOOK = "_look"  # what a button sends that asks for other assertions: how many come before them


class CorrectForm(ValueForm):
    """Another value in place of the one in force, and the assertions that caused it.

    Of many assertions it offers those that are chosen, and a `part` of the others that have the words in `find`.
    """

    field_order = ["position", "value", "find", "because_of", *ValueForm.field_order[2:]]
    find = forms.CharField(
        label="Find in the evidence",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text="Words of what is said or of who is quoted, or a source’s reference. What you chose stays chosen.",
    )
    because_of = forms.MultipleChoiceField(
        label="The evidence that caused the correction",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the evidence that caused it, or say that the mistake was your own."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part: Part | None = None
        rows = self.offered()
        name = Names(rows)
        choices = [(str(row.pk), f"“{row.wording}” ({name(row)}), {row.state}") for row in rows]
        self.fields["because_of"].choices = [*choices, (OWN_MISTAKE, "none of it: the mistake was the team’s own")]  # type: ignore[attr-defined]

    @staticmethod
    def looked_for(sent: QueryDict) -> dict[str, Any] | None:
        """What was typed, for a form that shows the assertions that were asked for; None where none were."""
        if LOOK not in sent and sent.get("find", "").strip() == sent.get("found", ""):
            return None
        return {**sent.dict(), "because_of": sent.getlist("because_of"), "confirmed": ""}

    def offered(self) -> list[Assertion]:
        rows = Assertion.objects.filter(claim=self.evidence.claim).select_related("source__publisher")
        if len(few := list(rows[: SHOWN + 1])) <= SHOWN:
            del self.fields["find"]
            return few
        rows = rows.order_by("-pk")  # what was entered since the decision comes first
        typed = self.data if self.is_bound else self.initial
        keys = self.data.getlist("because_of") if self.is_bound else self.initial.get("because_of", ())  # type: ignore[attr-defined]
        chosen = list(rows.filter(pk__among=[key for key in map(number, keys) if key]))
        found = rows.filter(ASSERTIONS.row_by_row(typed.get("find", "")))
        self.part = Part.of(number(typed.get(LOOK)), found.count())
        others = found[self.part.start : self.part.start + SHOWN]
        return [*chosen, *(row for row in others if row not in chosen)]

    def clean_because_of(self) -> list[int]:
        """The keys of the assertions; none where the mistake was the team's own."""
        chosen = self.cleaned_data["because_of"]
        if OWN_MISTAKE in chosen and len(chosen) > 1:
            raise ValidationError("Choose the evidence, or that the mistake was the team’s own: not both.")
        return [int(key) for key in chosen if key != OWN_MISTAKE]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("find", None)
        return cleaned


@dataclass(frozen=True)
class Part:
    """SHOWN of so many rows, after the first `start`."""

    start: int
    total: int

    @classmethod
    def of(cls, start: int, total: int) -> Part:
        return cls(start if start < total else 0, total)

    @property
    def first(self) -> int:
        return min(self.start + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.start + SHOWN, self.total)

    @property
    def before(self) -> int:
        return max(self.start - SHOWN, 0)


class OverruleForm(ReadForm):
    """Words to read in place of a source's own; `rehearse` tells what they come to (review.readings)."""

    worded = "read_as"
    field_order = ["read_as", "reason"]
    read_as = forms.CharField(label="Read it as", max_length=WORDING_LENGTH)

    def __init__(self, *args: Any, rehearse: Callable[[str, str], dict[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rehearse = rehearse
        self.comes_to: dict[str, object] = {}
        self.fields["reason"].label = "Why"
        self.fields["reason"].help_text = "It stays beside the reading as its note, under your name."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "read_as" in cleaned and "reason" in cleaned:
            try:
                self.comes_to = self.rehearse(cleaned["read_as"], cleaned["reason"])
            except Changed:
                pass  # taking the step says what changed
            except Refused as error:
                self.add_error("read_as", str(error))
        return cleaned

    def reading(self) -> dict[str, object]:
        return self.comes_to


def readable(words: str, evidence: Evidence) -> bool:
    try:
        read_value(words, evidence)
    except Refused:
        return False
    return True


FIGURE = "write a number, a range or a bound, such as 12, 10–15 or 12 or more"
ADVICE: dict[str, str] = {
    Claim.Kind.COUNT: FIGURE,
    Claim.Kind.AMOUNT: FIGURE,
    Claim.Kind.DATE: "write a day, a month or a year, such as 26 June 2020",
}
