#!/usr/bin/env python3
"""How often each rule of times is right: the `score` that stands beside it.

  precision.py GOLD.jsonl OUT.jsonl [GOLD.jsonl OUT.jsonl ...]          print the table
  precision.py --write data/en/rules/times.toml GOLD.jsonl OUT.jsonl …  and write the scores into the rule file

GOLD has lines {"id", "text", "timexes": [{start, end, value}]}, OUT is what `onrecord read --format jsonl` made of the
same texts. A time is right if it overlaps a gold one that no other time has and the value is the same. Offsets are
Unicode code points. A rule with fewer than ten times has no score of its own; the others are drawn towards the mean
by four times of it. Standard library only.
"""
import collections
import json
import re
import sys

LEAST, PRIOR = 10, 4


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def count(pairs):
    counts = collections.defaultdict(lambda: [0, 0])
    for gold_path, out_path in pairs:
        found = {d["id"]: d.get("times", []) for d in lines(out_path)}
        for doc in lines(gold_path):
            left = sorted(doc["timexes"], key=lambda t: t["start"])
            for time in found.get(doc["id"], []):
                hit = next((t for t in left if t["start"] < time["end"] and time["start"] < t["end"]), None)
                counts[time["maker"]][1] += 1
                if hit is not None:
                    left.remove(hit)
                    counts[time["maker"]][0] += hit.get("value") == time["value"]
    return counts


def main():
    args = sys.argv[1:]
    target = None
    if args[:1] == ["--write"]:
        target, args = args[1], args[2:]
    if not args or len(args) % 2:
        sys.exit(__doc__)
    counts = count(zip(args[::2], args[1::2]))
    right, all_ = (sum(c[i] for c in counts.values()) for i in (0, 1))
    mean = right / all_
    scores = {m: (a + PRIOR * mean) / (n + PRIOR) for m, (a, n) in counts.items() if n >= LEAST}
    print(f"all  {right} of {all_}  {mean:.3f}")
    for maker, (a, n) in sorted(counts.items(), key=lambda c: -c[1][1]):
        print(f"{maker}  {a} of {n}  {scores.get(maker, float('nan')):.2f}")
    if target:
        with open(target, encoding="utf-8") as f:
            text = re.sub(r"^score = .*\n", "", f.read(), flags=re.M)
        for maker, score in scores.items():
            rule = maker.rsplit("/", 1)[-1]
            at = re.search(rf'^id = "{re.escape(rule)}"\n', text, flags=re.M)
            if at:
                why = text.index("\nwhy = ", at.end() - 1)
                text = text[:why] + f"\nscore = {score:.2f}" + text[why:]
        with open(target, "w", encoding="utf-8") as f:
            f.write(text)


if __name__ == "__main__":
    main()
