"""The data package: what an archive asks for, checked by the standard's own tools, and it loads back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import threading
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from claims.facts import FILES, Extract, reconciled
from claims.facts.package import package
from claims.loading import BadFiles, load
from claims.models import Claim
from claims.outgoing import extract_of
from claims.postgres import one_moment
from claims.review.assertions import supersede

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import frictionless

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
MADE = datetime(2020, 7, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def made(extract=None, licence=""):
    return b"".join(package(extract or Extract(), MADE, licence))


def opened(data):
    return zipfile.ZipFile(io.BytesIO(data))


def described(data):
    return json.loads(opened(data).read("datapackage.json"))


def faults(data, folder):
    """What the standard's own library finds wrong."""
    opened(data).extractall(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(folder / "datapackage.json"))
    return report.flatten(["type", "name", "rowNumber", "fieldName", "note"])


@pytest.fixture
def story():
    """Claims of each kind, in each state of decision, with words that a spreadsheet would run."""
    verified, explained, who, when = make_claim(topic="=1+1"), make_claim(), make_claim("choice"), make_claim("date")
    source = make_source("@s", authors="-Ann; Low")
    say(
        verified,
        "14",
        source,
        locator="-3",
        as_of=datetime(2020, 6, 29).date(),
        as_of_time=datetime(2020, 6, 29, 10).time(),
    )
    verify(verified, "14")
    say(explained, "11", make_source(derives_from=source))
    say(explained, "14", make_source(published_on=None))
    decide(explained, "explain", cause="time")
    make_options(who, {"Army": None, "=Rangers": "Army"})
    say(who, "=Rangers")
    supersede(make_user(), *reversed([say(when, words, source) for words in ("May 2020", "June 2020")]), "Corrected.")
    say(make_claim(), "all but one", source, base=verified, speaker="The minister", stance="reports")
    return verified


def test_the_standards_own_library_finds_nothing_wrong(story, tmp_path):
    load([SEEDS], make_user())
    verify(Claim.objects.get(reference="KH-01"), "14")
    data = made(licence="CC-BY-4.0")
    assert faults(data, tmp_path) == []
    assert described(data)["licenses"] == [{"name": "CC-BY-4.0"}]


