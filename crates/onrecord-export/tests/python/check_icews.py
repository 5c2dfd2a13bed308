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

from coded import CAMEO, cameo, compare, country, date, degrees, goldstein, plain, rows
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
SECTORS = {
    "AGR": "Agricultural,Business",
    "BUS": "Business",
    "COP": "Police,Government",
    "CRM": "Criminals / Gangs",
    "CVL": "General Population / Civilian / Social",
    "EDU": "Education",
    "ELI": "Elite",
    "GOV": "Government",
    "JRN": "Media",
    "JUD": "Judicial,Government",
    "LAB": "Labor",
    "LEG": "Legislative / Parliamentary,Government",
    "MED": "Medical / Health",
    "MIL": "Military,Government",
    "OPP": "Opposition",
    "PRM": "Paramilitary",
    "PTY": "Parties",
    "REB": "Rebel,Dissident",
    "REF": "Refugees / Displaced",
    "REL": "Religious",
    "SPY": "Intelligence,Government",
    "UAF": "Unidentified Forces",
}
cells = 0
raw = pandas.read_csv(path, sep="\t", dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False).to_dict("records")
for read, key, (doc, event, source, target) in zip(raw, keys.to_dict("records"), expected):
    assert (key["document"], key["event"], key["Event ID"]) == (doc.form["id"], event["id"], read["Event ID"])
    place = doc.by_id.get(event["place"]) or {}
    level, name = place.get("level"), place.get("name")
    day = date(doc.form, event)
    want = {
        "Event ID": int(read["Event ID"]),
        "Event Date": read["Event Date"] if day == "skip" else day,
        "Event Text": CAMEO[cameo(event)]["name"] if cameo(event) in CAMEO else "",
        "CAMEO Code": cameo(event),
        "Intensity": goldstein(event),
        "Story ID": stories[doc.form["id"]],
        "Sentence Number": doc.sentence(event["trigger"]["spans"][0]["start"]),
        "Publisher": doc.form["publisher"],
        "City": name if level in ("city", "site") else "",
        "District": "",
        "Province": (name if level == "region" else "") if place.get("admin1") is None else place["admin1"],
        "Country": country(place.get("country"), "name"),
        "Latitude": degrees(place.get("lat")),
        "Longitude": degrees(place.get("lon")),
    }
    for side, role in (("Source", source), ("Target", target)):
        who = doc.entity(role)
        sector = who and who["codes"]["sector"]
        want[side + " Name"] = doc.name(role)
        want[side + " Sectors"] = SECTORS.get(sector, sector)
        want[side + " Country"] = country(who and who["country"], "name")
    cells += compare(read, want, key)
print(f"icews: {len(frame)} rows, {cells} cells the same in pandas, with and without quotation marks")
