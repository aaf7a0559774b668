"""Each rule that data must obey, tried against the database itself: written past every form and method."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils import timezone

from claims.models import (
    Assertion,
    Assessment,
    Claim,
    Decision,
    Import,
    ImportedChange,
    Mapping,
    Note,
    Option,
    Publisher,
    Source,
    Topic,
    Upload,
    UploadFile,
)

from .factories import make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return say(make_claim(reference="C"), "14 people", make_source("s"))


def refused(constraint, write):
    """The write fails, and for this constraint.

    Both engines name a check that fails; PostgreSQL also a uniqueness, and it refuses a text that is too long for its
    column by the column's type, before any check.
    """
    with pytest.raises((IntegrityError, DataError)) as error, transaction.atomic():
        write()
    if isinstance(error.value, DataError):
        assert "too long" in str(error.value)
    elif connection.vendor == "postgresql" or "CHECK" in str(error.value):
        assert constraint in str(error.value)


ASSERTION = [
    ("assertion_wording_given", {"wording": ""}),
    ("assertion_wording_at_most_500", {"wording": "x" * 501}),
    ("assertion_locator_at_most_120", {"locator": "x" * 121}),
    ("assertion_stance_known", {"stance": "hints"}),
    ("assertion_reports_name_the_speaker", {"stance": "reports", "speaker": ""}),
    ("assertion_credibility_1_to_6", {"credibility": 7}),
    ("assertion_read_as_has_a_note", {"read_as": "14", "note": ""}),
    ("assertion_time_has_a_day", {"as_of": None, "as_of_time": "09:00"}),
    ("assertion_expected_low_not_above_high", {"expected_low": 15}),
    ("assertion_expected_within_possible", {"possible_low": 15}),
    ("assertion_expected_within_possible", {"expected_low": 13, "expected_high": 13}),
    ("assertion_is_read_by_a_rule_or_has_a_problem", {"rule": ""}),
    ("assertion_unread_has_no_bounds", {"problem": "cannot be read"}),
    ("assertion_origin_given", {"origin": ""}),
    ("assertion_base_used_by_a_relative_reading", {"base_used": "own"}),
    ("assertion_base_used_by_a_relative_reading", {"base_used": "guessed"}),
    ("assertion_base_used_by_a_relative_reading", {"rebased": True}),
    ("assertion_relative_reading_has_a_base", {"terms": [["1", "0"]] * 4}),
]


@pytest.mark.parametrize(("constraint", "fields"), ASSERTION, ids=[name for name, _ in ASSERTION])
def test_the_database_refuses_an_assertion(row, constraint, fields):
    refused(constraint, lambda: Assertion.objects.filter(pk=row.pk).update(**fields))


def test_the_database_refuses_the_same_words_twice_at_one_place(row):
    twin = Assertion.objects.get(pk=row.pk)
    twin.pk = None
    refused("assertion_natural_key", twin.save)


def test_the_database_refuses_an_assertion_that_goes_by_its_own_claim(row):
    refused("assertion_base_is_another_claim", lambda: Assertion.objects.update(base=row.claim))


def test_the_database_refuses_an_assertion_that_supersedes_itself(row):
    refused("assertion_superseded_by_another", lambda: Assertion.objects.update(superseded_by=row))


CLAIM = [
    ("claim_reference_fits_a_url", {"reference": "a/b"}),
    ("claim_reference_fits_a_url", {"reference": ""}),
    ("claim_question_given", {"question": ""}),
    ("claim_kind_known", {"kind": "colour"}),
    ("claim_only_figures_accumulate", {"kind": "date", "accumulates": True}),
]


@pytest.mark.parametrize(("constraint", "fields"), CLAIM)
def test_the_database_refuses_a_claim(row, constraint, fields):
    refused(constraint, lambda: Claim.objects.update(**fields))


SOURCE = [
    ("source_reference_fits_a_url", {"reference": "a/b"}),
    ("source_title_given", {"title": ""}),
    ("source_kind_known", {"kind": "rumour"}),
    ("source_reliability_known", {"reliability": "G"}),
    ("source_url_is_of_the_web", {"url": "javascript:alert(1)"}),
]


@pytest.mark.parametrize(("constraint", "fields"), SOURCE)
def test_the_database_refuses_a_source(row, constraint, fields):
    refused(constraint, lambda: Source.objects.update(**fields))


@pytest.mark.parametrize(
    ("model", "constraint"), [(Source, "source_reference_short"), (Claim, "claim_reference_short")]
)
def test_the_database_refuses_a_long_reference(row, model, constraint):
    refused(constraint, lambda: model.objects.update(reference="x" * 61))


def test_the_database_refuses_a_source_that_derives_from_itself(row):
    refused("source_derives_from_another", lambda: Source.objects.update(derives_from=row.source))


@pytest.mark.parametrize("model", [Source, Claim])
def test_the_database_refuses_a_reference_twice(row, model):
    twin = model.objects.get()
    twin.pk = None
    refused("reference", twin.save)


@pytest.mark.parametrize(
    ("constraint", "write"),
    [
        (
            "publisher_name_unique",
            lambda: Publisher.objects.create(name=Publisher.objects.get().name.upper()),
        ),
        ("publisher_name_given", lambda: Publisher.objects.create(name="")),
        ("topic_name_unique", lambda: Topic.objects.create(name=Topic.objects.get().name.upper())),
        ("topic_name_given", lambda: Topic.objects.create(name="")),
    ],
)
def test_the_database_refuses_a_name(row, constraint, write):
    refused(constraint, write)


def test_the_database_refuses_bad_options():
    claim = make_claim("choice")
    options = make_options(claim, {"Army": None})
    refused("option_name_unique_in_claim", lambda: Option.objects.create(claim=claim, name="ARMY"))
    refused("option_name_given", lambda: Option.objects.update(name=""))
    refused("option_low_not_above_high", lambda: Option.objects.update(low=2, high=1))
    refused("option_parent_is_another", lambda: Option.objects.update(parent=options["Army"]))


ASSESSMENT = [
    ("assessment_verdict_known", {"verdict": "fine"}),
    ("assessment_status_follows_decision", {"status": "done"}),
    ("assessment_status_follows_decision", {"status": "verified"}),
    ("assessment_range_low_not_above_high", {"range_low": 2, "range_high": 1}),
    ("assessment_verdict_follows_counts", {"verdict": "none"}),
    ("assessment_verdict_follows_counts", {"sources": 2}),
    ("assessment_verdict_follows_counts", {"origins": 0}),
    ("assessment_stale_follows_decision", {"stale": True}),
    ("assessment_stale_follows_decision", {"touched": True}),
    ("assessment_explained_follows_explanation", {"explained": True}),
    ("assessment_gap_from_0_to_1", {"gap": 2}),
]


@pytest.mark.parametrize(("constraint", "fields"), ASSESSMENT)
def test_the_database_refuses_an_assessment(row, constraint, fields):
    refused(constraint, lambda: Assessment.objects.update(**fields))


EMPTY = {"value": "", "likelihood": "", "confidence": "", "low": None, "high": None}
DECISION = [
    ("decision_verb_known", {"verb": "guess", **EMPTY}),
    ("decision_reason_given", {"reason": ""}),
    ("decision_value_with_likelihood_and_confidence", {"likelihood": ""}),
    ("decision_value_with_likelihood_and_confidence", {"confidence": ""}),
    ("decision_value_with_likelihood_and_confidence", {"value": ""}),
    ("decision_explanation_names_a_cause", {"cause": "time"}),
    ("decision_unresolved_names_a_way", {"way": "range"}),
    ("decision_low_not_above_high", {"low": 15, "high": 14}),
    ("decision_verdict_known", {"verdict": "fine"}),
    ("decision_likelihood_known", {"likelihood": "perhaps"}),
    ("decision_way_known", {"verb": "leave_unresolved", "way": "sideways", **EMPTY}),
    ("decision_cause_known", {"cause": "the weather"}),
    ("decision_number_from_1", {"number": 0}),
    ("decision_evidence_has_a_fingerprint", {"evidence_sha256": "abc"}),
    ("decision_over_a_contradiction_names_its_assumption", {"verdict": "contradiction"}),
    ("decision_correction_names_what_it_corrects", {"verb": "correct"}),
    ("decision_only_a_value_has_bounds", {"verb": "reopen", "value": "", "likelihood": "", "confidence": ""}),
]


@pytest.mark.parametrize(("constraint", "fields"), DECISION)
def test_the_database_refuses_a_decision(row, constraint, fields):
    verify(row.claim, "14")
    refused(constraint, lambda: another(**fields))


def another(**fields):
    """Store a copy of the only decision, next in number, with other fields."""
    Decision(**{**vars_of(Decision.objects.get()), "number": 2, **fields}).save(force_insert=True)


def vars_of(decision):
    return {
        field.attname: getattr(decision, field.attname)
        for field in decision._meta.concrete_fields
        if field.name != "id"
    }


def test_the_database_refuses_to_change_or_delete_a_decision(row):
    verify(row.claim, "14")
    refused("decision_append_only", lambda: Decision.objects.update(reason="Other."))
    refused("decision_append_only", lambda: Decision.objects.all()._raw_delete("default"))
    assert Decision.objects.get().reason == "Because."


def test_the_database_lets_nothing_be_said_or_decided_about_a_merged_claim(row):
    keep = make_claim()
    refused("claim_merged_has_no_assertions", lambda: Claim.objects.filter(pk=row.claim_id).update(merged_into=keep))
    verify(keep, "14")
    empty = make_claim()
    Claim.objects.filter(pk=empty.pk).update(merged_into=keep)
    refused("decision_of_a_live_claim", lambda: another(claim_id=empty.pk))
    refused("claim_merged_into_another", lambda: Claim.objects.filter(pk=empty.pk).update(merged_into=empty))


def test_the_database_refuses_an_empty_note(row):
    refused("note_text_given", lambda: Note.objects.create(claim=row.claim, author=row.entered_by, text=""))


def test_the_database_refuses_two_decisions_of_one_number(row):
    verify(row.claim, "14")
    twin = Decision.objects.get()
    twin.pk = None
    refused("decision_number_unique_in_claim", twin.save)


def test_the_database_keeps_in_one_claim_what_belongs_together(row):
    """Triggers hold these: a migration that makes a table anew on SQLite has to make them again."""
    here, there = make_claim("choice"), make_claim("choice")
    army, navy = make_options(here, {"Army": None})["Army"], make_options(there, {"Navy": None})["Navy"]
    said = say(here, "Army")
    verify(here, "Army")
    refused("assertion_option_of_its_claim", lambda: Assertion.objects.filter(pk=said.pk).update(option=navy))
    refused("decision_option_of_its_claim", lambda: another(option_id=navy.pk))
    refused("option_parent_within_its_claim", lambda: Option.objects.filter(pk=army.pk).update(parent=navy))
    refused(
        "assertion_superseded_within_its_claim", lambda: Assertion.objects.filter(pk=said.pk).update(superseded_by=row)
    )
    refused("option_only_of_a_choice", lambda: Option.objects.create(claim=row.claim, name="Army"))
    refused("option_parent_within_its_claim", lambda: Option.objects.create(claim=here, name="Marines", parent=navy))


def test_the_database_keeps_who_entered_and_decided(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=row.entered_by_id)._raw_delete("default")
        connection.check_constraints()


@pytest.fixture
def load():
    return Import.objects.create(loaded_by=make_user(), files="sources.csv")


UNDONE = [{"undone_at": timezone.now()}, {"undone_reason": "Wrong."}]


@pytest.mark.parametrize("fields", UNDONE)
def test_the_database_refuses_an_import_undone_by_halves(load, fields):
    name = "import_undone_by_somebody_for_a_reason"
    refused(name, lambda: Import.objects.update(**fields))
    refused(name, lambda: Import.objects.update(undone_by=load.loaded_by, **fields))


def test_the_database_refuses_a_change_of_no_kind_and_one_row_changed_twice(load):
    change = {"brought_by": load, "kind": "sources", "row": 7, "before": {}, "after": {}}
    ImportedChange.objects.create(**change)
    refused("importedchange_once_a_row", lambda: ImportedChange.objects.create(**change))
    refused("importedchange_kind_known", lambda: ImportedChange.objects.create(**change | {"kind": "notes"}))


def test_the_database_refuses_a_mapping(load):
    mapping = {"name": "NGO sheet", "kind": "assertions", "columns": {}, "kept_by": load.loaded_by}
    Mapping.objects.create(**mapping)
    refused("mapping_name_unique", lambda: Mapping.objects.create(**mapping | {"name": "ngo SHEET"}))
    refused("mapping_name_given", lambda: Mapping.objects.create(**mapping | {"name": ""}))
    refused("mapping_kind_known", lambda: Mapping.objects.create(**mapping | {"name": "Other", "kind": "notes"}))


RUN = "12345678123456781234567812345678"
UPLOAD = [
    ("upload_state_known", {"state": "lost"}),
    ("upload_run_while_somebody_works", {"state": "reading"}),
    ("upload_run_while_somebody_works", {"state": "reading", "run": RUN}),
    ("upload_run_while_somebody_works", {"run": RUN, "heard_at": timezone.now()}),
    ("upload_ready_has_a_preview", {"state": "ready", "token": "x"}),
    ("upload_ready_has_a_preview", {"state": "ready", "preview": {}}),
    ("upload_ready_has_a_preview", {"state": "loading", "run": RUN, "heard_at": timezone.now()}),
    ("upload_failed_says_why", {"state": "failed"}),
]


@pytest.fixture
def upload(load):
    return Upload.objects.create(uploaded_by=load.loaded_by, state="mapping")


@pytest.mark.parametrize(("constraint", "fields"), UPLOAD)
def test_the_database_refuses_an_upload(upload, constraint, fields):
    refused(constraint, lambda: Upload.objects.update(**fields))


def test_the_database_refuses_an_upload_that_brought_something_before_it_was_loaded(upload, load):
    refused("upload_loaded_is_what_it_brought", lambda: Upload.objects.update(brought=load))


def test_the_database_refuses_to_undo_one_import_twice_at_once_for_one_person(upload, load):
    Upload.objects.update(undoes=load)
    upload.pk, upload.undoes = None, load
    refused("upload_undoes_once_a_person", upload.save)
    upload.uploaded_by = make_user()
    upload.save()


def test_the_database_refuses_two_files_of_one_name_in_an_upload(upload):
    file = {"upload": upload, "name": "a.csv", "content": b""}
    UploadFile.objects.create(**file)
    UploadFile.objects.create(**file, rejected=True)
    refused("uploadfile_name_unique_in_upload", lambda: UploadFile.objects.create(**file))


def test_every_constraint_is_tried_here():
    tried = Path(__file__).read_text()
    for name, *_ in import_module("claims.migrations.0003_same_claim").RULES:
        assert name in tried
    for model in apps.get_app_config("claims").get_models():
        for constraint in model._meta.constraints:
            assert isinstance(constraint, (CheckConstraint, UniqueConstraint))
            assert constraint.name in tried
