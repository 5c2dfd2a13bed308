"""Web Annotation and schema.org, read as JSON-LD by rdflib: check_linked.py FOLDER FILE.jsonl…

The contexts of W3C and schema.org are on the network; what these files use of them is said here, so that nothing is fetched.
"""

import hashlib
import json
import os
import sys

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF
from records import Document, load, quote, spans_of

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
ANNO = {"oa": str(OA), "as": str(AS), "rdf": str(RDF), "dc": "http://purl.org/dc/elements/1.1/"}
ANNO |= {"id": "@id", "type": "@type", "Annotation": "oa:Annotation", "AnnotationPage": "as:OrderedCollectionPage"}
ANNO |= {n: f"oa:{n}" for n in ("SpecificResource", "TextPositionSelector", "TextQuoteSelector", "TextualBody")}
ANNO |= {n: f"oa:{n}" for n in ("start", "end", "exact", "prefix", "suffix")}
ANNO |= {"value": "rdf:value", "format": "dc:format", "Software": "as:Application", "name": "as:name"}
ANNO |= {"startIndex": "as:startIndex", "generator": {"@id": "as:generator"}}
ANNO |= {"items": {"@id": "as:items", "@container": "@list"}}
ANNO |= {"body": {"@id": "oa:hasBody"}, "target": {"@id": "oa:hasTarget"}, "selector": {"@id": "oa:hasSelector"}}
ANNO |= {"source": {"@id": "oa:hasSource", "@type": "@id"}}
ANNO |= {k: {"@id": v, "@type": "@vocab"} for k, v in (("motivation", "oa:motivatedBy"), ("purpose", "oa:hasPurpose"))}
ANNO |= {n: f"oa:{n}" for n in ("classifying", "identifying", "describing", "tagging")}

KINDS = ("statements", "events", "claims", "relations", "agenda", "mentions", "times", "places", "quantities", "findings")
GAP = " … "


def name_of(form):
    text = "urn:sha256:" + hashlib.sha256(form["text"].encode()).hexdigest()
    if form["id"] == text[11:]:
        return text, text
    percent = "".join(
        chr(b) if chr(b).isascii() and (chr(b).isalnum() or chr(b) in "-._~") else f"%{b:02X}" for b in form["id"].encode()
    )
    return text, f"{text}#{percent}"


pages = [json.loads(line) for line in open(os.path.join(folder, "pages.jsonl"), encoding="utf-8", newline="\n")]
single = [json.loads(line) for line in open(os.path.join(folder, "annotations.jsonl"), encoding="utf-8", newline="\n")]
assert len(pages) == len(documents)
assert [n["id"] for n in single] == [n["id"] for p in pages for n in p["items"]]
notes = selectors = 0
for form, page in zip(documents, pages):
    text, document = name_of(form)
    mark = "/" if "#" in document else "#"
    assert page.pop("@context") == "http://www.w3.org/ns/anno.jsonld"
    graph = Graph().parse(data=json.dumps({"@context": ANNO} | page), format="json-ld")
    assert len(set(graph.subjects(RDF.type, OA.Annotation))) == sum(len(form[k]) for k in KINDS)
    for kind in KINDS:
        for record in form[kind]:
            note = URIRef(f"{document}{mark}{record['id']}")
            stretches = {(s["start"], s["end"], s["quote"]) for s in spans_of(record, kind)}
            read = set()
            pages_of = set()
            for target in graph.objects(note, OA.hasTarget):
                source = str(graph.value(target, OA.hasSource))
                all_of = list(graph.objects(target, OA.hasSelector))
                exact = [str(e) for s in all_of for e in graph.objects(s, OA.exact)]
                start = [int(e) for s in all_of for e in graph.objects(s, OA.start)]
                end = [int(e) for s in all_of for e in graph.objects(s, OA.end)]
                if source == text:
                    read.add((start[0], end[0], exact[0]))
                    assert form["text"][start[0] : end[0]] == exact[0]
                else:
                    assert source == form["url"] and not start
                    pages_of.add(exact[0])
                selectors += len(all_of)
            assert read == stretches, (note, read, stretches)
            is_page = (form["url"] or "").startswith(("http://", "https://"))
            assert pages_of == ({s[2] for s in stretches} if is_page else set()), note
            bodies = list(graph.objects(note, OA.hasBody))
            tags = {str(graph.value(b, RDF.value)) for b in bodies if (b, OA.hasPurpose, OA.tagging) in graph}
            assert kind in tags, (note, tags)
            notes += 1
print(f"webannotation: {len(pages)} pages, {notes} annotations, {selectors} selectors; words and offsets the same in rdflib")

SDO = Namespace("https://schema.org/")
quotations = claims = 0
lines = [json.loads(line) for line in open(os.path.join(folder, "schemaorg.jsonl"), encoding="utf-8", newline="\n")]
assert len(lines) == len(documents)
for form, line in zip(documents, lines):
    doc = Document(form)
    document = name_of(form)[1]
    mark = "/" if "#" in document else "#"
    assert line.pop("@context") == "https://schema.org"
    graph = Graph().parse(data=json.dumps({"@context": {"@vocab": str(SDO)}} | line), format="json-ld")
    said = [s for s in form["statements"] if s["content"] and s["content"]["spans"]]
    assert len(set(graph.subjects(RDF.type, SDO.Quotation))) == len(said)
    for s in said:
        this = URIRef(f"{document}{mark}{s['id']}")
        assert str(graph.value(this, SDO.text)) == quote(s["content"]["spans"])
        speaker = graph.value(this, SDO.spokenByCharacter)
        assert (str(graph.value(speaker, SDO.name)) if speaker else None) == doc.name(s["source"]), this
        assert (graph.value(this, SDO.creator) is not None) == (s["manner"] == "direct" and speaker is not None)
        assert graph.value(this, SDO.isPartOf) == URIRef(document)
        denied = {c["id"] for c in form["claims"] if {"statement": s["id"]} in c["denied_by"]}
        assert {str(o) for o in graph.objects(this, SDO.about)} == {f"{document}{mark}{c}" for c in denied}
        quotations += 1
    assert len(set(graph.subjects(RDF.type, SDO.Claim))) == len(form["claims"])
    known = {s["id"] for s in said}
    for c in form["claims"]:
        this = URIRef(f"{document}{mark}{c['id']}")
        by = [document if "publisher" in w else f"{document}{mark}{w['statement']}" for w in c["asserted_by"]
              if "publisher" in w or w["statement"] in known]
        assert {str(o) for o in graph.objects(this, SDO.appearance)} == set(by), this
        assert str(graph.value(this, SDO.firstAppearance)) == (by[0] if by else document)
        assert str(graph.value(this, SDO.text) or "") == c["proposition"]
        claims += 1
    assert not list(graph.subject_objects(SDO.reviewRating))
print(f"schemaorg: {quotations} quotations and {claims} claims the same in rdflib; none rated")
