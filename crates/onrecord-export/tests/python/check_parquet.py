"""Parquet, read by pyarrow, pandas and DuckDB: check_parquet.py FOLDER FILE.jsonl…"""

import datetime
import glob
import os
import sys

import duckdb
import pandas
import pyarrow.dataset
import pyarrow.parquet

from records import expected, load

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)
tables = expected(documents)
names = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
assert len(names) == 16 and set(tables) <= set(names), names


def plain(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


KEYS = {
    "documents": ["document"],
    "sentences": ["document", "number"],
    "offices": ["document", "entity", "number"],
    "place_alternatives": ["document", "place", "number"],
    "parties": ["document", "event", "side", "number"],
}
months = {d["id"]: d["published"][:7] if d["published"] and not d["published"].startswith("-") else "unknown" for d in documents}
compared = 0
db = duckdb.connect()
os.chdir(folder)
db.execute(open("views.sql", encoding="utf-8").read())
for name in names:
    rows = tables.get(name, [])
    keys = KEYS.get(name, ["document", "id"])
    order = lambda row: [row[k] for k in keys]
    rows = sorted(rows, key=order)
    partitioning = pyarrow.dataset.partitioning(flavor="hive", schema=pyarrow.schema([("published_month", pyarrow.string())]))
    data = pyarrow.dataset.dataset(name, format="parquet", partitioning=partitioning).to_table()
    assert data.num_rows == len(rows), (name, data.num_rows, len(rows))
    read = sorted(data.to_pylist(), key=order)
    query = db.execute(f"SELECT * FROM {name}")
    columns = [c[0] for c in query.description]
    duck = sorted((dict(zip(columns, line)) for line in query.fetchall()), key=order)
    assert len(duck) == len(rows), name
    for ours, arrow, other in zip(rows, read, duck):
        assert arrow.pop("published_month") == other.pop("published_month") == months[ours["document"]]
        assert set(ours) == set(arrow) == set(other), (name, set(ours) ^ set(arrow))
        for column, value in ours.items():
            # What is not known in a list is not known in the column either.
            assert plain(arrow[column]) == value, (name, column, arrow[column], value)
            assert plain(other[column]) == value, (name, column, other[column], value)
            compared += 1
    lists = [f.name for f in data.schema if pyarrow.types.is_list(f.type) or pyarrow.types.is_large_list(f.type)]
    want = [c for c, v in rows[0].items() if isinstance(v, list)] if rows else lists
    assert sorted(lists) == sorted(want), (name, lists, want)
    for path in glob.glob(name + "/*/*.parquet"):
        about = pyarrow.parquet.ParquetFile(path).metadata
        assert about.created_by.startswith("onrecord "), about.created_by
        assert about.num_row_groups == (1 if about.num_rows else 0)
    assert len(pandas.read_parquet(name, columns=["document"])) == len(rows)

statements = db.execute("SELECT count(*) FROM statement_list").fetchone()[0]
events = db.execute("SELECT count(*) FROM event_list").fetchone()[0]
assert (statements, events) == (len(tables.get("statements", [])), len(tables.get("events", [])))
# A list is a list: the members can be asked for.
members = db.execute("SELECT count(*) FROM (SELECT unnest(actors) FROM events)").fetchone()[0]
assert members == sum(len(r["actors"]) for r in tables.get("events", []))
print(f"parquet: {len(names)} tables, {sum(map(len, tables.values()))} rows, {compared} cells the same in pyarrow and DuckDB")
