"""The native half. Use the names of ``onrecord``; these may change."""

from os import PathLike
from typing import Any, Optional, TypedDict, Union, final

import pyarrow

_Path = Union[str, PathLike[str]]

__version__: str
FORMAT: str
SCHEMA: int

class Wanted(TypedDict):
    tables: list[str]
    text: bool
    json: bool

class Question(TypedDict):
    source: Optional[str]
    about: Optional[str]
    publisher: Optional[str]
    document: Optional[str]
    after: Optional[str]
    before: Optional[str]
    place: Optional[str]
    types: list[str]
    status: Optional[str]
    act: Optional[str]
    text: Optional[str]
    all: bool
    limit: int

@final
class Document:
    def to_json(self, text: bool = True) -> str: ...
    def to_table(self, name: str, width: Optional[int] = None, colour: bool = False) -> str: ...

@final
class Reader:
    def __new__(
        cls,
        model: _Path,
        *,
        data: Optional[_Path] = None,
        heads: Optional[_Path] = None,
        encoder: Optional[_Path] = None,
    ) -> Reader: ...
    @property
    def model(self) -> str: ...
    @property
    def has_heads(self) -> bool: ...
    def read(
        self,
        text: bytes,
        *,
        id: Optional[str] = None,
        title: Optional[str] = None,
        url: Optional[str] = None,
        publisher: Optional[str] = None,
        published: Optional[str] = None,
        any_language: bool = False,
    ) -> Document: ...
    def read_batch(
        self, batch: pyarrow.RecordBatch, wanted: Wanted, any_language: bool, threads: int
    ) -> pyarrow.RecordBatch: ...

@final
class Store:
    def __new__(cls, path: _Path) -> Store: ...
    def count(self) -> int: ...
    def ids(self, question: Question) -> list[str]: ...
    def document(self, id: str) -> tuple[str, Document]: ...
    def find(self, what: str, question: Question) -> list[dict[str, Any]]: ...
    def table(self, table: str, ids: list[str]) -> list[pyarrow.RecordBatch]: ...

def schema(wanted: Wanted) -> pyarrow.Schema: ...
def columns() -> list[tuple[str, str, list[tuple[str, str, str]]]]: ...
def known() -> list[tuple[str, str, str, str, str, str, int, bool, str]]: ...
def check(key: str, path: _Path) -> None: ...
def install(key: str, wheel: _Path, into: _Path) -> str: ...
def parse(line: str) -> Document: ...