def test_the_library_would_find_something(story, tmp_path):
    data = made()
    opened(data).extractall(tmp_path)
    claims = tmp_path / "claims.csv"
    claims.write_bytes(b"\r\n".join(claims.read_bytes().splitlines()[:-1]) + b"\r\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])
    assert {kind for (kind,) in found} >= {"hash-count", "byte-count", "foreign-key"}


def test_the_standards_library_finds_nothing_wrong_with_facts_of_then(story, tmp_path):
    moment = timezone.now()
    decide(story, "reopen")
    data = made(Extract(moment=moment))
    assert faults(data, tmp_path) == []
    assert "verified" in opened(data).read("facts.csv").decode()
    about = described(data)
    assert about["asOf"] == moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    assert "The facts are those of the moment given as asOf" in about["description"]
    assert f"Facts as of {about['asOf']}." in opened(data).read("README.txt").decode()


def test_each_file_has_its_size_and_hash_and_each_column_its_description(story):
    data = made()
    archive, about = opened(data), described(data)
    assert archive.testzip() is None
    assert (about["profile"], about["created"]) == ("tabular-data-package", "2020-07-01T12:00:00Z")
    assert "licenses" not in about
    assert [resource["path"] for resource in about["resources"]] == archive.namelist()[:-2]
    for resource in about["resources"]:
        bytes_of = archive.read(resource["path"])
        assert resource["bytes"] == len(bytes_of)
        assert resource["hash"] == f"sha256:{hashlib.sha256(bytes_of).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == bytes_of.decode().split("\r\n")[0].split(",")
        assert all(field["title"] and field["description"] and field["type"] for field in fields)


def test_the_readme_says_in_words_what_is_in_it(story):
    text = opened(made()).read("README.txt").decode()
    assert "Licence: none is stated; ask whoever gave you this." in text
    for name, file in FILES.items():
        assert f"{name}.csv" in text
        assert all(f"{column.name}: {column.description}" in text for column in file.columns)


def test_the_same_data_and_moment_come_to_the_same_bytes(story):
    assert made() == made()
    assert {info.date_time for info in opened(made()).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_loads_back(story, tmp_path):
    archive = opened(made())
    files = [archive.extract(f"{name}.csv", tmp_path) for name in ("sources", "claims", "options", "assertions")]
    counts = load(files, make_user()).counts
    assert counts["assertions"]["unchanged"] == 7
    assert not any(n for by_state in counts.values() for state, n in by_state.items() if state != "unchanged")


def test_a_folder_of_it_loads_back(story, tmp_path):
    opened(made()).extractall(tmp_path)
    (tmp_path / "options.csv").unlink()
    assert load([tmp_path], make_user()).counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 7}
    (tmp_path / "datapackage.json").unlink()
    with pytest.raises(BadFiles, match="Facts are what people decided"):
        load([tmp_path], make_user())


def test_a_part_of_it_stands_alone(story, tmp_path):
    chain = [story]
    for _ in range(3):
        chain.append(make_claim())
        say(chain[-1], "all but one", make_source(), base=chain[-2])
    data = made(Extract(Claim.objects.filter(pk=chain[-1].pk), alone=True))
    assert faults(data, tmp_path) == []
    lines = {
        name: opened(data).read(f"{name}.csv").decode().splitlines()[1:] for name in ("facts", "claims", "sources")
    }
    assert [line.split(",")[0] for line in lines["facts"]] == [chain[-1].reference]
    assert {line.split(",")[0] for line in lines["claims"]} == {claim.reference for claim in chain}
    assert any(line.startswith("'@s,") for line in lines["sources"])
    assert "options.csv" not in opened(data).namelist()


def test_a_source_brings_those_that_it_derives_from(tmp_path):
    claim, first = make_claim(), make_source("wire")
    say(claim, "14", make_source(derives_from=make_source("reprint", derives_from=first)))
    make_source("other")
    data = made(Extract(Claim.objects.filter(pk=claim.pk), alone=True))
    assert faults(data, tmp_path) == []
    assert len(opened(data).read("sources.csv").decode().splitlines()) == 4


def test_an_empty_record_has_a_package_too(tmp_path):
    assert faults(made(), tmp_path) == []


@pytest.mark.django_db(transaction=True)
def test_all_its_files_are_of_one_moment_and_writers_go_on(roles, monkeypatch):
    monkeypatch.setattr(reconciled, "CHUNK", 1)
    for number in range(3):
        say(make_claim(reference=f"C-{number}"), "14")
    with one_moment():
        rows = Extract().rows("facts")
        first = next(rows)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(10)
        assert not writer.is_alive()
        seen = [first, *rows], list(Extract().rows("assertions"))
    assert [len(part) for part in seen] == [3, 3]
    assert [len(list(Extract().rows(name))) for name in ("facts", "assertions")] == [4, 4]
    say(make_claim(), "14")  # and this connection writes again as before


def write():
    try:
        say(make_claim(reference="C-9"), "14")
    finally:
        connection.close()


def test_what_is_described_is_there(tmp_path):
    say(make_claim(), "14")
    archive = opened(made())
    assert "options.csv" not in archive.namelist()
    assert "options.csv" not in archive.read("README.txt").decode()


def said_of():
    claim = make_claim()
    say(claim, "14")
    return claim


def test_moments_are_written_as_table_schema_has_them_by_default():
    verify(said_of(), "14")
    facts = csv.DictReader(io.StringIO(opened(made()).read("facts.csv").decode(), newline=""))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", next(facts)["decided_at"])


@pytest.mark.parametrize(
    ("licence", "told"),
    [("CC-BY-4.0", {"name": "CC-BY-4.0"}), ("https://example.org/by/4.0/", {"path": "https://example.org/by/4.0/"})],
)
def test_a_licence_is_a_name_or_an_address(licence, told):
    assert json.loads(opened(made(licence=licence)).read("datapackage.json"))["licenses"] == [told]


def test_a_selection_says_so():
    say(make_claim("date", topic="The raid"), "12 May 2020")
    archive = opened(made(extract_of({"topic": "The raid", "kind": "date"}, alone=True)))
    words = "A selection of the claims, by topic “The raid”, kind “date”"
    assert words in json.loads(archive.read("datapackage.json"))["description"]
    assert words in archive.read("README.txt").decode()
    assert "All claims are in it." in opened(made()).read("README.txt").decode()
