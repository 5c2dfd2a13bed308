"""PLOVER records: check_plover.py FOLDER FILE.jsonl…"""

import json
import os
import sys

import pandas

from coded import selected
from records import Document, load, quote, word

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)
path = os.path.join(folder, "events.jsonl")
records = [json.loads(line) for line in open(path, encoding="utf-8", newline="\n")]
expected = [(Document(form), event) for form in documents for event in selected(form, everything=True)]
assert len(records) == len(expected)
auxiliary = dict(historical="historical", possible="hypothetical", conditional="hypothetical", denied="negation", not_happened="negation")
auxiliary |= dict.fromkeys(("planned", "promised", "threatened", "called_for"), "future")
for record, (doc, event) in zip(records, expected):
    assert record["id"] == f"{doc.form['id']}/{event['id']}"
    assert (record["event"], record["mode"], record["context"]) == (event["type"], event["mode"], event["contexts"])
    assert record["auxiliary"] == auxiliary.get(event["status"]) and record["status"] == event["status"]
    assert record["word"] == word(event["word"]) and record["saidBy"] == doc.said_by(event["word"])
    assert record["intensity"] == event["plover_score"] and record["cameo"] == event["cameo"]
    assert record["eventText"] == quote(event["trigger"]["spans"])
    for key, side in (("source", "actors"), ("target", "recipients")):
        assert [s["name"] for s in record[key]] == [doc.name(r) for r in event[side]]
        assert [s["actorText"] for s in record[key]] == [quote(r["spans"]) for r in event[side]]
    text = doc.form["text"]
    assert " … ".join(text[a:b] for a, b in record["span"]) == record["eventText"]
if records:
    assert len(pandas.read_json(path, lines=True)) == len(records)
print(f"plover: {len(records)} records the same")
