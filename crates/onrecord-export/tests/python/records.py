"""What the tables must hold, worked out from the JSON records and from nothing else.

`load(files)` gives the documents; `expected(documents)` gives for every table its rows as dicts of plain values (None for
what is not known, lists for lists). The checks compare what other programs read with these.
"""

import hashlib
import json

GAP = " … "


def load(files):
    """The documents of JSON Lines files."""
    documents = []
    for file in files:
        with open(file, encoding="utf-8", newline="\n") as lines:
            documents += [json.loads(line) for line in lines]
    return documents


def stretches(spans):
    return [f"{s['start']}-{s['end']}" for s in spans]


def quote(spans):
    return GAP.join(s["quote"] for s in spans) or None


def listed(value):
    """`time` and `quantity` are null, one id or a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def day(value):
    """Years before 1 have no place in a table."""
    return None if value is None or value.startswith("-") else value


class Document:
    def __init__(self, form):
        self.form = form
        self.by_id = {r["id"]: r for key in ("entities", "statements", "times", "places") for r in form[key]}

    def entity(self, role):
        return self.by_id.get(role["entity"]) if role else None

    def name(self, role):
        if role is None:
            return None
        entity = self.entity(role)
        return (entity and entity["name"]) or quote(role["spans"])

    def said_by(self, word):
        if "publisher" in word:
            return self.form["publisher"]
        return self.name(self.by_id[word["statement"]]["source"])

    def sentence(self, start):
        """Of the sentences that begin at or before `start` the last, if it reaches beyond."""
        before = [(s["start"], s["end"], i + 1) for i, s in enumerate(self.form["sentences"]) if s["start"] <= start]
        last = max(before, default=None)
        return last[2] if last and start < last[1] else None


def word(word):
    return "publisher" if "publisher" in word else word["statement"]


def maker(text):
    """The kind and the name of a maker, as the JSON form writes it."""
    for kind in ("rule", "model", "person"):
        if text.startswith(kind + ":"):
            return kind, text[len(kind) + 1 :]
    return "rule", text


def spans_of(record, kind):
    """The words that a record rests on."""
    if "spans" in record:
        return record["spans"]
    if kind == "events":
        return record["trigger"]["spans"]
    if kind == "statements":
        for part in ("content", "cue"):
            if record[part] and record[part]["spans"]:
                return record[part]["spans"]
    return [{k: record[k] for k in ("start", "end", "quote")}]


def common(doc, record, kind):
    if kind == "entities" and "spans" not in record:
        mentions = {m["id"]: m for m in doc.form["mentions"]}
        spans = [s for m in record["mentions"] for s in spans_of(mentions[m], "mentions")]
        # Stretches that touch are one.
        spans = merged(spans, doc.form["text"])
    else:
        spans = spans_of(record, kind)
    made_by = maker(record["maker"])
    return {
        "document": doc.form["id"],
        "id": record["id"],
        "start": spans[0]["start"],
        "end": spans[-1]["end"],
        "quote": quote(spans),
        "spans": stretches(spans),
        "score": record["score"],
        "maker_kind": made_by[0],
        "maker": made_by[1],
    }


def merged(spans, text):
    out = []
    for start, end in sorted((s["start"], s["end"]) for s in spans):
        if out and start <= out[-1][1]:
            out[-1][1] = max(out[-1][1], end)
        else:
            out.append([start, end])
    return [{"start": a, "end": b, "quote": text[a:b]} for a, b in out]


def expected(documents):
    """Every table with its rows."""
    tables = {}
    for form in documents:
        for name, rows in rows_of(Document(form)).items():
            tables.setdefault(name, []).extend(rows)
    return tables


def rows_of(doc):
    form = doc.form
    about = {"published": day(form["published"]), "publisher": form["publisher"], "url": form["url"]}
    text = form["text"]
    dateline = form["dateline"] or {}
    reading = form["reading"]
    t = {}
    t["documents"] = [
        about
        | {
            "document": form["id"],
            "title": form["title"],
            "published_basis": form["published_basis"],
            "published_evidence": [s["quote"] for s in form.get("published_evidence", [])],
            "dateline": dateline.get("quote"),
            "dateline_place": dateline.get("place"),
            "language": form["language"],
            "characters": len(text),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "text": text,
            "program": reading["program"] or None,
            "model": reading["model"] or None,
            "data": reading["data"] or None,
            "heads": reading["heads"] or None,
            "read_at": reading["at"],
        }
    ]
    t["sentences"] = [
        {"document": form["id"], "number": i + 1, "start": s["start"], "end": s["end"]}
        for i, s in enumerate(form["sentences"])
    ]

    def table(name, own, dated=False):
        rows = []
        for record in form[name]:
            row = common(doc, record, name) | own(record) | (about if dated else {})
            rows.append(row)
        t[name] = rows

    def sentence(record, kind):
        return {"sentence": doc.sentence(common(doc, record, kind)["start"])}

    table(
        "mentions",
        lambda r: {"form": r["form"], "type": r["type"], "entity": r["entity"]} | sentence(r, "mentions"),
    )
    table(
        "entities",
        lambda r: {k: r[k] for k in ("name", "type", "aliases", "country", "key", "wikidata", "anonymous", "mentions")}
        | r["codes"]
        | {"roles": [", ".join(p for p in (o["title"], o["of"]) if p) for o in r["roles"]]},
    )
    t["offices"] = [
        {"document": form["id"], "entity": e["id"], "number": i + 1, "title": o["title"], "of": o["of"]}
        | {"from": day(o["from"]), "to": day(o["to"]), "basis": o["basis"]}
        for e in form["entities"]
        for i, o in enumerate(e["roles"])
    ]
    table(
        "times",
        lambda r: {k: r[k] for k in ("type", "value", "mod", "anchor")}
        | {"earliest": day(r["earliest"]), "latest": day(r["latest"])},
    )
    place_keys = ("name", "country", "lat", "lon")
    table(
        "places",
        lambda r: {k: r[k] for k in (*place_keys, "admin1", "level", "sense")} | {"geonames": int64(r["geonames"])},
    )
    t["place_alternatives"] = [
        {"document": form["id"], "place": p["id"], "number": i + 1, "score": o["score"]}
        | {k: o[k] for k in place_keys}
        | {"geonames": int64(o["geonames"])}
        for p in form["places"]
        for i, o in enumerate(p["alternatives"])
    ]

    def statement(r):
        who = doc.entity(r["source"])
        times = [doc.by_id[i] for i in listed(r["time"])]
        row = {
            "manner": r["manner"],
            "act": r["act"],
            "source_type": who and who["type"],
            "source_country": who and who["country"],
            "source_quote": r["source"] and quote(r["source"]["spans"]),
            "anonymous": r["anonymous"],
            "time": listed(r["time"]),
            "earliest": min((x["earliest"] for x in times if day(x["earliest"])), default=None),
            "latest": max((x["latest"] for x in times if day(x["latest"])), default=None),
            "inside": r["inside"],
        }
        # The first of all days counts, and a table has no room for one before the year 1.
        if any(x["earliest"] and not day(x["earliest"]) for x in times):
            row["earliest"] = None
        if row["latest"] is None and any(x["latest"] for x in times):
            row["latest"] = None
        for part in ("source", "addressee", "channel"):
            row[part] = doc.name(r[part])
            row[part + "_entity"] = r[part] and r[part]["entity"]
        for part in ("cue", "content"):
            row[part] = r[part] and quote(r[part]["spans"])
        for part in ("source", "cue", "content", "addressee", "channel"):
            row[part + "_spans"] = stretches(r[part]["spans"]) if r[part] else []
        return row | sentence(r, "statements")

    table("statements", statement, dated=True)

    def event(r):
        place = doc.by_id.get(r["place"])
        keys = ("type", "mode", "contexts", "cameo", "quad", "plover_score", "goldstein", "status", "place")
        row = {k: r[k] for k in keys} | {
            "word": word(r["word"]),
            "said_by": doc.said_by(r["word"]),
            "time": listed(r["time"]),
            "quantity": listed(r["quantity"]),
            "earliest": day(r["earliest"]),
            "latest": day(r["latest"]),
            "place_name": place and place["name"],
            "place_country": place and place["country"],
            "place_level": place and place["level"],
            "lat": place and place["lat"],
            "lon": place and place["lon"],
            "geonames": place and int64(place["geonames"]),
        }
        for side, roles in (("actor", r["actors"]), ("recipient", r["recipients"])):
            who = [doc.entity(x) for x in roles]
            row[side + "s"] = [doc.name(x) for x in roles]
            row[side + "_entities"] = [x["entity"] for x in roles]
            row[side + "_countries"] = [w and w["country"] for w in who]
            row[side + "_sectors"] = [w and w["codes"]["sector"] for w in who]
        return row | sentence(r, "events")

    table("events", event, dated=True)
    t["parties"] = [
        {"document": form["id"], "event": r["id"], "side": side, "number": i + 1, "name": doc.name(x)}
        | {"entity": x["entity"], "quote": quote(x["spans"]), "spans": stretches(x["spans"])}
        | party(doc.entity(x))
        for r in form["events"]
        for side, roles in (("actor", r["actors"]), ("recipient", r["recipients"]))
        for i, x in enumerate(roles)
    ]
    table(
        "claims",
        lambda r: {"proposition": r["proposition"], "status": r["status"]}
        | {k: [word(w) for w in r[k]] for k in ("asserted_by", "denied_by")}
        | {k + "_names": [doc.said_by(w) for w in r[k]] for k in ("asserted_by", "denied_by")}
        | sentence(r, "claims"),
        dated=True,
    )
    table(
        "relations",
        lambda r: {"type": r["type"], "word": word(r["word"]), "said_by": doc.said_by(r["word"])}
        | {k: doc.name(r[k]) for k in ("subject", "object")}
        | {k + "_entity": r[k]["entity"] for k in ("subject", "object")}
        | {k + "_spans": stretches(r[k]["spans"]) for k in ("subject", "object")}
        | sentence(r, "relations"),
    )
    table(
        "quantities",
        lambda r: {k: r[k] for k in ("value", "low", "high", "unit", "of", "event")} | sentence(r, "quantities"),
    )
    table(
        "agenda",
        lambda r: {k: r[k] for k in ("event", "type", "title", "status", "lasts", "bound", "place", "place_name")}
        | {"earliest": day(r["earliest"]), "latest": day(r["latest"])}
        | {"was_earliest": r["was"] and day(r["was"]["earliest"]), "was_latest": r["was"] and day(r["was"]["latest"])}
        | {"time": listed(r["time"]), "parties": [doc.name(x) for x in r["parties"]]}
        | {"party_entities": [x["entity"] for x in r["parties"]]}
        | {"word": [word(w) for w in r["words"]], "said_by": [doc.said_by(w) for w in r["words"]]}
        | sentence(r, "agenda"),
        dated=True,
    )
    table("findings", lambda r: {"kind": r["kind"], "message": r["message"]})
    return t


def party(who):
    if who is None:
        return dict.fromkeys(("type", "country", "cameo", "sector"))
    return {"type": who["type"], "country": who["country"]} | who["codes"]


def int64(n):
    """A GeoNames number is small; what no column of whole numbers holds is left out."""
    return n if n is not None and n < 2**63 else None
