"""ICEWS, as the R package `icews` reads it, in pandas: check_icews.py FOLDER FILE.jsonl…

R is not needed. What its reader expects is said again here: 20 columns by these names in this order, tabs between, no
comment sign; `Event ID`, `Story ID` and `Sentence Number` are R integers (31 bits), `Event Date` is a day by ISO 8601,
`Intensity`, `Latitude` and `Longitude` are numbers, everything else is text, `CAMEO Code` above all; an empty cell is NA;
`Event ID` with `Event Date` names a row. readr takes `"` as a quotation mark unless told otherwise, and R's own read.delim
too: both ways must give the same.
"""

import csv
import os
import sys

import pandas

from coded import date, plain, rows
from records import load

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)
INTEGER, NUMBER = ["Event ID", "Story ID", "Sentence Number"], ["Intensity", "Latitude", "Longitude"]
HEADER = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,Target Sectors,"
    "Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude"
).split(",")
types = {c: "string" for c in HEADER} | {c: "Int32" for c in INTEGER} | {c: "float64" for c in NUMBER}
path = os.path.join(folder, "events.tab")


def read(quoting):
    return pandas.read_csv(path, sep="\t", dtype=types, quoting=quoting, na_values=[""], keep_default_na=False)


frame = read(csv.QUOTE_NONE)
assert frame.equals(read(csv.QUOTE_MINIMAL))
assert list(frame.columns) == HEADER
expected = list(rows(documents))
assert len(frame) == len(expected), (len(frame), len(expected))
stories = {form["id"]: i + 1 for i, form in enumerate(documents)}
assert frame["Event ID"].is_unique and not frame.duplicated(["Event ID", "Event Date"]).any()
days = pandas.to_datetime(frame["Event Date"].dropna(), format="%Y-%m-%d", errors="raise")
assert len(days) == frame["Event Date"].notna().sum()
keys = pandas.read_csv(os.path.join(folder, "event-ids.tab"), sep="\t", dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False)
text = lambda value: "" if value is pandas.NA or value is None else value
for read, key, (doc, event, source, target) in zip(frame.to_dict("records"), keys.to_dict("records"), expected):
    assert (key["document"], key["event"]) == (doc.form["id"], event["id"]) and int(key["Event ID"]) == read["Event ID"]
    assert read["Story ID"] == stories[doc.form["id"]]
    for side, role in (("Source", source), ("Target", target)):
        assert text(read[side + " Name"]) == plain(doc.name(role)), (read, doc.name(role))
    want = date(doc.form, event)
    assert want == "skip" or text(read["Event Date"]) == (want or ""), (read["Event Date"], want)
    if event["cameo"] and event["cameo"].isdigit():
        assert read["CAMEO Code"] == event["cameo"]
    assert read["CAMEO Code"].isdigit() and len(read["CAMEO Code"]) >= 2
    if event["goldstein"] is not None:
        assert read["Intensity"] == event["goldstein"]
    assert text(read["Publisher"]) == plain(doc.form["publisher"])
print(f"icews: {len(frame)} rows the same in pandas, with and without quotation marks")
