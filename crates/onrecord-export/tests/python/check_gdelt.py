"""GDELT 2.0 events and mentions, in pandas and DuckDB: check_gdelt.py FOLDER FILE.jsonl…"""

import csv
import math
import os
import re
import sys

import duckdb
import pandas

from coded import WHITE, actor_code, cameo, compare, country, date, degrees, goldstein, plain, rows
from records import load

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)


def read_file(name, columns):
    path = os.path.join(folder, name)
    if not os.path.getsize(path):
        return pandas.DataFrame(columns=range(columns))
    return pandas.read_csv(path, sep="\t", header=None, dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False)


frame, mentions = read_file("export.CSV", 61), read_file("mentions.CSV", 16)
assert frame.shape[1] == 61 and mentions.shape[1] == 16
# Without a day there is no row.
expected = [(doc, event, a, b) for doc, event, a, b in rows(documents) if date(doc.form, event) is not None]
# Days before the year 1 are no days here either; the documents that have them are compared by their ids.
keys = pandas.read_csv(os.path.join(folder, "event-ids.tab"), sep="\t", dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False)
written = {(d, e) for d, e in zip(keys["document"], keys["event"])}
expected = [r for r in expected if date(r[0].form, r[1]) != "skip" or (r[0].form["id"], r[1]["id"]) in written]
assert len(frame) == len(mentions) == len(keys) == len(expected), (len(frame), len(mentions), len(expected))
assert frame[0].is_unique
QUADS = dict(verbal_cooperation=1, material_cooperation=2, verbal_conflict=3, material_conflict=4)


def place_cells(place):
    if place is None:
        return [0, "", "", "", "", "", "", ""]
    usa = place["country"] == "US"
    kind = {"country": 1, "region": 2 if usa else 5}.get(place["level"], 3 if usa else 4)
    fips, state = country(place["country"], "fips"), country(place["country"], "name")
    names = [place["name"]] + [n for n in (place["admin1"], state or None) if n is not None and n != place["name"]]
    whole = fips if kind == 1 else ""
    return [kind, ", ".join(names), fips, whole, "", degrees(place["lat"]), degrees(place["lon"]), whole]


def host(url):
    return re.split("[/?#]", url.split("://", 1)[1])[0] if "://" in url else ""


cells = 0
for read, mention, key, (doc, event, first, second) in zip(
    frame.to_dict("records"), mentions.to_dict("records"), keys.to_dict("records"), expected
):
    form, code = doc.form, cameo(event)
    assert (key["document"], key["event"], key["GlobalEventID"]) == (form["id"], event["id"], read[0])
    day = date(form, event)
    day = read[1] if day == "skip" else day.replace("-", "")
    fraction = round(min(((int(day[4:6]) - 1) * 30 + int(day[6:])) / 365, 0.9999) + int(day[:4]), 4)
    published = form["published"]
    added = (published.replace("-", "") if published and not published.startswith("-") else day) + "000000"
    source = form["url"] if (form["url"] or "").strip() else form["id"]
    actors = []
    for role in (first, second):
        whole, state, group, *roles = actor_code(doc, role)
        actors += [whole, (doc.name(role) or "").upper(), state, group, "", "", "", *roles]
    # The first paragraph, and there the first three sentences.
    start, text = event["trigger"]["spans"][0]["start"], form["text"]
    begin = len(text) - len(text.lstrip(WHITE))
    lead = text.find("\n", begin)
    number = doc.sentence(start)
    root = int((lead < 0 or start < lead) and (number is None or number <= 3))
    want = [read[0], day, day[:6], str(int(day[:4])), fraction, *actors, root, code, code[:3], code[:2], QUADS[event["quad"]]]
    want += [goldstein(event), 1, 1, 1, "", *([0] + [""] * 7) * 2, *place_cells(doc.by_id.get(event["place"])), added, source]
    cells += compare(read, dict(enumerate(want)), key)
    # The mention leads to the words.
    has_url = bool((form["url"] or "").strip())
    offset = lambda role: role["spans"][0]["start"] if role and role["spans"] else -1
    name = form["publisher"] if (form["publisher"] or "").strip() else host(form["url"]) if has_url else ""
    percent = max(10, min(100, math.floor(event["score"] * 10 + 0.5) * 10))
    want = [read[0], added, added, 1 if has_url else 2, name, source, number, offset(first), offset(second), start, 1, percent]
    want += [len(text), "", "", ""]
    cells += compare(mention, dict(enumerate(want)), key)
if len(frame):
    query = "SELECT count(*), count(DISTINCT column00), sum(column29::int) FROM read_csv(?, delim='\\t', header=false, quote='', all_varchar=true)"
    read = duckdb.execute(query, [os.path.join(folder, "export.CSV")]).fetchone()
    assert read == (len(frame), len(frame), frame[29].astype(int).sum()), read
print(f"gdelt: {len(frame)} events and as many mentions, {cells} cells the same in pandas")
