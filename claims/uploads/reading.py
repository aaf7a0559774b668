"""The files of an upload, read by the code that reads files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from claims.loading import Prepared, prepare
from claims.loading.files import ZIP, Mappings
from claims.loading.headings import HeadingMap
from claims.loading.tables import Progress
from claims.models import Upload, UploadFile
from claims.review import Refused

Files = Sequence[tuple[UploadFile, Path]]


@contextmanager
def on_disk(upload: Upload) -> Iterator[Files]:
    """The files of an upload, each in a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        found = []
        for file in upload.files.filter(rejected=False).iterator(1):
            path = Path(folder) / Path(file.name).name
            path.write_bytes(file.content)
            file.content = b""
            found.append((file, path))
        yield found


def unfolded(content: bytes | memoryview) -> int:
    """Bytes of a file; of an archive those that its parts say they unfold to, where these are more."""
    size = len(content)
    if not bytes(content[: len(ZIP[0])]).startswith(ZIP):
        return size
    try:
        with ZipFile(BytesIO(content)) as archive:
            return max(size, sum(part.file_size for part in archive.infolist()))
    except (BadZipFile, NotImplementedError, ValueError):  # reading it says what is wrong
        return size


def look_through(upload: Upload, files: Files, progress: Progress) -> Prepared:
    """The files read, cleaned and matched, each table under its mapping; BadFiles where nothing says what one holds.

    Refused where all of it is left out.
    """
    mapping = {name: known for file, _ in files for name, known in mappings_of(file).items()}
    found = prepare([path for _, path in files], encoding=upload.encoding, mapping=mapping, progress=progress)
    if not found.tables:
        raise Refused("All of it is left out: there is nothing to load.")
    return found


def mappings_of(file: UploadFile) -> Mappings:
    """How the tables of a file are read whose headings are not ours."""
    return {name: HeadingMap(**known) for name, known in file.mappings.items()}


def token_of(upload: Upload, basis: str) -> str:
    """Stands for all that loading an upload goes by: what is stored, and how its files are read."""
    read = [upload.encoding, *upload.files.filter(rejected=False).values_list("name", "mappings")]
    return hashlib.sha256(json.dumps([basis, *read], sort_keys=True).encode()).hexdigest()
