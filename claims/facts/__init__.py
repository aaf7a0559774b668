"""What leaves: reconciled facts, and the evidence as the files that load, in several formats.

Rows are read in chunks, each in a fixed number of queries and without a model instance for each, and are never all in
memory. Read them at one moment (claims.postgres.one_moment), or chunks would tell of different ones; on SQLite, any
other transaction would lock all writers out for as long as the reader takes.
"""

from .columns import FILES
from .extracts import Extract
from .formats import FORMATS, csv_lines
from .loadable import assertion_rows
from .past import moment_of
from .reconciled import CHUNK, rows
from .workbook import TooManyRows

__all__ = [
    "CHUNK",
    "FILES",
    "FORMATS",
    "Extract",
    "TooManyRows",
    "assertion_rows",
    "csv_lines",
    "moment_of",
    "rows",
]
