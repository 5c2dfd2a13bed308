"""CSV and datapackage.json, read by pandas, DuckDB and frictionless: check_csv.py FOLDER FILE.jsonl…"""

import json
import os
import re
import sys

import duckdb
import frictionless
import pandas

from records import expected, load

folder, files = sys.argv[1], sys.argv[2:]
tables = expected(load(files))
package = json.load(open(os.path.join(folder, "datapackage.json"), encoding="utf-8"))
names = [r["name"] for r in package["resources"]]
assert len(names) == 16 and set(tables) <= set(names), names


spreadsheet = package["onrecord:formulas"] == "' in front"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def shown(value):
    """A cell as the file for programs, or the one for spreadsheets, has it."""
    text = cell(value)
    is_text = isinstance(value, (str, list))
    return "'" + text if spreadsheet and is_text and text.startswith(FORMULA) else text


def cell(value):
    """A value as a cell of CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(re.sub("(?<=;) +", "", cell(v)) for v in value)
    return str(value).replace("\0", "\ufffd")


compared = 0
prefixed = 0
for resource in package["resources"]:
    name, rows = resource["name"], tables.get(resource["name"], [])
    path = os.path.join(folder, resource["path"])
    columns = [f["name"] for f in resource["schema"]["fields"]]
    # pandas, every cell as the words it is.
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding=resource["encoding"])
    assert list(frame.columns) == columns, name
    assert len(frame) == len(rows) == resource["rows"], (name, len(frame), len(rows))
    for read, row in zip(frame.to_dict("records"), rows):
        assert set(row) == set(columns), (name, set(row) ^ set(columns))
        for column, value in row.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                same = float(read[column]) == float(value)
            else:
                same = read[column] == shown(value)
            assert same, (name, column, read[column], value)
            compared += 1
            prefixed += spreadsheet and shown(value) != cell(value)
    # DuckDB, with the types of the description.
    sql = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
    types = {f["name"]: sql[f["type"]] for f in resource["schema"]["fields"]}
    shape = "{" + ", ".join(f"'{k}': '{v}'" for k, v in types.items()) + "}"
    query = f"SELECT * FROM read_csv(?, header=true, delim=',', quote='\"', escape='\"', columns={shape}, max_line_size=33554432)"
    read = duckdb.execute(query, [path]).fetchall()
    assert len(read) == len(rows), (name, len(read), len(rows))
    for line, row in zip(read, rows):
        for (column, kind), value in zip(types.items(), line):
            want = row[column]
            if kind == "VARCHAR":
                assert (value or "") == shown(want), (name, column, value, want)
            elif kind == "DATE":
                assert (str(value) if value else None) == want, (name, column, value, want)
            else:
                assert value == want, (name, column, value, want)

# Each fault that is guarded against must have been there.
if spreadsheet:
    assert prefixed >= 5, prefixed

report = frictionless.validate(os.path.join(folder, "datapackage.json"))
errors = report.flatten(["title", "type", "rowNumber", "fieldName", "note"])
assert report.valid, errors[:10]
checked = {task.name: task.stats.get("rows", 0) for task in report.tasks}
assert checked == {name: len(tables.get(name, [])) for name in names}, checked
print(f"csv: {len(names)} tables, {sum(map(len, tables.values()))} rows, {compared} cells the same in pandas and DuckDB; package valid")
