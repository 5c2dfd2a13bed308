"""The records of a document as objects.

They are views of the JSON form (format ``onrecord/1``): an attribute has the name of its key, except where a key is a word
of Python (``from``) and except that a reference is the record itself and not its id. ``record.data`` is the JSON form,
ids and all.

Offsets count Unicode code points of the document's text from 0, the end exclusive, as Python's own slices do:
``document.text[span.start:span.end] == span.quote``. Days are ``datetime.date``. Scores are probabilities, 0 to 1, that a
record is right.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Optional, TypeVar, Union, overload

if TYPE_CHECKING:
    from .reader import Document

__all__ = [
    "AgendaItem",
    "Claim",
    "Entity",
    "Event",
    "Finding",
    "Layer",
    "Mention",
    "Office",
    "Place",
    "Quantity",
    "Record",
    "Relation",
    "Role",
    "Sentence",
    "Span",
    "Statement",
    "Time",
    "Voice",
]


class Span(NamedTuple):
    """A stretch of the text with its exact words."""

    start: int
    """First code point, counted from 0."""
    end: int
    """The code point after the last."""
    quote: str
    """The words: ``document.text[start:end]``."""


def _spans(all: Optional[list[dict[str, Any]]]) -> tuple[Span, ...]:
    return tuple(Span(s["start"], s["end"], s["quote"]) for s in all or ())


def _day(text: Optional[str]) -> Optional[datetime.date]:
    # Days before the year 1 or after 9999 stand in the JSON form only.
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return None


class Role:
    """A part that somebody or something plays: the words for it, and the entity that they mean."""

    __slots__ = ("data", "document")

    def __init__(self, document: Document, data: dict[str, Any]) -> None:
        self.document = document
        self.data = data

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words, every stretch of them; none where only the text around says who it is."""
        return _spans(self.data["spans"])

    @property
    def quote(self) -> str:
        """The words in one string, `` … `` between stretches."""
        return " … ".join(s.quote for s in self.spans)

    @property
    def entity(self) -> Optional[Entity]:
        """Who it is."""
        return self.document.entities.get(self.data["entity"])

    @property
    def name(self) -> str:
        """The name of the entity, else the words."""
        entity = self.entity
        return (entity.name if entity else "") or self.quote

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Role({self.name!r})"


class Voice:
    """On whose word something stands: the source of a statement, or the publisher."""

    __slots__ = ("data", "document")

    def __init__(self, document: Document, data: dict[str, Any]) -> None:
        self.document = document
        self.data = data

    @property
    def statement(self) -> Optional[Statement]:
        """The statement; None where the report says so itself."""
        return self.document.statements.get(self.data.get("statement"))

    @property
    def publisher(self) -> bool:
        """Whether the report says so itself."""
        return bool(self.data.get("publisher", False))

    @property
    def name(self) -> str:
        """Who says so; empty where that is not known."""
        statement = self.statement
        if statement is None:
            return self.document.publisher or ""
        return statement.source.name if statement.source else ""

    def __repr__(self) -> str:
        return "Voice(publisher)" if self.publisher else f"Voice({self.data.get('statement')}, {self.name!r})"


