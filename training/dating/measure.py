#!/usr/bin/env python3
"""Holds the event dates of Onrecord against gold. Standard library only.

    measure.py BINARY MODEL GOLD.jsonl... [--errors N] [--json]

BINARY is the example `dates` of the crate `onrecord` (`cargo build --release --example dates`). GOLD are the TimeBank,
AQUAINT and MEANTIME files in the form of the shared data: `text`, `dct`, `timexes`, `events`, `tlinks`. Three figures a file:
  order    relation of an event to the day of publication, of three: before (BEFORE, IBEFORE), after (AFTER, IAFTER), at
           (every other relation); an order that is left unknown counts as wrong
  future   MEANTIME alone: `time` of an event is FUTURE exactly where the order is after (precision, recall, F1)
  clause   events that gold puts in a date or time (IS_INCLUDED, DURING) named in the same sentence: how many have that
           time, how many another one, how many none
The nine test documents of TimeBank-Dense are left out.
"""
import argparse
import collections
import json
import re
import subprocess
import sys

DENSE_TEST = """APW19980227.0489 APW19980227.0494 APW19980308.0201 APW19980418.0210 CNN19980126.1600.1104
CNN19980213.2130.0155 NYT19980402.0453 PRI19980115.2000.0186 PRI19980306.2000.1675""".split()
BEFORE, AFTER = ("BEFORE", "IBEFORE"), ("AFTER", "IAFTER")
INVERSE = {"BEFORE": "AFTER", "AFTER": "BEFORE", "IBEFORE": "IAFTER", "IAFTER": "IBEFORE", "INCLUDES": "IS_INCLUDED", "IS_INCLUDED": "INCLUDES"}
END_OF_SENTENCE = re.compile(r"[.!?][\"”’')]*\s+[\"“‘(]*[A-Z]|\n\s*\n|(?<=[.!?\w])\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("model")
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--errors", type=int, default=0, help="show so many wrong answers of each kind")
    parser.add_argument("--json", action="store_true", help="one line of JSON an order, with the text around it")
    options = parser.parse_args()
    for path in options.gold:
        with open(path, encoding="utf-8") as lines:
            documents = [json.loads(line) for line in lines]
        documents = [d for d in documents if not any(name in d["id"] for name in DENSE_TEST)]
        measure(path, documents, read(options, documents), options)


def read(options, documents):
    """The answers, one a document."""
    given = [{"id": d["id"], "text": d["text"], "published": d["dct"], "events": [[e["start"], e["end"]] for e in d["events"]]} for d in documents]
    ran = subprocess.run([options.binary, options.model], input="".join(json.dumps(g) + "\n" for g in given),
                         stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def measure(path, documents, answers, options):
    orders, tags, clauses, futures = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter()
    shown = collections.Counter()
    for d, answer in zip(documents, answers):
        events = {}
        for event, found in zip(d["events"], answer["events"]):
            event["found"] = found or {"order": "unknown", "basis": "none", "time": None, "tag": "?"}
            events[event["eid"]] = event
            events[event.get("eiid")] = event
            if event.get("time") in ("FUTURE", "NON_FUTURE"):
                futures[event["time"] == "FUTURE", event["found"]["order"] == "after"] += 1
        timexes = {t["tid"]: t for t in d["timexes"]}
        dated = collections.defaultdict(list)
        for a, relation, b in d["tlinks"]:
            if a not in events:
                a, relation, b = b, INVERSE.get(relation, "OTHER"), a
            event = events.get(a)
            if event is None:
                continue
            if b == "DCT":
                gold = "before" if relation in BEFORE else "after" if relation in AFTER else "at"
                found = event["found"]
                orders[gold, found["order"]] += 1
                tags[found["basis"], gold == found["order"]] += 1
                if options.json:
                    around = d["text"][max(0, event["start"] - 90):event["start"]] + "<<" + event["text"] + ">>" + d["text"][event["end"]:event["end"] + 90]
                    print(json.dumps({"gold": gold, **found, "class": event.get("class"), "dct": d["dct"], "link": relation, "text": " ".join(around.split())}))
            elif b in timexes and relation in ("IS_INCLUDED", "DURING") and timexes[b]["type"] in ("DATE", "TIME"):
                dated[a].append(timexes[b])
        for a, times in dated.items():
            event, near = events[a], []
            for t in times:
                between = d["text"][min(event["end"], t["end"]):max(event["start"], t["start"])]
                if not END_OF_SENTENCE.search(between):
                    near.append(t)
            if not near:
                continue
            number = event["found"]["time"]
            span = None if number is None else answer["times"][number]
            if span is None:
                kind = "none"
            elif any(span[0] < t["end"] and t["start"] < span[1] for t in near):
                kind = "right"
            else:
                kind = "other"
            clauses[kind, event["found"]["basis"]] += 1
            if kind != "right" and shown[kind] < options.errors:
                shown[kind] += 1
                from_, to = min(event["start"], near[0]["start"]), max(event["end"], near[0]["end"])
                text = " ".join(d["text"][max(0, from_ - 40):to + 40].split())
                print(f"  {kind}: `{event['text']}` in `{near[0]['text']}`, found {event['found'].get('evidence')}: {text}")
    report(path, orders, tags, clauses, futures)


def report(path, orders, tags, clauses, futures):
    share = lambda n, of: f"{n} of {of} ({100 * n / of:.1f} %)" if of else "0 of 0"
    total = sum(orders.values())
    print(f"{path.rsplit('/', 1)[-1]}")
    print("  order   ", share(sum(n for (g, f), n in orders.items() if g == f), total))
    for gold in ("before", "at", "after"):
        row = {f: orders[gold, f] for f in ("before", "at", "after", "unknown")}
        print(f"    gold {gold:7}", "  ".join(f"{f} {n}" for f, n in row.items()))
    for basis in sorted({b for b, _ in tags}):
        print(f"    by {basis:9}", share(tags[basis, True], tags[basis, True] + tags[basis, False]))
    if futures:
        right, wrong, missed = futures[True, True], futures[False, True], futures[True, False]
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"  future   precision {100 * precision:.1f} %, recall {100 * recall:.1f} %, F1 {100 * f1:.1f} of {right + missed}")
    if clauses:
        by = collections.Counter()
        for (kind, _), n in clauses.items():
            by[kind] += n
        total = sum(by.values())
        print("  clause  ", share(by["right"], total), f"another {by['other']}, none {by['none']};",
              "of those with one:", share(by["right"], by["right"] + by["other"]))
        print("          ", "  ".join(f"{k} by {b} {n}" for (k, b), n in sorted(clauses.items())))


if __name__ == "__main__":
    sys.exit(main())
