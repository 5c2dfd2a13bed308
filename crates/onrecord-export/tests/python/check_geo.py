"""GeoJSON and KML, read by shapely and lxml: check_geo.py FOLDER FILE.jsonl…"""

import json
import os
import sys

from lxml import etree
from records import Document, day, int64, load, quote, spans_of, word
from shapely.geometry import shape

folder, files = sys.argv[1], sys.argv[2:]


def on_earth(place):
    lat, lon = place["lat"], place["lon"]
    return lat is not None and lon is not None and -90 <= lat <= 90 and -180 <= lon <= 180


want = {}
for form in load(files):
    doc = Document(form)
    about = {k: form[k] for k in ("publisher", "title", "url")} | {
        "document": form["id"],
        "published": day(form["published"]),
    }

    def of(place):
        return {
            "place": place["name"],
            "country": place["country"],
            "admin1": place["admin1"],
            "precision": place["level"],
            "sense": place["sense"],
            "geonames": int64(place["geonames"]),
            "at": (place["lon"], place["lat"]),
        }

    def own(record, kind):
        return {"record": record["id"], "quote": quote(spans_of(record, kind)), "score": record["score"]}

    for v in form["events"]:
        place = doc.by_id.get(v["place"])
        if place and on_earth(place):
            want[f"{form['id']}#{v['id']}"] = (
                about
                | own(v, "events")
                | of(place)
                | {k: v[k] for k in ("type", "mode", "quad", "status")}
                | {"word": word(v["word"]), "said_by": doc.said_by(v["word"]), "kind": "event"}
                | {k: [n for n in map(doc.name, v[k]) if n] for k in ("actors", "recipients")}
                | {"start": day(v["earliest"]), "end": day(v["latest"])}
            )
    for p in form["places"]:
        if on_earth(p) and p["sense"] != "actor":
            none = dict.fromkeys(
                ("type", "mode", "quad", "status", "word", "said_by", "actors", "recipients", "start", "end")
            )
            want[f"{form['id']}#{p['id']}"] = about | own(p, "places") | of(p) | none | {"kind": "place"}

form = json.load(open(os.path.join(folder, "onrecord.geojson"), encoding="utf-8"))
assert form["type"] == "FeatureCollection"
assert len(form["features"]) == len(want), (len(form["features"]), len(want))
dots = compared = 0
for feature in form["features"]:
    expected = dict(want[feature["id"]])
    at = expected.pop("at")
    if expected["precision"] == "country":
        assert feature["geometry"] is None, feature
    else:
        point = shape(feature["geometry"])
        assert point.is_valid and (point.x, point.y) == at, (feature, at)
        dots += 1
    assert feature["properties"] == expected, (feature["properties"], expected)
    compared += len(expected)
print(f"geojson: {len(want)} features, {dots} dots, {compared} properties the same in shapely and json")


def clean(text):
    """What XML can hold of a text."""
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" else c for c in text)


def as_words(value):
    if isinstance(value, list):
        import re

        return "; ".join(re.sub("(?<=;) +", "", v) for v in value)
    return value if isinstance(value, str) else json.dumps(value)


ns = {"k": "http://www.opengis.net/kml/2.2"}
root = etree.parse(os.path.join(folder, "onrecord.kml"), etree.XMLParser(huge_tree=True)).getroot()
marks = root.findall(".//k:Placemark", ns)
assert len(marks) == len(want), (len(marks), len(want))
styles = {"#" + s.get("id") for s in root.findall(".//k:Style", ns)}
spans = 0
by_id = {clean(k): v for k, v in want.items()}
for mark in marks:
    data = {d.get("name"): d.findtext("k:value", namespaces=ns) for d in mark.findall(".//k:Data", ns)}
    expected = dict(by_id[data.pop("id")])
    at = expected.pop("at")
    assert set(data) == {k for k, v in expected.items() if v not in (None, [])}, (data, expected)
    for key, value in data.items():
        if isinstance(expected[key], float):
            assert float(value) == expected[key], (key, value, expected[key])
        else:
            assert (value or "") == clean(as_words(expected[key])), (key, value, expected[key])
    for tag, key in (("begin", "start"), ("end", "end")):
        assert mark.findtext(f"k:TimeSpan/k:{tag}", namespaces=ns) == expected[key]
    spans += mark.find("k:TimeSpan", ns) is not None
    assert mark.findtext("k:styleUrl", namespaces=ns) in styles
    point = mark.findtext("k:Point/k:coordinates", namespaces=ns)
    if expected["precision"] == "country":
        assert point is None
    else:
        assert tuple(map(float, point.split(","))) == at, (point, at)
print(f"kml: {len(marks)} placemarks, {spans} with a time span, the same in lxml")
