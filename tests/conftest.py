from __future__ import annotations

import csv
import gc
import os
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings


def pytest_configure() -> None:
    # Playwright's loop runs in the tests' thread, and Django takes that for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # The real hash takes a tenth of a second a user, on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # WhiteNoise looks at every collected file for each new client; tests are served none.
    settings.STATIC_ROOT = None
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        # What a test stored need not outlive the server.
        settings.DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        elsewhere = [item for item in items if item.get_closest_marker("postgresql")]
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    # What is loaded by then stays to the end, and each collection of garbage would go through all of it.
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture
def roles(transactional_db) -> Iterator[None]:
    """The groups that migrations made, and a database that can be emptied after a test with real transactions.

    Not serialized_rollback: while Playwright runs, Django's connection is another object, without the serialized data.
    """
    from django.contrib.auth.models import Group, Permission
    from django.db import connection

    append_only = import_module("claims.migrations.0006_append_only")
    imports = import_module("claims.migrations.0007_imports")
    for name, codes in import_module("claims.migrations.0002_roles").ROLES.items():
        names = [*(code.partition(".")[2] for code in codes), *append_only.ADDED[name], *imports.ADDED[name]]
        Group.objects.get_or_create(name=name)[0].permissions.set(Permission.objects.filter(codename__in=names))
    with connection.schema_editor(atomic=False) as editor:
        append_only.drop(None, editor)
        append_only.make(None, editor)
    yield
    with connection.schema_editor(atomic=False) as editor:
        append_only.drop(None, editor)


@pytest.fixture
def write(tmp_path):
    """Writes a file of rows, the first of them its headings, and gives its path."""

    def write(name, *rows):
        path = tmp_path / f"{name}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def editor(client):
    """A client that is logged in as the editor “ed”."""
    from .factories import make_user

    client.force_login(make_user("editor", name="ed"))
    return client


@pytest.fixture
def claim():
    """A claim in contradiction: “only 11” of frantzman, “12 or more” of carlin."""
    from .factories import make_claim, make_source, say

    claim = make_claim()
    say(claim, "only 11", make_source("frantzman", publisher="Post"))
    say(claim, "12 or more", make_source("carlin", publisher="Center"))
    return claim


@pytest.fixture
def analyst():
    from .factories import make_user

    return make_user("analyst", "anna")


@pytest.fixture
def desk(client, analyst):
    """A client that is logged in as the analyst."""
    client.force_login(analyst)
    return client


@pytest.fixture
def frame(analyst, write):
    """Two claims, two sources."""
    files = [
        write(
            "claims",
            ["reference", "topic", "question", "kind"],
            *[[f"C-{n}", "T", "Q?", "count"] for n in (1, 2)],
        ),
        write("sources", ["reference", "title", "publisher"], ["s-1", "One", "Paper"], ["s-2", "Two", "Gazette"]),
    ]
    import_module("claims.loading").load(files, analyst)


@pytest.fixture
def pair():
    """Two claims, K-1 and K-2, that ask the same."""
    from .factories import make_claim

    return make_claim(reference="K-1"), make_claim(reference="K-2")


@pytest.fixture
def seeded(analyst):
    """An analyst who has loaded the seeds."""
    import_module("claims.loading").load([Path(__file__).parent.parent / "seeds"], analyst)
    return analyst