class Record:
    """What every record has."""

    __slots__ = ("data", "document")

    def __init__(self, document: Document, data: dict[str, Any]) -> None:
        self.document = document
        self.data = data

    @property
    def id(self) -> str:
        """The id in the document: ``s1``."""
        return str(self.data["id"])

    @property
    def score(self) -> float:
        """Calibrated probability, 0 to 1, that the record is right."""
        return float(self.data["score"])

    @property
    def maker(self) -> str:
        """The path of the rule, or ``model:`` or ``person:`` and a name."""
        return str(self.data["maker"])

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words that the record rests on, every stretch of them, in text order."""
        if "spans" in self.data:
            return _spans(self.data["spans"])
        if "start" in self.data:
            start, end = self.data["start"], self.data["end"]
            return (Span(start, end, self.data.get("quote", self.document.text[start:end])),)
        return ()

    @property
    def start(self) -> int:
        """First code point of the words."""
        return min((s.start for s in self.spans), default=0)

    @property
    def end(self) -> int:
        """The code point after their last."""
        return max((s.end for s in self.spans), default=0)

    @property
    def quote(self) -> str:
        """The words in one string, `` … `` between stretches."""
        return " … ".join(s.quote for s in self.spans)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return self.data

    def _role(self, key: str) -> Optional[Role]:
        data = self.data[key]
        return None if data is None else Role(self.document, data)

    def _roles(self, key: str) -> tuple[Role, ...]:
        return tuple(Role(self.document, r) for r in self.data[key])

    def _voices(self, key: str) -> tuple[Voice, ...]:
        return tuple(Voice(self.document, v) for v in self.data[key])

    def _text(self, key: str) -> Optional[str]:
        value = self.data[key]
        return None if value is None else str(value)

    def _ids(self, key: str) -> list[str]:
        value = self.data[key]
        return [] if value is None else value if isinstance(value, list) else [value]

    def __repr__(self) -> str:
        words = self.quote if len(self.quote) <= 60 else self.quote[:59] + "…"
        return f"{type(self).__name__}({self.data.get('id', '')!r}, {words!r})"


R = TypeVar("R", bound=Record)


class Layer(Sequence[R], Generic[R]):
    """The records of one type, in their order; by number or by id."""

    __slots__ = ("_all", "_by_id")

    def __init__(self, all: list[R]) -> None:
        self._all = all
        self._by_id: Optional[dict[str, R]] = None

    @overload
    def __getitem__(self, key: int) -> R: ...
    @overload
    def __getitem__(self, key: str) -> R: ...
    @overload
    def __getitem__(self, key: slice) -> list[R]: ...
    def __getitem__(self, key: Union[int, str, slice]) -> Union[R, list[R]]:
        if isinstance(key, str):
            found = self.get(key)
            if found is None:
                raise KeyError(key)
            return found
        return self._all[key]

    def get(self, id: Optional[str]) -> Optional[R]:
        """The record of an id, or None."""
        if self._by_id is None:
            self._by_id = {str(r.data["id"]): r for r in self._all if "id" in r.data}
        return self._by_id.get(id) if id is not None else None

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[R]:
        return iter(self._all)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The JSON forms."""
        return [r.data for r in self._all]

    def __repr__(self) -> str:
        return f"{self._all!r}"


class Sentence(Record):
    """A sentence. It has no id."""

    __slots__ = ()


class Mention(Record):
    """A noun phrase for somebody or something."""

    __slots__ = ()

    @property
    def form(self) -> str:
        """``name``, ``nominal`` or ``pronoun``."""
        return str(self.data["form"])

    @property
    def type(self) -> str:
        """``person``, ``organisation``, ``place`` and so on."""
        return str(self.data["type"])

    @property
    def entity(self) -> Optional[Entity]:
        """Who or what it is."""
        return self.document.entities.get(self.data["entity"])


class Office(NamedTuple):
    """An office or role of an entity."""

    title: str
    """What it is called."""
    of: Optional[str]
    """Of what."""
    since: Optional[datetime.date]
    """From which day (``from`` in the JSON form)."""
    to: Optional[datetime.date]
    """To which day."""
    basis: str
    """How it is known."""


