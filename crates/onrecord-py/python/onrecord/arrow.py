"""Batches of texts and of records, in Apache Arrow. It needs pyarrow: ``pip install onrecord[arrow]``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Optional

from . import _native

if TYPE_CHECKING:
    import pyarrow

    from ._native import Wanted

__all__ = ["TABLES", "describe", "flatten", "schema"]

#: Names of the tables of the Parquet export, ``documents`` first.
TABLES: tuple[str, ...] = tuple(name for name, _, _ in _native.columns())

_INPUT = ("text", "id", "title", "url", "publisher", "published")


def wanted(tables: Optional[Iterable[str]], text: bool, json: bool) -> Wanted:
    """The arguments of a batch, as the native half takes them."""
    if isinstance(tables, str):
        raise TypeError(f"`tables` should be a list of names: [{tables!r}]")
    return {"tables": list(TABLES[1:] if tables is None else tables), "text": bool(text), "json": bool(json)}


def schema(*, tables: Optional[Iterable[str]] = None, text: bool = True, json: bool = False) -> pyarrow.Schema:
    """The schema of what :meth:`Reader.read_batch` gives for these arguments.

    Its metadata has ``onrecord:format`` (of the JSON form) and ``onrecord:schema``, the version of the columns, which grows
    when one is renamed, removed or changes its type.
    """
    return _native.schema(wanted(tables, text, json))


def describe() -> dict[str, dict[str, str]]:
    """Every table with its columns and what they mean: ``describe()["events"]["goldstein"]``."""
    return {table: {name: about for name, _, about in columns} for table, _, columns in _native.columns()}


def inputs(batch: pyarrow.RecordBatch, columns: dict[str, str]) -> pyarrow.RecordBatch:
    """The columns of a batch of texts in the form that the native half takes: large binary, null where not there."""
    import pyarrow as pa

    strange = sorted(set(columns) - set(_INPUT))
    if strange:
        raise ValueError(f"`columns` names `{strange[0]}`, but there are {', '.join(_INPUT)}")
    names = list(batch.schema.names)
    arrays = []
    for key in _INPUT:
        name = columns.get(key, key)
        if name not in names:
            if key == "text" or key in columns:
                raise ValueError(
                    f"the batch has no column `{name}`; it has {', '.join(names)}\n"
                    f"hint: read_batch(batch, columns={{\"{key}\": NAME}}) says which it is"
                )
            arrays.append(pa.nulls(batch.num_rows, pa.large_binary()))
            continue
        arrays.append(_binary(batch.column(names.index(name)), name))
    return pa.RecordBatch.from_arrays(arrays, names=list(_INPUT))


def _binary(array: pyarrow.Array, name: str) -> pyarrow.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_large_binary(kind):
        return array
    if pa.types.is_timestamp(kind):
        # The day where the clock stands, without asking for a table of zones.
        array = pc.cast(pc.cast(array, pa.int64()), pa.timestamp(kind.unit))
    is_words = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind)
    if not is_words:
        is_view = getattr(pa.types, "is_string_view", lambda _: False)(kind)
        known = pa.types.is_integer(kind) or pa.types.is_temporal(kind) or pa.types.is_null(kind) or is_view
        if not known:
            raise TypeError(f"the column `{name}` should hold strings, holds {kind}")
        array = pc.cast(array, pa.large_string())
    return pc.cast(array, pa.large_binary())


def flatten(batch: pyarrow.RecordBatch | pyarrow.Table, table: str) -> pyarrow.RecordBatch:
    """The rows of one table out of what ``read_batch`` gave: ``flatten(batch, "events")`` has a row an event.

    The columns are those of the Parquet export of that table.
    """
    import pyarrow as pa

    fields = _native.schema({"tables": [] if table == TABLES[0] else [table], "text": True, "json": False})
    if table == TABLES[0]:
        read = batch.filter(pa.compute.equal(batch.column("status"), "ok"))
        return read.select([name for name, _ in _columns(table)])
    if table not in batch.schema.names:
        raise ValueError(f"the batch has no column `{table}`; read_batch was asked for others")
    column = batch.column(table)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks)
    rows = column.flatten()
    wanted_fields = list(fields.field(table).type.value_type)
    return pa.RecordBatch.from_arrays(rows.flatten(), schema=pa.schema(wanted_fields, metadata=fields.metadata))


def _columns(table: str) -> list[tuple[str, str]]:
    for name, _, columns in _native.columns():
        if name == table:
            return [(column, about) for column, _, about in columns]
    raise ValueError(f"there is no table `{table}`; there are {', '.join(TABLES)}")
