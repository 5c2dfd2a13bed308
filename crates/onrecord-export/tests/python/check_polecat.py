"""POLECAT, as its readers in R and Python take it, in pandas: check_polecat.py FOLDER FILE.jsonl…

40 columns by these names in this order, tabs between, `None` for what is not known, `; ` between several values, codes as
text, `Event ID` unique; no cell with a stray tab or line end, which those readers had to repair in some releases.
"""

import csv
import os
import sys

import pandas

from coded import compare, country, date, degrees, listed, plain, selected
from records import Document, load, quote

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


def named(form, types):
    """The entities of these types that the document names."""
    ids = {m["entity"] for m in form["mentions"] if m["form"] == "name"}
    return sorted({e["name"] for e in form["entities"] if e["id"] in ids and e["type"] in types})


def expected_row(doc, event):
    form = doc.form
    place = doc.by_id.get(event["place"]) or {}
    level = place.get("level")
    day = date(form, event)
    row = {
        "Event ID": f"{form['id']}/{event['id']}",
        "Event Date": day,
        "Event Type": event["type"],
        "Event Mode": event["mode"],
        "Intensity": event["plover_score"],
        "Quad Code": event["quad"].replace("_", " ").upper(),
        "Contexts": listed(event["contexts"]),
        "Placename": place.get("name"),
        "City": place.get("name") if level == "city" else None,
        "District": None,
        "Province": (place.get("name") if level == "region" else None) if place.get("admin1") is None else place["admin1"],
        "Country": country(place.get("country"), "alpha3"),
        "Latitude": degrees(place.get("lat")),
        "Longitude": degrees(place.get("lon")),
        "GeoNames ID": None if place.get("geonames") is None else str(place["geonames"]),
        "Raw Placename": quote(place.get("spans", [place])) if place else None,
        "Feature Type": None,
        "Source": form["publisher"],
        "Publication Date": None if (form["published"] or "-").startswith("-") else form["published"],
        "Story People": listed(named(form, ["person"])),
        "Story Organizations": listed(named(form, ["organisation", "country"])),
        "Story Locations": listed(sorted({p["name"] for p in form["places"] if p["sense"] != "actor"})),
        "Language": form["language"],
        "Version": form["reading"]["program"],
    }
    for side, roles in (("Actor", event["actors"]), ("Recipient", event["recipients"])):
        who = [doc.entity(r) for r in roles]
        sector = listed([w and w["codes"]["sector"] for w in who])
        row |= {
            side + " Name": listed([doc.name(r) for r in roles]),
            side + " Country": listed([w and country(w["country"], "alpha3") for w in who]),
            side + " COW": listed([w and country(w["country"], "cow") for w in who]),
            f"Primary {side} Sector": sector,
            side + " Sectors": sector,
            side + " Title": listed([w and w["roles"] and w["roles"][0]["title"] or None for w in who]),
            side + " Name Raw": listed([quote(r["spans"]) for r in roles]),
            f"Wikipedia {side} ID": None,
        }
    return row


cells = 0
raw = pandas.read_csv(path, sep="\t", dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False)
for read, (doc, event) in zip(raw.to_dict("records"), expected):
    want = expected_row(doc, event)
    if want["Event Date"] == "skip":
        want["Event Date"] = read["Event Date"]
    want = {k: v if isinstance(v, (int, float)) else plain(v) or "None" for k, v in want.items()}
    cells += compare(read, want, want["Event ID"])
print(f"polecat: {len(frame)} rows, {cells} cells the same in pandas, with and without quotation marks")
