"""Gathers marked pairs for the training of the event classifier, one JSON line each.

    data.py gold    GOLD OWN LEXICON    > gold.jsonl     pairs with an event, and sentences that have none
    data.py nothing < gold-with-names   > nothing.jsonl  pairs without an event, made from them

GOLD is the folder with plv_pairs, gsr, cameo_quad and india_police (development parts), OWN a folder of pairs of our own: a
class, a tab, and a sentence with `[who](s)` and `[whom](t)` marked. LEXICON is the folder of the event lexicon, whose rows
have marked examples. What other systems answered (`zsp`) is never read.

A line has `id, text, source, target` (code points), `class` (YIELD for CONCEDE and RETREAT, which `yields` keeps; NONE),
`origin`, and `fold`: texts with the same letters and digits lie in the same fold; what is never tested on has none.
"""
import glob
import gzip
import hashlib
import json
import os
import random
import re
import sys
import unicodedata

FOLDS = 5
YIELD = ("CONCEDE", "RETREAT")
# Both sides do these, so exchanging the sides makes no error of them.
BOTH_SIDES = {"AGREE", "CONSULT", "COOPERATE"}
MARK = re.compile(r"\[([^\]]*)\]\(([a-z]+)\)")
ACTORS = {"GPE", "ORG", "PERSON", "NORP"}


def group(text):
    letters = re.sub(r"[^a-z0-9]+", "", unicodedata.normalize("NFKD", text).lower())
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


def fold(group):
    return int(group[8:16], 16) % FOLDS


def lines(path):
    with gzip.open(path, "rt") if path.endswith(".gz") else open(path) as f:
        return [json.loads(line) for line in f if line.strip()]


def spans(text, sides):
    """Where the words of a side stand."""
    found = ((text.find(s["text"] if isinstance(s, dict) else s), s) for s in sides or [])
    return [[at, at + len(s["text"] if isinstance(s, dict) else s)] for at, s in found if at >= 0]


def line(id, text, source, target, kind, origin, fold):
    out = dict(id=id, text=text, source=source, target=target, origin=origin, fold=fold)
    out["class"] = "YIELD" if kind in YIELD else kind
    if kind in YIELD:
        out["yields"] = kind
    print(json.dumps(out, ensure_ascii=False))


def unmark(marked):
    """A marked sentence as its text and the spans of each label."""
    text, sides, at = "", {}, 0
    for m in MARK.finditer(marked):
        text += marked[at:m.start()]
        sides.setdefault(m[2], []).append([len(text), len(text) + len(m[1])])
        text += m[1]
        at = m.end()
    return text + marked[at:], sides


def examples(path):
    """The examples of a file of the event lexicon."""
    rows = [row.rstrip("\n").split("\t") for row in open(path) if not row.startswith("#")]
    if "example" not in rows[0]:
        return
    for n, cells in enumerate(rows[1:], 1):
        row = dict(zip(rows[0], cells))
        text, sides = unmark(row["example"])
        source, target = sides.get("actor", []), sides.get("recipient", [])
        if not target and len(source) > 1:
            # They do it together: the first with the others.
            source, target = source[:1], source[1:]
        line(f"{os.path.basename(path)}:{n}", text, source, target, row["type"], "lexicon", None)


def gold(folder, own, lexicon):
    known = set()
    for r in lines(f"{folder}/plv_pairs.dev.jsonl"):
        known.add(r["group"])
        pair = r["pair"]
        line(r["id"], r["text"], pair["source_spans"], pair["target_spans"], r["events"][0]["event"], "plv", fold(r["group"]))
    for r in lines(f"{folder}/gsr.dev.jsonl"):
        # Most of these sentences are in plv; the others are extra, and never tested on.
        if r["group"] not in known:
            e = r["events"][0]
            line(r["id"], r["text"], spans(r["text"], e["source"]), spans(r["text"], e["target"]), e["event"], "gsr", fold(r["group"]))
        else:
            for e in r["events"]:
                if e["event"] in YIELD:
                    line(r["id"] + "y", r["text"], spans(r["text"], e["source"]), spans(r["text"], e["target"]), e["event"], "yield", fold(r["group"]))
    for path in sorted(glob.glob(f"{own}/*.txt")):
        for n, row in enumerate(open(path), 1):
            if not row.strip() or row.startswith("#"):
                continue
            kind, marked = row.rstrip("\n").split("\t")[:2]
            text, sides = unmark(marked)
            line(f"{os.path.basename(path)}:{n}", text, sides.get("s", []), sides.get("t", []), kind, "own", None)
    for path in sorted(glob.glob(f"{lexicon}/*.tsv")):
        examples(path)
    for r in lines(f"{folder}/cameo_quad.dev.jsonl"):
        if r["quad"] == "NONE" and r["group"] not in known:
            line(r["id"], r["text"], [], [], "NONE", "quad", fold(r["group"]))
    quiet = [s for d in lines(f"{folder}/india_police.dev.jsonl.gz") for s, labels in d["sents"] if not labels and 6 <= len(s.split()) <= 50]
    random.Random(1).shuffle(quiet)
    for n, text in enumerate(quiet[:1500]):
        line(f"quiet-{n}", text, [], [], "NONE", "police", fold(group(text)))


def nothing():
    for row in sys.stdin:
        r = json.loads(row)
        dice = random.Random(r["id"])
        names = [n[:2] for n in r.pop("names") if n[2] in ACTORS]
        if r["class"] == "NONE" and not r["source"] and not r["target"]:
            if len(names) >= 2:
                source, target = dice.sample(names, 2)
                line(r["id"] + "-n", r["text"], [source], [target], "NONE", r["origin"], r["fold"])
            continue
        if r["class"] == "NONE" or r["origin"] not in ("plv", "gsr", "own", "lexicon"):
            continue
        if not r["source"] or not r["target"]:
            continue
        if r["class"] not in BOTH_SIDES and dice.random() < 0.5:
            line(r["id"] + "-s", r["text"], r["target"], r["source"], "NONE", "swap", r["fold"])
        taken = r["source"] + r["target"]
        free = [n for n in names if not any(n[0] < e and s < n[1] for s, e in taken)]
        if free and dice.random() < 0.75:
            other = dice.choice(free)
            sides = (r["source"], [other]) if dice.random() < 0.5 else ([other], r["target"])
            line(r["id"] + "-o", r["text"], *sides, "NONE", "other", r["fold"])


if __name__ == "__main__":
    gold(*sys.argv[2:5]) if sys.argv[1] == "gold" else nothing()
