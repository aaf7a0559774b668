"""Forms for the steps that a person takes with a claim or an assertion, each on a page of its own."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.claim_page import Names
from claims.evidence import Evidence, bearing, path
from claims.models import Assertion, Claim, Decision
from claims.review import Refused
from claims.review.decisions import Value, read_value
from claims.spans import Span
from claims.wording import Unreadable, read, say

REASON_MISSING = "Give a reason: someone will ask for it."
CHOOSE = ("", "choose…")


class StepForm(forms.Form):
    """`seen` is the token of the evidence that the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": REASON_MISSING},
        help_text="It stays with the record, under your name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class DeleteForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ExplainForm(StepForm):
    field_order = ["cause", "reason"]
    cause = forms.ChoiceField(label="Why they differ", choices=[CHOOSE, *Decision.Cause.choices])


class UnresolvedForm(StepForm):
    field_order = ["way", "reason"]
    way = forms.ChoiceField(label="What to do meanwhile", choices=[CHOOSE, *Decision.Way.choices])


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


FIGURE = "write a number, a range or a bound, such as 12, 10–15 or 12 or more"
ADVICE: dict[str, str] = {
    Claim.Kind.COUNT: FIGURE,
    Claim.Kind.AMOUNT: FIGURE,
    Claim.Kind.DATE: "write a day, a month or a year, such as 26 June 2020",
}


class ValueForm(StepForm):
    """A value to hold true, once the person has seen how it is read: then `confirmed` says the same."""

    field_order = ["value", "likelihood", "confidence", "reason"]
    value = forms.CharField(
        label="Value",
        max_length=500,
        error_messages={"required": "Say which value you hold to be true."},
        help_text="In words, as people will see it: 12 or more; about 40; 26 June 2020.",
    )
    likelihood = forms.ChoiceField(
        choices=[CHOOSE, *Decision.Likelihood.choices], help_text="How likely it is that this value is true."
    )
    confidence = forms.ChoiceField(
        choices=[CHOOSE, *Decision.Confidence.choices],
        help_text="How good the evidence for that judgement is.",
    )
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, evidence: Evidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        self.held: Value | None = None
        if evidence.claim.has_options:
            choices = [(option.name, path(option, evidence.options)) for option in evidence.options]
            self.fields["value"] = forms.ChoiceField(label="Value", choices=[CHOOSE, *choices])
        else:
            self.fields["value"].widget.attrs["list"] = "positions"
        self.order_fields(self.field_order)

    def clean_value(self) -> str:
        try:
            self.held = read_value(self.cleaned_data["value"], self.evidence)
        except Refused as error:
            raise ValidationError(self.complaint(error)) from error
        return self.cleaned_data["value"]

    def complaint(self, error: Refused) -> str:
        """Why the words are no value; what a reading says is meant for assertions, so only its cause is kept."""
        if not isinstance(error.__cause__, Unreadable):
            return str(error)
        cause = re.split(r"[;.](?:\s|$)", str(error))[0]
        words, advice = self.cleaned_data["value"], ADVICE.get(self.evidence.claim.kind, "choose an option")
        return f"“{words}” could not be read as a value: {advice}. {cause}."

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has seen how this very value is read."""
        return self.held is not None and self.data.get("confirmed") == self.cleaned_data["value"]

    def suggestions(self) -> list[str]:
        """What the positions say, where it can be read as a value."""
        if self.evidence.claim.has_options:
            return []
        labels = [self.evidence.say(self.evidence.span(position.backers[0])) for position in self.evidence.positions]
        return [label for label in labels if readable(label, self.evidence)]

    def reading(self) -> dict[str, object]:
        """How the value is read, and what the assertions say to it; empty while it cannot be read."""
        if self.held is None:
            return {}
        kind, name = self.evidence.claim.kind, Names(self.evidence.counted)
        held, expected = self.evidence.say(self.held.span), ""
        bears = [bearing(row, self.held.span) for row in self.evidence.counted]
        if not self.evidence.claim.has_options:
            expected = say(read(self.held.words, kind).expected, kind)
        return {
            "words": self.held.words,
            "held": held,
            "expected": expected if expected != held else "",
            "counted": len(self.evidence.counted),
            "supporting": bears.count("supports"),
            "dissent": [
                (row.wording, name(row))
                for row, bears_so in zip(self.evidence.counted, bears, strict=True)
                if bears_so == "dissents"
            ],
        }


def readable(words: str, evidence: Evidence) -> bool:
    try:
        read_value(words, evidence)
    except Refused:
        return False
    return True