class Entity(Record):
    """A person, a body, a state, a group, a place or a thing."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Its fullest name."""
        return str(self.data["name"])

    @property
    def type(self) -> str:
        """As of mentions, and ``country``, ``group``."""
        return str(self.data["type"])

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names."""
        return tuple(self.data["aliases"])

    @property
    def country(self) -> Optional[str]:
        """ISO 3166 alpha-2 code."""
        return self._text("country")

    @property
    def cameo(self) -> Optional[str]:
        """CAMEO actor code."""
        return str(self.data["codes"]["cameo"]) if self.data["codes"]["cameo"] is not None else None

    @property
    def sector(self) -> Optional[str]:
        """PLOVER sector."""
        return str(self.data["codes"]["sector"]) if self.data["codes"]["sector"] is not None else None

    @property
    def roles(self) -> tuple[Office, ...]:
        """Its offices."""
        return tuple(
            Office(o["title"], o["of"], _day(o["from"]), _day(o["to"]), o["basis"]) for o in self.data["roles"]
        )

    @property
    def key(self) -> Optional[str]:
        """What it has in common with the same entity of other documents."""
        return self._text("key")

    @property
    def wikidata(self) -> Optional[str]:
        """Number in Wikidata."""
        return self._text("wikidata")

    @property
    def anonymous(self) -> bool:
        """Whether it is a source that is not named."""
        return bool(self.data["anonymous"])

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Where it stands."""
        found = (self.document.mentions.get(m) for m in self.data["mentions"])
        return tuple(m for m in found if m is not None)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words that the record rests on: those of its mentions, unless it says otherwise."""
        if "spans" in self.data:
            return _spans(self.data["spans"])
        return tuple(sorted(s for m in self.mentions for s in m.spans))

    def __repr__(self) -> str:
        return f"Entity({self.id!r}, {self.name!r}, {self.type})"


class _Dated(Record):
    __slots__ = ()

    @property
    def earliest(self) -> Optional[datetime.date]:
        """First day that it can be."""
        return _day(self.data["earliest"])

    @property
    def latest(self) -> Optional[datetime.date]:
        """Last day that it can be."""
        return _day(self.data["latest"])


class Time(_Dated):
    """Words that mean a date, a time, a duration or a set of them."""

    __slots__ = ()

    @property
    def type(self) -> str:
        """TIMEX3 type: ``DATE``, ``TIME``, ``DURATION``, ``SET``."""
        return str(self.data["type"])

    @property
    def value(self) -> str:
        """TIMEX3 value: ``2015-08-09``, ``2015-W32``, ``P3D``."""
        return str(self.data["value"])

    @property
    def mod(self) -> Optional[str]:
        """TIMEX3 modifier."""
        return self._text("mod")

    @property
    def anchor(self) -> Optional[str]:
        """What it was counted from."""
        return self._text("anchor")


class Place(Record):
    """Words that mean a place."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The place's own name."""
        return str(self.data["name"])

    @property
    def country(self) -> Optional[str]:
        """ISO 3166 alpha-2 code."""
        return self._text("country")

    @property
    def admin1(self) -> Optional[str]:
        """First-level division."""
        return self._text("admin1")

    @property
    def lat(self) -> Optional[float]:
        """Latitude, degrees, WGS 84."""
        return None if self.data["lat"] is None else float(self.data["lat"])

    @property
    def lon(self) -> Optional[float]:
        """Longitude, degrees."""
        return None if self.data["lon"] is None else float(self.data["lon"])

    @property
    def geonames(self) -> Optional[int]:
        """GeoNames number."""
        return None if self.data["geonames"] is None else int(self.data["geonames"])

    @property
    def level(self) -> str:
        """``country``, ``region``, ``city`` or ``site``: how precise it is."""
        return str(self.data["level"])

    @property
    def sense(self) -> str:
        """``place``, ``actor`` (the government there) or ``dateline``."""
        return str(self.data["sense"])


