"""Fits how raw probabilities become scores, on texts that the tagger was not trained on.

    calibrate.py GOLD.jsonl[.gz] < READ.jsonl

`READ` is what `onrecord read --format jsonl` gives for the texts of GOLD with weights whose scores are raw. Prints the two
pairs `[a, b]` as JSON. A statement is right if it is one of the gold ones: contents overlap with Dice 0.5, cue and source
touch. Source: Platt (1999).
"""
import gzip
import json
import sys

import numpy as np


def covered(spans):
    return {x for a, b in spans for x in range(a, b)}


def part(role):
    return [(s["start"], s["end"]) for s in (role or {}).get("spans", [])]


def is_right(spans, gold):
    """Whether one of the `gold` attributions is the statement with these spans of content, cue and source."""
    content, cue, source = (covered(spans[k]) for k in ("content", "cue", "source"))
    for a in gold:
        own = covered(a["content"])
        dice = 2 * len(own & content) / max(1, len(own) + len(content))
        touches = lambda mine, theirs: bool(mine & theirs) or not mine and not theirs
        if dice >= 0.5 and touches(cue, covered(a["cue"])) and touches(source, covered(a["source"])):
            return True
    return False


def fit(p, right):
    """[a, b] by Newton's method with short steps, b drawn a little towards 1 where there is little to learn from."""
    p = np.clip(p, 1e-4, 1 - 1e-4)
    x = np.log(p / (1 - p))
    x, w = np.stack([np.ones_like(x), x], 1), np.array([0.0, 1.0])
    for _ in range(50):
        q = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (q - right) + 0.5 * (w - [0, 1])
        w = w - np.clip(np.linalg.solve((x.T * (q * (1 - q))) @ x + 0.5 * np.eye(2), gradient), -0.5, 0.5)
    return [round(float(v), 4) for v in w]


def reliability(p, right):
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"  {low:.1f}-{low + 0.1:.1f}  n {inside.sum():5d}  mean score {p[inside].mean():.3f}  right {right[inside].mean():.3f}", file=sys.stderr)
    print(f"  expected calibration error {sum(abs((p[i] - right[i]).sum()) for i in [(p >= l) & (p < l + 0.1) for l in np.arange(0, 1, 0.1)]) / len(p):.3f}", file=sys.stderr)


def main():
    opener = gzip.open if sys.argv[1].endswith(".gz") else open
    with opener(sys.argv[1], "rt") as lines:
        gold = {d["id"]: d["attributions"] for d in map(json.loads, lines)}
    rows = {"tagged": [], "lone": []}
    for line in sys.stdin:
        doc = json.loads(line)
        for s in doc["statements"]:
            if s["inside"] is None:
                kind = "tagged" if s["maker"].startswith("model:") else "lone"
                # Rules whose words the tagger cannot judge keep 0.5.
                if kind == "tagged" or s["score"] != 0.5:
                    rows[kind].append((s["score"], is_right({k: part(s[k]) for k in ("content", "cue", "source")}, gold[doc["id"]])))
    out = {}
    for kind, found in rows.items():
        p, right = np.array(found, float).T
        print(kind, len(p), "statements", file=sys.stderr)
        reliability(p, right)
        out[kind] = fit(p, right)
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
