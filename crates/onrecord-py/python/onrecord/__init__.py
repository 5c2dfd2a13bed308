"""Reads news reports and official statements and keeps a checkable record of who said and did what.

>>> import onrecord
>>> reader = onrecord.Reader()
>>> document = reader.read("Talks failed, the minister said on Sunday.", published="2015-08-12")
>>> [(s.source.name, s.act, s.content.quote) for s in document.statements]
[('the minister', 'assert', 'Talks failed')]

Start at :class:`Reader`; :meth:`Reader.read_batch` reads Arrow batches, :class:`Store` asks a store. Offsets count Unicode
code points, scores are probabilities, days are ``datetime.date``.
"""

from ._native import FORMAT, SCHEMA, __version__
from .arrow import TABLES, describe, flatten, schema
from .errors import DataError, ModelError, OnrecordError, StoreError, TextError
from .models import fetch
from .reader import Document, Reader
from .records import (
    AgendaItem,
    Claim,
    Entity,
    Event,
    Finding,
    Layer,
    Mention,
    Office,
    Place,
    Quantity,
    Relation,
    Role,
    Sentence,
    Span,
    Statement,
    Time,
    Voice,
)
from .store import Rows, Store

__all__ = [
    "FORMAT",
    "SCHEMA",
    "TABLES",
    "AgendaItem",
    "Claim",
    "DataError",
    "Document",
    "Entity",
    "Event",
    "Finding",
    "Layer",
    "Mention",
    "ModelError",
    "Office",
    "OnrecordError",
    "Place",
    "Quantity",
    "Reader",
    "Relation",
    "Role",
    "Rows",
    "Sentence",
    "Span",
    "Statement",
    "Store",
    "StoreError",
    "TextError",
    "Time",
    "Voice",
    "__version__",
    "describe",
    "fetch",
    "flatten",
    "schema",
]
