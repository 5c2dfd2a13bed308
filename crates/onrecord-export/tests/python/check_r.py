"""The Parquet export as R's arrow takes it: check_r.py FOLDER FILE.jsonl…

pyarrow is the library that R's package wraps. docs/r.md says what becomes of each type; here every column of every table
is held to that: its type is in the page's table, its integers fit R's 31 bits (`geonames` may not), and its name is one
that R takes without backticks.
"""

import os
import re
import sys

import pyarrow
import pyarrow.compute
import pyarrow.dataset

folder = sys.argv[1]
RESERVED = set("if else repeat while function for next break TRUE FALSE NULL Inf NaN NA in".split())
TYPES = {
    "string": "string",
    "int64": "64-bit integer",
    "double": "number",
    "bool": "boolean",
    "date32[day]": "date",
    "list<element: string>": "list of strings",
}
with open(os.path.join(os.path.dirname(__file__), "../../../../docs/r.md"), encoding="utf-8") as file:
    told = set(re.findall(r"^\| ([^|`]+) \| `", file.read(), re.MULTILINE))
assert set(TYPES.values()) <= told, set(TYPES.values()) - told

columns = rows = 0
for table in sorted(os.listdir(folder)):
    if not os.path.isdir(os.path.join(folder, table)):
        continue
    data = pyarrow.dataset.dataset(os.path.join(folder, table), format="parquet").to_table()
    names = data.column_names
    assert len(set(names)) == len(names), names
    for name, column in zip(names, data.columns):
        assert re.fullmatch("[a-z][a-z0-9_]*", name) and name not in RESERVED, (table, name)
        kind = str(column.type).replace("list<item:", "list<element:")
        assert kind in TYPES, (table, name, kind)
        if kind == "int64" and name != "geonames":
            least, most = (pyarrow.compute.min_max(column)[k].as_py() for k in ("min", "max"))
            assert least is None or (-(2**31) < least and most < 2**31), (table, name, least, most)
    columns, rows = columns + len(names), rows + data.num_rows
print(f"r: {columns} columns of a type and name that R takes, {rows} rows")
