"""PLOVER records: check_plover.py FOLDER FILE.jsonl…"""

import json
import os
import sys

import pandas

from coded import country, date, selected
from records import Document, load, quote, spans_of, word

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)
path = os.path.join(folder, "events.jsonl")
records = [json.loads(line) for line in open(path, encoding="utf-8", newline="\n")]
expected = [(Document(form), event) for form in documents for event in selected(form, everything=True)]
assert len(records) == len(expected)
auxiliary = dict(historical="historical", possible="hypothetical", conditional="hypothetical", denied="negation", not_happened="negation")
auxiliary |= dict.fromkeys(("planned", "promised", "threatened", "called_for"), "future")
QUADS = dict(verbal_cooperation=1, material_cooperation=2, verbal_conflict=3, material_conflict=4)
pairs = lambda spans: [[s["start"], s["end"]] for s in spans]


def side(doc, role):
    who = doc.entity(role)
    return {
        "actorText": quote(role["spans"]),
        "name": doc.name(role),
        "country": country(who and who["country"], "alpha3") or None,
        "sector": who and who["codes"]["sector"],
        "code": who and who["codes"]["cameo"],
        "wikidata": who and who["wikidata"],
        # A role whose words stand nowhere has none.
        "span": pairs(role["spans"]) or None,
    }


def expected_record(doc, event):
    form, spans = doc.form, event["trigger"]["spans"]
    quantities = {q["id"]: q for q in form["quantities"]}
    place, number, day = doc.by_id.get(event["place"]), doc.sentence(spans[0]["start"]), date(form, event)
    ids = event["quantity"] if isinstance(event["quantity"], list) else [event["quantity"]] if event["quantity"] else []
    sentence = form["sentences"][number - 1] if number else None
    return {
        "version": "PLOVER 2021-09 draft (v0.8b)",
        "id": f"{form['id']}/{event['id']}",
        "date": day,
        "event": event["type"],
        "mode": event["mode"],
        "auxiliary": auxiliary.get(event["status"]),
        "context": event["contexts"],
        "quad": QUADS[event["quad"]],
        "intensity": event["plover_score"],
        "cameo": event["cameo"],
        "goldstein": event["goldstein"],
        "source": [side(doc, r) for r in event["actors"]],
        "target": [side(doc, r) for r in event["recipients"]],
        "eventText": quote(spans),
        "eventLoc": place
        and {k: place[k] for k in ("name", "admin1", "lat", "lon", "geonames")}
        | {"country": country(place["country"], "alpha3") or None},
        "size": [
            {"text": quote(spans_of(q, "quantities"))} | {k: q[k] for k in ("value", "low", "high", "unit", "of")}
            for q in (quantities[i] for i in ids)
        ],
        "text": sentence and form["text"][sentence["start"] : sentence["end"]],
        "language": form["language"],
        "publisher": form["publisher"],
        "publicationDate": form["published"],
        "url": form["url"],
        "document": form["id"],
        "span": pairs(spans),
        "status": event["status"],
        "word": word(event["word"]),
        "saidBy": doc.said_by(event["word"]),
        "score": event["score"],
    }


for record, (doc, event) in zip(records, expected):
    want = expected_record(doc, event)
    if want["date"] == "skip":
        want["date"] = record["date"]
    assert record == want, {k: (record.get(k), v) for k, v in want.items() if record.get(k) != v}
if records:
    assert len(pandas.read_json(path, lines=True)) == len(records)
print(f"plover: {len(records)} records the same")
