"""POLECAT, as its readers in R and Python take it, in pandas: check_polecat.py FOLDER FILE.jsonl…

40 columns by these names in this order, tabs between, `None` for what is not known, `; ` between several values, codes as
text, `Event ID` unique; no cell with a stray tab or line end, which those readers had to repair in some releases.
"""

import csv
import os
import sys

import pandas

from coded import date, plain, selected
from records import Document, load

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)
PARTY = "{0} Name,{0} Country,{0} COW,Primary {0} Sector,{0} Sectors,{0} Title,{0} Name Raw,Wikipedia {0} ID"
HEADER = (
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,"
    + PARTY.format("Actor")
    + ","
    + PARTY.format("Recipient")
    + ",Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type,Source,"
    "Publication Date,Story People,Story Organizations,Story Locations,Language,Version"
).split(",")
path = os.path.join(folder, "events.txt")


def read(quoting):
    return pandas.read_csv(path, sep="\t", dtype="string", quoting=quoting, na_values=["None"], keep_default_na=False)


frame = read(csv.QUOTE_NONE)
assert frame.equals(read(csv.QUOTE_MINIMAL))
assert list(frame.columns) == HEADER and len(HEADER) == 40
expected = [(Document(form), event) for form in documents for event in selected(form)]
assert len(frame) == len(expected), (len(frame), len(expected))
assert frame["Event ID"].is_unique
for column in ("Intensity", "Latitude", "Longitude", "GeoNames ID"):
    pandas.to_numeric(frame[column], errors="raise")
for column in ("Event Date", "Publication Date"):
    pandas.to_datetime(frame[column], format="%Y-%m-%d", errors="raise")
quads = {"VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"}
assert set(frame["Quad Code"]) <= quads


def values(names):
    """A list as a cell."""
    names = [n if n and n.strip() else None for n in names]
    if not any(names):
        return None
    return plain("; ".join("; ".join((n or "None").split("; ")).replace("; ", ";") for n in names)) or None


text = lambda value: None if value is pandas.NA else value
for read, (doc, event) in zip(frame.to_dict("records"), expected):
    assert read["Event ID"] == f"{doc.form['id']}/{event['id']}"
    assert read["Event Type"] == event["type"]
    want = date(doc.form, event)
    assert want == "skip" or text(read["Event Date"]) == want, (read["Event Date"], want)
    assert text(read["Contexts"]) == values(event["contexts"]), (read["Contexts"], event["contexts"])
    for side, roles in (("Actor", event["actors"]), ("Recipient", event["recipients"])):
        assert text(read[side + " Name"]) == values([doc.name(r) for r in roles]), (read, roles)
        counts = {len(read[c].split("; ")) for c in (side + " Name", side + " Country", side + " COW") if text(read[c])}
        assert counts <= {len(roles)}, (read, roles)
    score = event["plover_score"]
    assert (None if score is None else float(score)) == (float(read["Intensity"]) if text(read["Intensity"]) else None)
print(f"polecat: {len(frame)} rows the same in pandas, with and without quotation marks")
