"""GDELT 2.0 events and mentions, in pandas and DuckDB: check_gdelt.py FOLDER FILE.jsonl…"""

import csv
import os
import sys

import duckdb
import pandas

from coded import date, plain, rows
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
quads = dict(verbal_cooperation="1", material_cooperation="2", verbal_conflict="3", material_conflict="4")
for read, mention, key, (doc, event, first, second) in zip(
    frame.to_dict("records"), mentions.to_dict("records"), keys.to_dict("records"), expected
):
    form = doc.form
    assert (key["document"], key["event"], key["GlobalEventID"]) == (form["id"], event["id"], read[0])
    day = date(form, event)
    if day != "skip":
        assert read[1] == day.replace("-", "") and read[2] == read[1][:6] and read[3] == str(int(read[1][:4])), (read, day)
    assert read[4].split(".")[0] == read[3] and 0 <= float("0." + read[4].split(".")[1]) < 1
    for at, role in ((6, first), (16, second)):
        assert read[at] == plain((doc.name(role) or "").upper()), (read[at], doc.name(role))
    if event["cameo"] and event["cameo"].isdigit():
        assert read[26] == event["cameo"]
    assert read[27] == read[26][:3] and read[28] == read[26][:2]
    assert read[29] == quads[event["quad"]]
    assert event["goldstein"] is None or float(read[30]) == event["goldstein"]
    assert (read[31], read[32], read[33]) == ("1", "1", "1")
    assert read[60] == (plain(form["url"]) or plain(form["id"])), (read[60], form["url"])
    # The mention leads to the words.
    assert mention[0] == read[0] and mention[1] == read[59]
    assert mention[9] == str(event["trigger"]["spans"][0]["start"])
    for at, role in ((7, first), (8, second)):
        assert mention[at] == str(role["spans"][0]["start"] if role and role["spans"] else -1)
    assert mention[12] == str(len(form["text"]))
    assert mention[11] == str(max(10, min(100, int(event["score"] * 10 + 0.5) * 10)))
if len(frame):
    query = "SELECT count(*), count(DISTINCT column00), sum(column29::int) FROM read_csv(?, delim='\\t', header=false, quote='', all_varchar=true)"
    read = duckdb.execute(query, [os.path.join(folder, "export.CSV")]).fetchone()
    assert read == (len(frame), len(frame), frame[29].astype(int).sum()), read
print(f"gdelt: {len(frame)} events and as many mentions the same in pandas")