class Statement(Record):
    """Who said what, and how."""

    __slots__ = ()

    @property
    def manner(self) -> str:
        """``direct``, ``indirect`` or ``mixed``."""
        return str(self.data["manner"])

    @property
    def act(self) -> str:
        """The kind of speech act: ``assert``, ``deny``, ``promise`` and so on."""
        return str(self.data["act"])

    @property
    def source(self) -> Optional[Role]:
        """Who said it."""
        return self._role("source")

    @property
    def cue(self) -> Optional[Role]:
        """The words that tell it."""
        return self._role("cue")

    @property
    def content(self) -> Optional[Role]:
        """What was said, quotation marks and all."""
        return self._role("content")

    @property
    def addressee(self) -> Optional[Role]:
        """To whom."""
        return self._role("addressee")

    @property
    def channel(self) -> Optional[Role]:
        """Through what."""
        return self._role("channel")

    @property
    def times(self) -> tuple[Time, ...]:
        """When (``time`` in the JSON form)."""
        found = (self.document.times.get(t) for t in self._ids("time"))
        return tuple(t for t in found if t is not None)

    @property
    def inside(self) -> Optional[Statement]:
        """The statement that reports this one."""
        return self.document.statements.get(self.data["inside"])

    @property
    def anonymous(self) -> Optional[bool]:
        """Whether the source's name is withheld; None where that is no question."""
        value = self.data["anonymous"]
        return None if value is None else bool(value)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words that the record rests on: its content, else its cue, unless it says otherwise."""
        if "spans" in self.data:
            return _spans(self.data["spans"])
        for role in (self.content, self.cue):
            if role is not None and role.spans:
                return role.spans
        return ()


class Event(_Dated):
    """Who did what to whom."""

    __slots__ = ()

    @property
    def type(self) -> str:
        """PLOVER class: ``CONSULT``, ``ASSAULT`` and so on."""
        return str(self.data["type"])

    @property
    def mode(self) -> Optional[str]:
        """PLOVER mode."""
        return self._text("mode")

    @property
    def contexts(self) -> tuple[str, ...]:
        """PLOVER contexts."""
        return tuple(self.data["contexts"])

    @property
    def cameo(self) -> Optional[str]:
        """CAMEO code, a string: zeros in front count."""
        return self._text("cameo")

    @property
    def quad(self) -> str:
        """``verbal_cooperation``, ``material_cooperation``, ``verbal_conflict`` or ``material_conflict``."""
        return str(self.data["quad"])

    @property
    def plover_score(self) -> Optional[float]:
        """PLOVER's scale of conflict and cooperation, -10 to 10."""
        value = self.data["plover_score"]
        return None if value is None else float(value)

    @property
    def goldstein(self) -> Optional[float]:
        """Goldstein's scale, -10 to 10."""
        value = self.data["goldstein"]
        return None if value is None else float(value)

    @property
    def actors(self) -> tuple[Role, ...]:
        """Who did it."""
        return self._roles("actors")

    @property
    def recipients(self) -> tuple[Role, ...]:
        """To whom."""
        return self._roles("recipients")

    @property
    def trigger(self) -> Role:
        """The words that say what was done."""
        return Role(self.document, self.data["trigger"])

    @property
    def times(self) -> tuple[Time, ...]:
        """When (``time`` in the JSON form)."""
        found = (self.document.times.get(t) for t in self._ids("time"))
        return tuple(t for t in found if t is not None)

    @property
    def place(self) -> Optional[Place]:
        """Where."""
        return self.document.places.get(self.data["place"])

    @property
    def status(self) -> str:
        """``happened``, ``planned``, ``threatened``, ``denied`` and so on."""
        return str(self.data["status"])

    @property
    def word(self) -> Voice:
        """On whose word."""
        return Voice(self.document, self.data["word"])

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """How many (``quantity`` in the JSON form)."""
        found = (self.document.quantities.get(q) for q in self._ids("quantity"))
        return tuple(q for q in found if q is not None)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words of the trigger."""
        return self.trigger.spans


class Claim(Record):
    """A proposition with those who assert and deny it."""

    __slots__ = ()

    @property
    def proposition(self) -> str:
        """What is claimed."""
        return str(self.data["proposition"])

    @property
    def asserted_by(self) -> tuple[Voice, ...]:
        """Who says so."""
        return self._voices("asserted_by")

    @property
    def denied_by(self) -> tuple[Voice, ...]:
        """Who says it is not so."""
        return self._voices("denied_by")

    @property
    def status(self) -> str:
        """``asserted``, ``denied``, ``disputed``, ``under_check``, ``conceded`` or ``open``."""
        return str(self.data["status"])


class Relation(Record):
    """What two entities are to each other."""

    __slots__ = ()

    @property
    def type(self) -> str:
        """``ally``, ``adversary``, ``member``, ``leads`` and so on."""
        return str(self.data["type"])

    @property
    def subject(self) -> Role:
        """Who is."""
        return Role(self.document, self.data["subject"])

    @property
    def object(self) -> Role:
        """To whom."""
        return Role(self.document, self.data["object"])

    @property
    def word(self) -> Voice:
        """On whose word."""
        return Voice(self.document, self.data["word"])


class Quantity(Record):
    """A number with its unit and what it counts."""

    __slots__ = ()

    def _number(self, key: str) -> Optional[float]:
        value = self.data[key]
        return None if value is None else float(value)

    @property
    def value(self) -> Optional[float]:
        """The number, in ``unit``."""
        return self._number("value")

    @property
    def low(self) -> Optional[float]:
        """The least it can be."""
        return self._number("low")

    @property
    def high(self) -> Optional[float]:
        """The most it can be."""
        return self._number("high")

    @property
    def unit(self) -> Optional[str]:
        """ISO 4217 for money, else the word or SI symbol."""
        return self._text("unit")

    @property
    def of(self) -> Optional[str]:
        """What it counts."""
        return self._text("of")

    @property
    def event(self) -> Optional[Event]:
        """The event it belongs to."""
        return self.document.events.get(self.data["event"])


class AgendaItem(_Dated):
    """Something that is to come."""

    __slots__ = ()

    @property
    def title(self) -> str:
        """What it is, in words of the text."""
        return str(self.data["title"])

    @property
    def type(self) -> Optional[str]:
        """PLOVER class of its event."""
        return self._text("type")

    @property
    def status(self) -> str:
        """``planned``, ``conditional``, ``postponed`` or ``cancelled``."""
        return str(self.data["status"])

    @property
    def event(self) -> Optional[Event]:
        """The event that it is."""
        return self.document.events.get(self.data["event"])

    @property
    def place(self) -> Optional[Place]:
        """Where."""
        return self.document.places.get(self.data["place"])

    @property
    def parties(self) -> tuple[Role, ...]:
        """Who takes part."""
        return self._roles("parties")


class Finding(Record):
    """Something in the text that does not fit together."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        """The sort of misfit."""
        return str(self.data["kind"])

    @property
    def message(self) -> str:
        """What is wrong."""
        return str(self.data["message"])
