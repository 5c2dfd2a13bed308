"""A store as other programs see it: Datasette lists the views and finds by full text, pandas reads every view.

    pip install datasette pandas
    python crates/onrecord-store/tests/python/datasette.py STORE.db

Exits with 1 and says so when something is not as it should be.
"""

import json
import os
import sqlite3
import subprocess
import sys
from urllib.parse import quote

import pandas


def get(path, url):
    run = subprocess.run(
        [sys.executable, "-m", "datasette", path, "--get", url], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"{url}: {run.stdout[-500:]} {run.stderr[-500:]}")
    return json.loads(run.stdout)


def main(path):
    name = quote(os.path.splitext(os.path.basename(path))[0])
    faults = []
    base = get(path, f"/{name}.json")
    views = {v["name"] if isinstance(v, dict) else v for v in base["views"]}
    expected = "document statement event entity claim relation agenda place time quantity mention correction".split()
    faults += [f"view `{v}_list` is not listed" for v in expected if f"{v}_list" not in views]
    tables = {t["name"]: t for t in base["tables"]}
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for table, column in [("documents", "text"), ("statements", "content"), ("events", "quote")]:
        if tables[table]["fts_table"] != f"{table}_fts":
            faults.append(f"Datasette does not see the search index of `{table}`")
        every = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        # The rarest of some words tells a search that works from one that returns everything.
        words = {w for (t,) in db.execute(f"SELECT {column} FROM {table} LIMIT 50") for w in (t or "").split() if w.isalpha()}
        ask = f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?"
        count, word = min((db.execute(ask, (f'"{w}"',)).fetchone()[0], w) for w in sorted(words))
        found = get(path, f"/{name}/{table}.json?_search={quote(word)}&_size=0&_extra=count")
        found = found.get("filtered_table_rows_count", found.get("count"))
        print(f"{table}: `{word}` is in {found} of {every} rows")
        if found != count or found == every:
            faults.append(f"a search for `{word}` in `{table}` gives {found} rows, not {count} of {every}")
    for view in sorted(views):
        frame = pandas.read_sql_query(f"SELECT * FROM {view}", db)
        rows = db.execute(f"SELECT count(*) FROM {view}").fetchone()[0]
        print(f"{view}: {len(frame)} rows, {len(frame.columns)} columns")
        page = get(path, f"/{name}/{view}.json?_size=3&_shape=array")
        if len(frame) != rows or len(page) != min(3, rows):
            faults.append(f"`{view}` has {rows} rows; pandas reads {len(frame)}, Datasette shows {len(page)}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
