"""Blanks at the ends of texts: no door lets them in, so that files, of which loading takes them off, lose nothing."""

from __future__ import annotations

import csv

import pytest
from django import forms
from django.contrib.admin import site

from claims.forms.rows import OptionForm
from claims.loading import load
from claims.models import Assertion, Claim, Option, Publisher, Source, Topic

from .factories import make_claim, make_source, make_user

pytestmark = pytest.mark.django_db

BLANKS = " \t\u00a0\u2003\r\n"


def desk_form(model, request):
    if model is Option:
        return OptionForm
    return site.get_model_admin(model).get_form(request)


@pytest.mark.parametrize("model", [Assertion, Source, Claim, Option, Publisher, Topic])
def test_the_desks_forms_take_blanks_off_every_text(model, rf):
    request = rf.get("/")
    request.user = make_user("administrator")
    fields = desk_form(model, request).base_fields
    texts = {name: field for name, field in fields.items() if isinstance(field, forms.CharField)}
    assert texts
    for name, field in texts.items():
        assert field.to_python(f"{BLANKS}https://x.org/ 1{BLANKS}") == "https://x.org/ 1", name


def test_loading_takes_blanks_off_every_text(tmp_path):
    make_claim(reference="C")
    make_source("s")
    row = {
        "claim": "C", "source": "s", "wording": "14", "translation": "fourteen", "locator": "p. 3",
        "speaker": "The minister", "read_as": "14", "note": "It says so.",
    }  # fmt: skip
    with open(tmp_path / "assertions.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row, [f"{BLANKS}{text}{BLANKS}" for text in row.values()]])
    load([tmp_path], make_user())
    stored = Assertion.objects.values(*list(row)[2:]).get()
    assert stored == {name: row[name] for name in stored}
