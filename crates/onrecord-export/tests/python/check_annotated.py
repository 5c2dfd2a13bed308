"""TimeML, CoNLL-U, brat and CAS XMI, read by lxml, conllu and cassis: check_annotated.py FOLDER FILE.jsonl…"""

import os
import re
import sys

import cassis
import conllu
from lxml import etree
from records import load, quote, spans_of

folder, files = sys.argv[1], sys.argv[2:]
documents = load(files)


def clean(text):
    """What XML can hold of a text."""
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" else c for c in text)


def path(kind, number, ending):
    return os.path.join(folder, kind, f"{number}.{ending}")


huge = etree.XMLParser(huge_tree=True)

# TimeML: the text as it is, and of times that overlap the first.
times = 0
for number, form in enumerate(documents, 1):
    root = etree.parse(path("timeml", number, "tml"), huge).getroot()
    assert root.tag == "TimeML" and (root.findtext("DOCID") or "") == clean(form["id"])
    assert "".join(root.find("TEXT").itertext()) == clean(form["text"])
    assert (root.find("DCT/TIMEX3") is not None) == (form["published"] is not None)
    read = {t.get("tid"): t for t in root.findall("TEXT/TIMEX3")}
    done = 0
    for i, time in enumerate(form["times"], 1):
        span = spans_of(time, "times")[0]
        element = read.pop(f"t{i}", None)
        assert (element is not None) == (span["start"] >= done), (form["id"], time)
        if element is not None:
            done = span["end"]
            assert (element.get("type"), element.get("value")) == (time["type"], clean(time["value"])), time
            assert (element.text or "") == clean(span["quote"])
            times += 1
    assert not read
print(f"timeml: {len(documents)} texts and {times} times the same in lxml")

# CoNLL-U: the text put together again, every sentence a tree.
sentences = words = 0
ESCAPES = {"s": " ", "t": "\t", "n": "\n", "r": "\r", "p": "|", "\\": "\\"}


def unescape(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES[m[1]], text)


for number, form in enumerate(documents, 1):
    with open(path("conllu", number, "conllu"), encoding="utf-8", newline="\n") as file:
        content = file.read()
    text = ""
    for sentence in conllu.parse_incr(__import__("io").StringIO(content, newline="\n")):
        if not sentence:
            continue
        sentences += 1
        line = ""
        for token in sentence:
            misc = token["misc"]
            text += unescape(misc.get("SpacesBefore", ""))
            assert int(misc["start_char"]) == len(text), (form["id"], token)
            text += token["form"]
            assert int(misc["end_char"]) == len(text)
            text += "" if misc.get("SpaceAfter") == "No" else unescape(misc.get("SpacesAfter", " "))
            line += token["form"] + ("" if misc.get("SpaceAfter") == "No" else " ")
            words += 1
        assert sum(t["head"] == 0 for t in sentence) == 1
        sentence.to_tree()
    if form["text"].strip():
        # Python takes a few control characters for white space that stand in words here.
        assert text == form["text"] or not words, (form["id"], text, form["text"])
print(f"conllu: {sentences} sentences and {words} words; the texts put together again the same in conllu")

# brat: offsets in code points find the words; every record is there.
bound = notes = 0
for number, form in enumerate(documents, 1):
    with open(path("brat", number, "txt"), encoding="utf-8", newline="") as file:
        text = file.read()
    assert text == form["text"]
    with open(path("brat", number, "ann"), encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")[:-1]
    # What any reader of lines takes for an end of a line is none here.
    assert len("\n".join(lines).splitlines()) == len(lines)
    records = set()
    by_id = {}
    for line in lines:
        name, what, *rest = line.split("\t")
        by_id[name] = what
        if name[0] == "T":
            kind, offsets = what.split(" ", 1)
            pieces = [tuple(map(int, o.split(" "))) for o in offsets.split(";")]
            assert " ".join(text[a:b] for a, b in pieces) == rest[0], line
            bound += 1
        elif name[0] == "#":
            records.add(rest[0].split(" ")[0])
            assert what.split(" ")[1] in by_id
    for kind in ("mentions", "times", "places", "quantities", "claims", "events"):
        for record in form[kind]:
            # U+001F is white space for Python alone.
            shown = any(not c.isspace() or c == "\x1f" for s in spans_of(record, kind) for c in s["quote"])
            assert shown == (record["id"] in records), (form["id"], record)
            notes += shown
print(f"brat: {bound} text-bound annotations, {notes} records the same")

# CAS XMI: cassis turns UTF-16 offsets into those of Python's text.
with open(os.path.join(folder, "xmi", "TypeSystem.xml"), "rb") as file:
    types = cassis.load_typesystem(file)
TYPES = {"claims": "Claim", "relations": "Relation", "agenda": "Agenda", "times": "Time", "places": "Place"}
TYPES |= {"quantities": "Quantity", "findings": "Finding", "statements": "Statement", "events": "Event"}
spans = slots = 0
for number, form in enumerate(documents, 1):
    with open(path("xmi", number, "xmi"), "rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=types, trusted=True)
    assert cas.sofa_string == clean(form["text"])
    sentences = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence")
    assert len(sentences) == len(form["sentences"])
    entities = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    want = sorted((s["start"], s["end"], m["type"]) for m in form["mentions"] for s in spans_of(m, "mentions"))
    assert sorted((e.begin, e.end, e.value) for e in entities) == want, form["id"]
    for kind, name in TYPES.items():
        read = cas.select(f"webanno.custom.{name}")
        want = sorted((r["id"], s["start"], s["end"], clean(s["quote"])) for r in form[kind] for s in spans_of(r, kind))
        assert sorted((a.record, a.begin, a.end, a.get_covered_text()) for a in read) == want, (form["id"], kind)
        spans += len(want)
        if name in ("Statement", "Event", "Relation"):
            by_id = {r["id"]: r for r in form[kind]}
            for annotation in read:
                links = annotation.slots.elements if annotation.slots is not None else []
                if annotation.part != 1:
                    assert not links
                    continue
                record = by_id[annotation.record]
                parts = {k: [record[k]] for k in ("source", "cue", "content", "addressee", "channel", "subject", "object") if k in record}
                parts |= {"actor": record.get("actors", []), "recipient": record.get("recipients", [])}
                expected = sorted(
                    (role, s["start"], s["end"]) for role, all_of in parts.items() for x in all_of if x for s in x["spans"]
                )
                got = sorted((link.role, link.target.begin, link.target.end) for link in links)
                assert got == expected, (form["id"], record["id"], got, expected)
                slots += len(got)
print(f"xmi: {spans} annotations and {slots} slots the same in cassis")
