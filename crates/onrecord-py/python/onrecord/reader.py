"""Reading: from a text to a document with its records, from a batch of texts to a batch of records."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Callable, Optional, TypeVar, Union

from . import _native, models, records
from .errors import TextError
from .records import Layer

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Document", "Reader"]

Day = Union[str, datetime.date, None]
R = TypeVar("R", bound=records.Record)


class Document:
    """A text and its records.

    Made by :meth:`Reader.read`, :meth:`Store.document` or :meth:`Document.from_json`. Offsets count Unicode code points of
    ``text``, the end exclusive, as Python's slices do.
    """

    def __init__(self, native: _native.Document) -> None:
        self._native = native
        self._data: Optional[dict[str, Any]] = None
        self._layers: dict[str, Any] = {}

    @classmethod
    def from_json(cls, line: str) -> Document:
        """The document of a JSON form, as :meth:`to_json` or the command writes it.

        Raises :class:`TextError` where it is no such form, with the path of what does not fit.
        """
        return cls(_native.parse(_unicode(line, "line")))

    def to_json(self, *, text: bool = True) -> str:
        """The JSON form (format ``onrecord/1``) in one line, byte for byte what the command ``onrecord read`` writes.

        Only ``reading.at``, the time of reading, is null here. Without ``text`` it cannot be read back.
        """
        return self._native.to_json(text)

    def to_dict(self) -> dict[str, Any]:
        """The same as a dictionary. It belongs to the document: copy it before you change it."""
        if self._data is None:
            data: dict[str, Any] = json.loads(self._native.to_json())
            self._data = data
        return self._data

    def to_table(self, *, name: Optional[str] = None, width: int = 80, colour: bool = False) -> str:
        """The table that ``onrecord read`` shows: ``width`` columns of characters (40 to 1,000), with colours if asked."""
        return self._native.to_table(name if name is not None else self.id, width, colour)

    def _layer(self, key: str, make: Callable[[Document, dict[str, Any]], R]) -> Layer[R]:
        layer: Optional[Layer[R]] = self._layers.get(key)
        if layer is None:
            layer = Layer([make(self, data) for data in self.to_dict()[key]])
            self._layers[key] = layer
        return layer

    @property
    def id(self) -> str:
        """The id that was given, else the SHA-256 of the text."""
        return str(self.to_dict()["id"])

    @property
    def text(self) -> str:
        """The text, exactly as it was given."""
        return str(self.to_dict()["text"])

    @property
    def title(self) -> Optional[str]:
        """The headline."""
        value: Optional[str] = self.to_dict()["title"]
        return value

    @property
    def url(self) -> Optional[str]:
        """Where it was published."""
        value: Optional[str] = self.to_dict()["url"]
        return value

    @property
    def publisher(self) -> Optional[str]:
        """Who published it."""
        value: Optional[str] = self.to_dict()["publisher"]
        return value

    @property
    def published(self) -> Optional[datetime.date]:
        """The day of publication: given, or read from the text."""
        value: Optional[str] = self.to_dict()["published"]
        return datetime.date.fromisoformat(value) if value else None

    @property
    def published_basis(self) -> str:
        """How that day is known: ``given``, ``text``, ``inferred`` or ``unknown``."""
        return str(self.to_dict()["published_basis"])

    @property
    def reading(self) -> dict[str, Any]:
        """Program, model and data that made the records."""
        value: dict[str, Any] = self.to_dict()["reading"]
        return value

    @property
    def sentences(self) -> Layer[records.Sentence]:
        """The sentences, in text order."""
        return self._layer("sentences", records.Sentence)

    @property
    def mentions(self) -> Layer[records.Mention]:
        """Noun phrases for somebody or something, in text order."""
        return self._layer("mentions", records.Mention)

    @property
    def entities(self) -> Layer[records.Entity]:
        """Who and what is spoken of."""
        return self._layer("entities", records.Entity)

    @property
    def times(self) -> Layer[records.Time]:
        """Dates, times, durations."""
        return self._layer("times", records.Time)

    @property
    def places(self) -> Layer[records.Place]:
        """Places, with coordinates in degrees."""
        return self._layer("places", records.Place)

    @property
    def statements(self) -> Layer[records.Statement]:
        """Who said what."""
        return self._layer("statements", records.Statement)

    @property
    def events(self) -> Layer[records.Event]:
        """Who did what to whom."""
        return self._layer("events", records.Event)

    @property
    def claims(self) -> Layer[records.Claim]:
        """Propositions with those who assert and deny them."""
        return self._layer("claims", records.Claim)

    @property
    def relations(self) -> Layer[records.Relation]:
        """What entities are to each other."""
        return self._layer("relations", records.Relation)

    @property
    def quantities(self) -> Layer[records.Quantity]:
        """Numbers with their units."""
        return self._layer("quantities", records.Quantity)

    @property
    def findings(self) -> Layer[records.Finding]:
        """What does not fit together in the text."""
        return self._layer("findings", records.Finding)

    @property
    def agenda(self) -> Layer[records.AgendaItem]:
        """What is to come."""
        return self._layer("agenda", records.AgendaItem)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{len(self.to_dict()[key])} {key}" for key in ("statements", "events", "entities", "times", "places")
        )
        return f"Document({self.id!r}, {counts})"

    def _repr_html_(self) -> str:
        """The report with its words marked, as notebooks show it."""
        try:
            from . import show
        except ImportError:
            import html

            return f"<pre>{html.escape(self.to_table())}</pre>"
        return str(show.document(self))

    def __reduce__(self) -> tuple[Callable[[str], Document], tuple[str]]:
        return (Document.from_json, (self.to_json(),))


class Reader:
    """A model and rules that read texts.

    Opening takes some tenths of a second and about 100 MB; a reader never changes, may be used from many threads at the
    same time (they do not hold each other up), and should be opened once per process. Pickling one sends how it was
    made, and the other side opens its own.

    ``model``
        ``"md"`` (the default), ``"sm"``, or the path of a model folder or wheel. A known model that is not in the cache
        folder is fetched, see :mod:`onrecord.models`.
    ``accurate``
        True reads with a second opinion on events that are in doubt: better, and slower. A path names its encoder.
    ``data``, ``heads``
        Folders with rules and weights of your own.
    ``threads``
        How many threads :meth:`read_batch` uses; by default as many as the process may use cores.
    ``any_language``
        Whether texts that are surely not in English are read all the same.
    ``offline``
        Whether fetching is forbidden; by default ``ONRECORD_OFFLINE`` says.

    Raises :class:`ModelError` or :class:`DataError`.
    """

    def __init__(
        self,
        model: Union[str, "os.PathLike[str]", None] = None,
        *,
        accurate: Union[bool, str, "os.PathLike[str]"] = False,
        data: Union[str, "os.PathLike[str]", None] = None,
        heads: Union[str, "os.PathLike[str]", None] = None,
        threads: Optional[int] = None,
        any_language: bool = False,
        offline: Optional[bool] = None,
    ) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"`threads` should be 1 or more, is `{threads}`")
        self._made = dict(
            model=model,
            accurate=accurate,
            data=data,
            heads=heads,
            threads=threads,
            any_language=any_language,
            offline=offline,
        )
        encoder = None
        if accurate is not False:
            encoder = models.locate(None if accurate is True else accurate, offline=offline, encoder=True)
        path = models.locate(model, offline=offline)
        self._native = _native.Reader(path, data=data, heads=heads, encoder=encoder)
        self._any_language = any_language
        self.threads = threads or _cores()

    @property
    def model(self) -> str:
        """Name and version of the base model: ``en_core_web_md-3.8.0``."""
        return self._native.model

    def read(
        self,
        text: str,
        *,
        published: Day = None,
        id: Optional[str] = None,
        title: Optional[str] = None,
        url: Optional[str] = None,
        publisher: Optional[str] = None,
    ) -> Document:
        """Reads one text.

        ``published`` is a day (``datetime.date`` or ``"2015-08-09"``, a time of day behind it is left out): with it "on
        Sunday" becomes a date. ``id`` names the document; else the SHA-256 of the text does.

        The same text, model and rules give the same records on every machine. Raises :class:`TextError` where there is
        nothing to read: no words, more than 32 MB, lone surrogates, a day that is none, surely not English.
        """
        native = self._native.read(
            _unicode(text, "text").encode(),
            id=_optional(id, "id"),
            title=_optional(title, "title"),
            url=_optional(url, "url"),
            publisher=_optional(publisher, "publisher"),
            published=published.isoformat() if isinstance(published, datetime.date) else _optional(published, "published"),
            any_language=self._any_language,
        )
        return Document(native)

    def read_batch(
        self,
        batch: pyarrow.RecordBatch,
        *,
        columns: Optional[dict[str, str]] = None,
        tables: Optional[Iterable[str]] = None,
        text: bool = True,
        json: bool = False,
        threads: Optional[int] = None,
    ) -> pyarrow.RecordBatch:
        """Reads every text of an Arrow batch; one row of records a row of texts, in the same order.

        In: the column ``text`` (string or binary), and where they are there ``id``, ``published`` (day, time stamp or
        string), ``title``, ``url``, ``publisher``. ``columns`` says where they have other names:
        ``{"text": "body", "id": "uri"}``.

        Out: ``status`` (``ok`` or ``error``), ``error`` (the reason), the columns of the table ``documents``, and for every
        other table of the Parquet export a list of structs with just its columns: ``statements``, ``events`` and so on.
        ``tables`` names the ones that are wanted, in their order; ``text=False`` leaves the texts away; ``json=True`` adds
        the column ``json`` with the JSON form. The schema is :func:`schema` of the same arguments, whatever is in the
        batch; its version stands in its metadata.

        A text that cannot be read never raises. Texts are read without holding Python's lock, in ``threads`` threads.
        """
        from . import arrow

        wanted = arrow.wanted(tables, text, json)
        given = arrow.inputs(batch, columns or {})
        return self._native.read_batch(given, wanted, self._any_language, threads or self.threads)

    def read_batches(
        self,
        batches: Iterable[pyarrow.RecordBatch],
        *,
        columns: Optional[dict[str, str]] = None,
        tables: Optional[Iterable[str]] = None,
        text: bool = True,
        json: bool = False,
    ) -> Iterator[pyarrow.RecordBatch]:
        """The same for batches, one after the other: what ``mapInArrow`` of Spark wants."""
        chosen = None if tables is None else list(tables)
        for batch in batches:
            yield self.read_batch(batch, columns=columns, tables=chosen, text=text, json=json)

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], Reader], tuple[dict[str, Any]]]:
        return (_again, (self._made,))

    def __repr__(self) -> str:
        return f"Reader({self.model!r}, threads={self.threads})"


def _again(made: dict[str, Any]) -> Reader:
    return Reader(**made)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _unicode(value: str, name: str) -> str:
    """The same, if it can be written as UTF-8."""
    if not isinstance(value, str):
        raise TypeError(f"`{name}` should be a str, is {type(value).__name__}\nhint: bytes have `.decode()`")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise TextError(
            f"`{name}` is no Unicode text: a lone surrogate at {error.start}\n"
            "hint: decode the bytes again with the right encoding, or errors=\"replace\""
        ) from error
    return value


def _optional(value: Optional[str], name: str) -> Optional[str]:
    return None if value is None else _unicode(value, name)
