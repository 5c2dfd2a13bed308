"""What the program finds in texts that its tagger never saw, against their gold: figures, and how probabilities become scores.

    check.py re3d/*.jsonl < records.jsonl

`records.jsonl` is what `onrecord read --heads FOLD --format jsonl` gives for the texts of each fold, one after the other.
Exact: same span and type, a leading determiner and a trailing possessive ending aside; partial: same type and touching.
Prints the two values of Platt's curve last, as JSON, fitted on the mentions of the tagger (raw probabilities).
"""
import json
import re
import sys

import numpy as np

from data import TYPES, read_gold

NAMES = {name: label for label, name in TYPES.items()}
NAMES.update(group="Organisation", country="Organisation", vessel="Vehicle")
DETERMINER = re.compile(r"(?:the|a|an|this|that|these|those|its|their|his|her|our)\s+", re.I)
ENDING = re.compile(r"(?:['’]s|['’])$")


def trimmed(start, end, text):
    words = text[start:end]
    m = DETERMINER.match(words)
    if m and m.end() < len(words):
        start, words = start + m.end(), words[m.end() :]
    m = ENDING.search(words)
    return (start, end - len(words) + m.start()) if m and m.start() else (start, end)


def f1(right, found, wanted):
    return round(2 * right / max(1, found + wanted), 3)


def platt(p, y):
    """Two values by Newton's method, each step halved until it helps."""
    x = np.log(np.clip(p, 1e-4, 1 - 1e-4) / (1 - np.clip(p, 1e-4, 1 - 1e-4)))
    x, w = np.stack([np.ones_like(x), x], 1), np.array([0.0, 0.0])
    loss = lambda w: np.logaddexp(0, np.where(y > 0, -1, 1) * (x @ w)).sum()
    for _ in range(50):
        q = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x.T * (q * (1 - q))) @ x + 1e-6 * np.eye(2), x.T @ (y - q))
        while loss(w + step) > loss(w) and np.abs(step).max() > 1e-9:
            step = step / 2
        w = w + step
    return [round(float(v), 3) for v in w]


def error(p, y, bins=10):
    """Expected calibration error."""
    at = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs(p[at == b].mean() - y[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any())


def main():
    gold = read_gold(sys.argv[1:])
    exact = partial = found = wanted = 0
    raw, good = [], []
    for record in map(json.loads, sys.stdin):
        item = gold[record["id"]]
        text = item["text"]
        want = {(*trimmed(e["start"], e["end"], text), e["type"]) for e in item["entities"]}
        mine = {}
        for m in record["mentions"]:
            if m["type"] in NAMES:
                span = (*trimmed(m["start"], m["end"], text), NAMES[m["type"]])
                mine[span] = m
                if m["maker"] == "model:mentions":
                    raw.append(m["score"])
                    good.append(span in want)
        taken = {(s, e) for s, e, _ in mine}
        for t in record["times"]:
            span = trimmed(t["start"], t["end"], text)
            if span not in taken:
                mine[(*span, "Temporal")] = t
        exact += len(want & set(mine))
        left = set(mine)
        for s, e, kind in sorted(want):
            over = [o for o in left if o[2] == kind and o[0] < e and s < o[1]]
            if over:
                partial += 1
                left.remove(max(over, key=lambda o: min(e, o[1]) - max(s, o[0])))
        found, wanted = found + len(mine), wanted + len(want)
    print(f"exact {f1(exact, found, wanted)} partial {f1(partial, found, wanted)} of {wanted} mentions, {found} found", file=sys.stderr)
    raw, good = np.array(raw), np.array(good, float)
    curve = platt(raw, good)
    x = np.log(np.clip(raw, 1e-4, 1 - 1e-4) / (1 - np.clip(raw, 1e-4, 1 - 1e-4)))
    fitted = 1 / (1 + np.exp(-(curve[0] + curve[1] * x)))
    print(f"calibration error {error(raw, good):.3f} raw, {error(fitted, good):.3f} fitted", file=sys.stderr)
    print(json.dumps(curve))


if __name__ == "__main__":
    main()
