"""A person at the pages of one world, in a process of its own, who does what another process asks for.

Asked and answered in lines of JSON: {"do": "open", "path": "/"} gets {"seconds": …, "queries": …}.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin

from . import world
from .measuring import Watch

NEXT = re.compile(r'<a rel="next" href="([^"]+)"')
CHANGES = """
INSERT INTO claims_importedchange (brought_by_id, kind, row, before, after)
SELECT %s, 'claims', id, '{"unit": "men"}', '{"unit": "people"}' FROM claims_claim ORDER BY id LIMIT 2000
"""


class Person:
    """The other process, as a context that ends it; `ask` is the way to talk to it."""

    def __init__(self, database: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603  (this module)
            [sys.executable, "-m", __name__, database],
            env=os.environ | {"DATABASE_URL": world.address(database)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.communicate()

    def ask(self, do: str, **given: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self.process.stdin.flush()
        if not (line := self.process.stdout.readline()):
            raise RuntimeError(f"{do} {given} ended the process")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{do} {given}: {answer['error']}")
        return answer


class Hands:
    """What is done in that process, for each word that is asked for."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.contrib.auth.models import User
        from django.test import Client

        # As served: no record of every query is kept, and templates are compiled once.
        settings.DEBUG = False
        settings.ALLOWED_HOSTS = ["testserver"]
        self.analyst = User.objects.get(username="analyst-1")
        self.client = Client(raise_request_exception=True)
        self.editor = User.objects.get(username="editor-1")
        self.client.force_login(self.editor)
        self.typist = Client(raise_request_exception=True)
        self.typist.force_login(self.analyst)
        self.entered = 0

    def open(self, path: str, or_else: str = "") -> dict[str, Any]:
        """Open a page; of two, the one that takes longer counts."""
        if or_else:
            return max(self.open(path), self.open(or_else), key=lambda answer: answer["seconds"])
        with counted() as queries, Watch() as watch:
            response = self.client.get(path, follow=False)
            page = response.getvalue() if response.streaming else response.content
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}")
        rows = max(page.count(b"<tr") - 1, 0)
        return {"seconds": watch.seconds, "queries": len(queries), "bytes": len(page), "rows": rows}

    def walk(self, path: str, pages: int) -> dict[str, Any]:
        """Follow the links to the next page so many times, or to the last page but one; where that leads to."""
        seen = [path]
        while len(seen) <= pages and (found := NEXT.search(self.client.get(seen[-1]).content.decode())):
            seen.append(urljoin(seen[-1], unescape(found[1])))
        deep = seen[-1] if len(seen) > pages else seen[max(len(seen) - 2, 0)]
        return {"path": deep, "pages": seen.index(deep) + 1}

    def look_up(self, sql: str) -> dict[str, Any]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(sql)
            return {"rows": [list(map(str, row)) for row in cursor.fetchall()]}

    def enter(self, claim: int, source: int) -> dict[str, Any]:
        """Enter an assertion by the one door for writing, and take it away again."""
        from claims.models import Assertion, Claim, Source
        from claims.review.assertions import enter

        self.entered += 1
        row = Assertion(
            claim=Claim.objects.get(pk=claim), source=Source.objects.get(pk=source), wording="at least 3",
            locator=f"measured {self.entered}",
        )  # fmt: skip
        with counted() as queries, Watch() as watch:
            enter(self.analyst, row)
        self.take_away(row.pk)
        return {"seconds": watch.seconds, "queries": len(queries)}

    def type_in(self, claim: int, source: int) -> dict[str, Any]:
        """Send the desk's form for a new assertion, and take the row away again."""
        from claims.models import Assertion

        self.entered += 1
        locator = f"typed {self.entered}"
        form = {"claim": claim, "source": source, "wording": "at least 3", "stance": "asserts", "credibility": "6"}
        with counted() as queries, Watch() as watch:
            response = self.typist.post("/admin/claims/assertion/add/", form | {"locator": locator})
        if response.status_code != 302:
            raise RuntimeError(f"the form answers {response.status_code}")
        self.take_away(Assertion.objects.get(claim=claim, source=source, locator=locator).pk)
        return {"seconds": watch.seconds, "queries": len(queries)}

    def type_in_source(self) -> dict[str, Any]:
        """Send the desk's form for a new source, which looks for others of its day; nothing of it stays."""
        from claims.models import Publisher

        self.entered += 1
        form = {"reference": f"typed-{self.entered}", "title": f"What was typed {self.entered}", "kind": "article",
                "publisher": Publisher.objects.order_by("pk")[0].pk, "published_on": "2020-06-29",
                "url": f"https://typed.example.org/{self.entered}", "reliability": "F"}  # fmt: skip
        with undone(), counted() as queries, Watch() as watch:
            response = self.typist.post("/admin/claims/source/add/", form)
        if response.status_code != 302:
            raise RuntimeError(f"the form answers {response.status_code}")
        return {"seconds": watch.seconds, "queries": len(queries)}

    def bring(self, rows: int) -> dict[str, Any]:
        """Bring a file of new assertions to the desk, and see what loading it would come to; then it is discarded."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        with TemporaryDirectory() as folder:
            path = Path(folder) / "assertions.csv"
            import_module("tests.benchmarks.bulk").write_csv(path, rows)
            file = SimpleUploadedFile(path.name, path.read_bytes())
        with counted() as queries, Watch() as watch:
            page = self.typist.post("/admin/claims/import/load/", {"uploads": file}, follow=True)
        told = self.typist.post(page.request["PATH_INFO"], {"action": "discard"}, follow=True)
        if f"{rows:,}</td>" not in page.content.decode() or b"The upload was discarded" not in told.content:
            raise RuntimeError("the file was not looked at")
        return {"seconds": watch.seconds, "queries": len(queries)}

    def drop_option(self, claim: int) -> dict[str, Any]:
        """Drop an option that nobody chose, the database's own checks included; nothing of it stays."""
        from claims.models import Option
        from claims.review.claims import save_options

        with undone():
            save_options(self.editor, [option := Option(claim_id=claim, name="none of these")])
            with counted() as queries, Watch() as watch:
                save_options(self.editor, [], [option])
        return {"seconds": watch.seconds, "queries": len(queries)}

    def changed(self, brought: int) -> dict[str, Any]:
        """Open the page of an import of which it was kept that it changed many rows; nothing of it stays."""
        from django.db import connection

        with undone():
            with connection.cursor() as cursor:
                cursor.execute(CHANGES, [brought])
            return self.open(f"/admin/claims/import/{brought}/change/")

    def hindered(self, brought: int) -> dict[str, Any]:
        """Look for all that was built on an import."""
        from claims.models import Import
        from claims.review.built_on import obstacles

        with counted() as queries, Watch() as watch:
            obstacles(Import.objects.get(pk=brought))
        return {"seconds": watch.seconds, "queries": len(queries)}

    def take_away(self, pk: int) -> None:
        """Leave the world as it was, the row's history included."""
        from claims.models import Assertion

        filling = import_module("tests.benchmarks.filling")
        row = Assertion.objects.get(pk=pk)
        row.delete()
        Assertion.history.filter(id=pk).delete()
        filling.assess_all([row.claim_id])


@contextmanager
def undone() -> Iterator[None]:
    """A transaction whose constraints are checked at once, and of which nothing stays."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run within."""
    from django.db import connection

    run: list[str] = []

    def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        run.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        yield run


def main() -> None:
    warnings.filterwarnings("ignore", "No directory at")  # nothing asks for static files
    world.begin(sys.argv[1])
    hands = Hands()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(hands, asked.pop("do"))(**asked)
        except Exception as error:  # noqa: BLE001  (whatever it is, the other process says it)
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
