"""Marked pairs to learn from: those of the sets, and pairs of the same sentences between which nothing is done.

    data.py --model MODEL_FOLDER --plv plv.jsonl --gsr gsr.jsonl --quad quad.jsonl [--own pairs.txt ...] \
            --out pairs.jsonl

A line of the result: id, kind, group, text, class, and the spans of the source and of the target as code points. NONE
is what stands between a target and its source (the pair turned round, where the class has a direction), between one
side and a third name of the sentence, and between noun phrases of sentences without any political event.
Published answers of other systems (`zsp`) are dropped on reading and never looked at.
"""
import argparse
import gzip
import hashlib
import json
import random
import re
import unicodedata

import spacy

# Classes whose two sides may be exchanged.
TWO_SIDED = {"AGREE", "CONSULT", "COOPERATE"}
# Fights have no direction either, when they are told with one of these words.
FIGHT = re.compile(r"\b(clash|fight|fought|battl|exchang|skirmish)", re.I)
# Older names of classes.
RENAMED = {"YIELD": "RETREAT"}
NAMES = {"PERSON", "NORP", "GPE", "ORG"}
SUBJECTS = {"nsubj", "nsubjpass"}


def group_of(text):
    plain = re.sub(r"[^a-z0-9]+", "", unicodedata.normalize("NFKD", text).lower())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def lines(path):
    with gzip.open(path, "rt") if path.endswith("gz") else open(path) as f:
        return [json.loads(line) for line in f]


def pair(kind, number, text, label, source, target, group=None):
    return dict(id=f"{kind}-{number}", kind=kind, group=group or group_of(text), text=text, label=label,
                source=[list(s) for s in source], target=[list(s) for s in target])


def found(text, phrases):
    at = [(text.find(p), len(p)) for p in phrases if p]
    return [(i, i + n) for i, n in at if i >= 0]


def words(text):
    return set(re.findall(r"[a-z0-9]+", text.lower()))


class Near:
    """Whether a text is an edited copy of one of the given: half of their words together are shared."""

    def __init__(self, texts):
        self.sets = [words(t) for t in texts]

    def has(self, text):
        own = words(text)
        return any(len(own & s) >= 0.5 * len(own | s) for s in self.sets)


def chain(token):
    """The token, what it is joined to, and what stands in apposition."""
    out, todo = set(), [token]
    while todo:
        t = todo.pop()
        if t.i in out:
            continue
        out.add(t.i)
        if t.dep_ in ("conj", "appos"):
            todo.append(t.head)
        todo += [c for c in t.children if c.dep_ in ("conj", "appos")]
    return out


def others(doc, spans):
    """Names of the text that are neither in these spans nor joined to them."""
    near, same = set(), set()
    for a, b in spans:
        span = doc.char_span(a, b, alignment_mode="expand")
        if span is None:
            continue
        same |= {t.lower_ for t in span if t.pos_ in ("PROPN", "NOUN", "ADJ")}
        near |= {t.i for t in span} | {t.i for t in span.root.subtree} | chain(span.root)
        near |= {t.i for t in span.root.ancestors if t.dep_ in ("pobj", "poss", "compound", "appos")}
    for e in doc.ents:
        if e.label_ not in NAMES or any(t.i in near or t.lower_ in same for t in e):
            continue
        if chain(e.root) & near or any(t.i in near for t in e.root.children):
            continue
        yield e.start_char, e.end_char


def negatives(docs, pairs, rng):
    for p in pairs:
        doc, label = docs[p["text"]], p["label"]
        if label == "NONE":
            continue
        both = p["source"] + p["target"]
        is_turned = label not in TWO_SIDED and not (label == "ASSAULT" and FIGHT.search(p["text"]))
        apart = not any(a < d and c < b for a, b in p["source"] for c, d in p["target"])
        if is_turned and apart and p["source"] and p["target"]:
            yield pair("turned", p["id"], p["text"], "NONE", p["target"], p["source"], p["group"])
        names = list(others(doc, both))
        if names:
            third = [rng.choice(names)]
            source, target = (third, p["target"]) if rng.random() < 0.5 else (p["source"], third)
            yield pair("third", p["id"], p["text"], "NONE", source, target, p["group"])


def quiet(docs, texts, kind, rng):
    """A subject and another noun phrase, now and then the subject alone."""
    for number, text in enumerate(texts):
        chunks = [c for c in docs[text].noun_chunks if c.root.pos_ != "PRON"]
        sources = [c for c in chunks if c.root.dep_ in SUBJECTS] or chunks
        if not sources:
            continue
        source = rng.choice(sources)
        targets = [c for c in chunks if c.start != source.start]
        target = [rng.choice(targets)] if targets and rng.random() < 0.7 else []
        span = lambda c: (c.start_char, c.end_char)
        yield pair(kind, number, text, "NONE", [span(source)], [span(c) for c in target])


def own(path):
    """`CLASS`, tab, sentence with the sides marked as `[...](s)` and `[...](t)`; `(st)` is both."""
    mark = re.compile(r"\[([^\[\]]*)\]\((st|s|t)\)")
    for number, line in enumerate(open(path), 1):
        line = line.rstrip("\n")
        if not line.strip() or line.startswith("#"):
            continue
        label, marked = line.split("\t")[:2]
        text, at, sides = "", 0, dict(s=[], t=[])
        for m in mark.finditer(marked):
            text += marked[at : m.start()]
            for side in m[2]:
                sides[side].append((len(text), len(text) + len(m[1])))
            text, at = text + m[1], m.end()
        yield pair("own", f"{path.rsplit('/', 1)[-1]}-{number}", text + marked[at:], label, sides["s"], sides["t"])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "plv", "gsr", "quad", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--own", nargs="*", default=[])
    a = p.parse_args()
    rng = random.Random(1)
    pairs = []
    for r in lines(a.plv):
        r.pop("zsp", None)
        label = r["events"][0]["event"]
        pairs.append(dict(pair("plv", "", r["text"], label, r["pair"]["source_spans"], r["pair"]["target_spans"], r["group"]),
                          id=r["id"]))
    classes = sorted({p["label"] for p in pairs})
    near = Near([p["text"] for p in pairs])
    for r in lines(a.gsr):
        e = r["events"][0]
        source, target = (found(r["text"], [s["text"] for s in e[k]]) for k in ("source", "target"))
        label = e["event"] if e["event"] in classes else {v: k for k, v in RENAMED.items()}.get(e["event"], e["event"])
        if label in classes and source and not near.has(r["text"]):
            pairs.append(pair("gsr", r["id"], r["text"], label, source, target, r["group"]))
    for path in a.own:
        pairs += own(path)
    unknown = {p["label"] for p in pairs} - set(classes) - {"NONE"}
    if unknown:
        raise SystemExit(f"classes that the sets do not have: {unknown}")
    near = Near([p["text"] for p in pairs])
    none = [r["text"] for r in lines(a.quad) if (r.get("quad") or "NONE") == "NONE" and not near.has(r["text"])]
    nlp = spacy.load(a.model)
    texts = list({t: None for t in [p["text"] for p in pairs] + none})
    docs = dict(zip(texts, nlp.pipe(texts, batch_size=64)))
    pairs += list(negatives(docs, pairs, rng))
    pairs += list(quiet(docs, none, "none", rng))
    with open(a.out, "w") as f:
        for p in pairs:
            f.write(json.dumps(p) + "\n")
    kinds = {}
    for p in pairs:
        kinds[p["kind"]] = kinds.get(p["kind"], 0) + 1
    print(kinds, classes)


if __name__ == "__main__":
    main()
