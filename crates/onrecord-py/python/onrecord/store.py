"""A store: documents and records that ``onrecord add`` keeps in one SQLite file, opened for reading.

Readers do not wait for the writer, nor it for them.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _native
from .errors import StoreError
from .reader import Document

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Rows", "Store"]

Day = Union[str, datetime.date, None]


class Rows(Sequence[dict[str, Any]]):
    """What was found: a list of rows, each a dictionary, and the same as a data frame."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def __getitem__(self, key: Any) -> Any:
        return self._rows[key]

    def __len__(self) -> int:
        return len(self._rows)

    def to_pandas(self) -> pandas.DataFrame:
        """As a data frame of pandas, a row a hit."""
        import pandas

        return pandas.DataFrame(self._rows)

    def to_polars(self) -> polars.DataFrame:
        """As a data frame of polars, a row a hit."""
        import polars

        return polars.DataFrame(self._rows, infer_schema_length=None)

    def __repr__(self) -> str:
        return f"Rows({self._rows!r})"


class Store:
    """A store of documents, read only.

    Raises :class:`StoreError` where there is none, or the file is something else.
    """

    def __init__(self, path: Union[str, "os.PathLike[str]"]) -> None:
        self.path = Path(path)
        self._native = _native.Store(self.path)

    def __len__(self) -> int:
        """How many documents there are."""
        return self._native.count()

    def document(self, id: str) -> Document:
        """The document of an id in the store, or of the beginning of one, corrections laid over its records."""
        return Document(self._native.document(id)[1])

    def documents(self, **question: Any) -> Iterator[Document]:
        """The documents that a question finds, as :meth:`find`, one at a time, in the order of their ids.

        Without a question all of them, replaced versions left out.
        """
        for id in self.ids(**question):
            yield self.document(id)

    def ids(self, **question: Any) -> list[str]:
        """The ids of those documents, sorted."""
        return self._native.ids(_question(**question))

    def find(self, what: str = "statements", text: Optional[str] = None, **question: Any) -> Rows:
        """Finds ``statements``, ``events``, ``entities`` or ``documents``, the newest publication first.

        ``text``
            Words to be found; the column ``marked`` then has the words around, what was found between ``\\x02`` and
            ``\\x03``.
        ``source``, ``about``
            Names: who said or did it; who is spoken of or takes part.
        ``after``, ``before``
            Days, ``datetime.date`` or ``"2015-08-09"``: from the first on, before the second.
        ``publisher``, ``place``, ``document``, ``types``, ``status``, ``act``
            Words of the publisher's name; a name or two letters of a country; the beginning of an id; types of events
            or entities, one of which is enough; how an event stands; the kind of speech act.
        ``all``
            Whether versions that were replaced or withdrawn count too.
        ``limit``
            The most rows to give; 0, the default, for all.
        """
        return Rows(self._native.find(what, _question(text=text, **question)))

    def table(self, table: str, **question: Any) -> pyarrow.Table:
        """A table of the Parquet export over the documents that a question finds: ``store.table("events")``.

        It has the columns, the order and the values of that export; ``.to_pandas()`` makes a data frame, and
        ``polars.from_arrow`` does. The whole table is in memory, 1,000 documents at most besides.
        """
        import pyarrow

        return pyarrow.Table.from_batches(self._native.table(table, self.ids(**question)))

    def sql(self, query: str, parameters: Union[Sequence[Any], dict[str, Any]] = ()) -> Rows:
        """Rows of a question in SQL, read only, over the tables and views that ``docs/store.md`` names."""
        address = f"{self.path.resolve().as_uri()}?mode=ro"
        try:
            connection = sqlite3.connect(address, uri=True)
            try:
                found = connection.execute(query, parameters)
                names = [column[0] for column in found.description or ()]
                return Rows([dict(zip(names, row)) for row in found])
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StoreError(f"the store cannot answer: {error}") from error

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"


def _day(value: Day) -> Optional[str]:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _question(
    *,
    text: Optional[str] = None,
    source: Optional[str] = None,
    about: Optional[str] = None,
    publisher: Optional[str] = None,
    document: Optional[str] = None,
    after: Day = None,
    before: Day = None,
    place: Optional[str] = None,
    types: Union[str, Iterable[str]] = (),
    status: Optional[str] = None,
    act: Optional[str] = None,
    all: bool = False,
    limit: int = 0,
) -> _native.Question:
    return {
        "text": text,
        "source": source,
        "about": about,
        "publisher": publisher,
        "document": document,
        "after": _day(after),
        "before": _day(before),
        "place": place,
        "types": [types] if isinstance(types, str) else list(types),
        "status": status,
        "act": act,
        "all": all,
        "limit": limit,
    }
