"""The form that puts claims in somebody's hands."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.defaultfilters import pluralize

from claims.models import Claim
from claims.review import Refused
from claims.review.claims import assign, reviewers


class AssignForm(forms.Form):
    """`to`: "me", "nobody", or the key of a person who may review."""

    claim = forms.ModelMultipleChoiceField(
        Claim.objects.live(),
        error_messages={
            "required": "Select the claims first, then assign them.",
            "invalid_choice": "One of these claims was deleted or merged: nothing was assigned.",
        },
    )
    to = forms.ChoiceField(
        error_messages={
            "required": "Say to whom to assign.",
            "invalid_choice": "Claims can be assigned only to people who may review them.",
        }
    )

    def __init__(self, data: Mapping[str, object], person: User) -> None:
        super().__init__(data)
        self.person = person
        self.hands: dict[str, User | None] = {"me": person, "nobody": None}
        self.hands |= {str(reviewer.pk): reviewer for reviewer in reviewers()}
        self.fields["to"].choices = [(key, key) for key in self.hands]  # type: ignore[attr-defined]

    def save(self, request: HttpRequest) -> None:
        """Assign the claims, and tell the person what was done, or why nothing was."""
        if not self.is_valid():
            messages.error(request, str(next(iter(self.errors.values()))[0]))
            return
        to = self.hands[self.cleaned_data["to"]]
        hands = "your hands" if to == self.person else f"the hands of {to}" if to else "nobody's hands"
        try:
            moved = assign(self.person, self.cleaned_data["claim"], to)
        except Refused as error:
            messages.error(request, str(error))
            return
        done = f"{moved} claim{pluralize(moved)} put in {hands}." if moved else f"Nothing to do: already in {hands}."
        messages.success(request, done)
