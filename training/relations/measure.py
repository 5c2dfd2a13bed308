"""Trains and measures the head of relations on re3d, gold mentions given.

    measure.py --pairs pairs.jsonl --gold re3d/*.jsonl [--out relations.safetensors]

`pairs.jsonl` is what `cargo run --release -p onrecord --example relations` writes for the same texts. Prints micro F1 of
type and both ends, each source read with weights that never saw it; the ends of a type without direction may change
places, and a gold relation that no pair of mentions of a sentence can give counts as missed. How much is taken from the
score of no relation is chosen for each source on the other sources, by the same cross-validation among them. `--out`
trains on everything.
"""
import argparse
import collections
import json
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
BITS = 15
SYMMETRIC = ["AlliesOf", "Apart", "CoLocated", "CommWith", "FightingAgainst", "IsSynonymOf"]
DIRECTED = ["BelongsTo", "Dislikes", "HasAttrOf", "InChargeOf", "Likes"]
LABELS = ["none"] + SYMMETRIC + [name + sign for name in DIRECTED for sign in "><"]
DECAY, STEPS = 0.02, 60
MARGINS = [0, 0.5, 1, 1.5, 2, 2.25, 2.5, 2.75, 3, 3.5]


def triple(kind, a, b):
    return (kind, *(sorted((a, b)) if kind in SYMMETRIC else (a, b)))


def load(pairs, gold):
    """By source: the texts as (ends, rows, labels, gold triples)."""
    found = {item["id"]: item["pairs"] for item in map(json.loads, open(pairs))}
    out = collections.defaultdict(list)
    for path in gold:
        for item in map(json.loads, open(path)):
            told = collections.defaultdict(set)
            for r in item["relations"]:
                told[tuple((r[end]["start"], r[end]["end"]) for end in ("source", "target"))].add(r["type"])
            ends, rows, labels = [], [], []
            for a0, a1, b0, b1, features in found[item["id"]]:
                a, b = (a0, a1), (b0, b1)
                label = "none"
                for x, y, sign in ((a, b, ">"), (b, a, "<")):
                    for kind in sorted(told.get((x, y), ())):
                        label = kind if kind in SYMMETRIC else kind + sign
                ends.append((a, b))
                rows.append(features)
                labels.append(LABELS.index(label))
            wanted = {triple(kind, a, b) for (a, b), kinds in told.items() for kind in kinds}
            out[os.path.basename(path)].append((ends, rows, labels, wanted))
    return out


def design(texts):
    rows, starts, weights, labels = [], [], [], []
    for _, features, of, _ in texts:
        for row, label in zip(features, of):
            starts.append(len(rows))
            rows += row
            weights += [len(row) ** -0.5] * len(row)
            labels.append(label)
    return torch.tensor(rows), torch.tensor(starts), torch.tensor(weights), torch.tensor(labels)


def train(texts):
    rows, starts, weights, labels = design(texts)
    table = torch.zeros(1 << BITS, len(LABELS), requires_grad=True)
    bias = torch.zeros(len(LABELS), requires_grad=True)
    optimizer = torch.optim.LBFGS([table, bias], max_iter=STEPS, history_size=8, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        z = F.embedding_bag(rows, table, starts, mode="sum", per_sample_weights=weights) + bias
        value = F.cross_entropy(z, labels, reduction="sum") + 0.5 * DECAY * (table**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return table.detach(), bias.detach()


def scores(net, texts):
    rows, starts, weights, _ = design(texts)
    return F.embedding_bag(rows, net[0], starts, mode="sum", per_sample_weights=weights) + net[1]


def counts(texts, z, margin):
    """Right, found and wanted, and the same by type."""
    z = z.clone()
    z[:, 0] -= margin
    best, k, by = z.argmax(1).tolist(), 0, collections.defaultdict(lambda: [0, 0, 0])
    for ends, _, _, wanted in texts:
        found = set()
        for a, b in ends:
            label = LABELS[best[k]]
            k += 1
            if label != "none":
                found.add(triple(label.rstrip("<>"), *((b, a) if label.endswith("<") else (a, b))))
        for n, group in enumerate((found & wanted, found, wanted)):
            for t in group:
                by[t[0]][n] += 1
                by["all"][n] += 1
    return by


def f1(c):
    return 2 * c[0] / max(1, c[1] + c[2])


def add(into, more):
    for key, c in more.items():
        for n in range(3):
            into[key][n] += c[n]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--pairs", required=True)
    p.add_argument("--gold", required=True, nargs="+")
    p.add_argument("--out")
    a = p.parse_args()
    data = load(a.pairs, a.gold)
    nets = lambda leave: train([t for name, texts in data.items() if name not in leave for t in texts])
    total = collections.defaultdict(lambda: [0, 0, 0])
    at_fixed = {m: collections.defaultdict(lambda: [0, 0, 0]) for m in MARGINS}
    pair_scores = {}
    for source, texts in data.items():
        inner = {m: collections.defaultdict(lambda: [0, 0, 0]) for m in MARGINS}
        for other in data:
            if other != source:
                key = tuple(sorted((source, other)))
                net = pair_scores.setdefault(key, None) or nets(key)
                pair_scores[key] = net
                z = scores(net, data[other])
                for m in MARGINS:
                    add(inner[m], counts(data[other], z, m))
        margin = max(MARGINS, key=lambda m: f1(inner[m]["all"]))
        z = scores(nets((source,)), texts)
        by = counts(texts, z, margin)
        add(total, by)
        for m in MARGINS:
            add(at_fixed[m], counts(texts, z, m))
        print(f"{source}: margin {margin}, F1 {f1(by['all']):.3f}", flush=True)
    for m, by in at_fixed.items():
        c = by["all"]
        print(f"margin {m}: precision {c[0] / max(1, c[1]):.3f} recall {c[0] / c[2]:.3f} F1 {f1(c):.3f}")
    for kind, c in sorted(total.items()):
        print(f"{kind}: {c[0]} right, {c[1]} found, {c[2]} wanted, F1 {f1(c):.3f}")
    if a.out:
        from safetensors.numpy import save_file

        table, bias = train([t for texts in data.values() for t in texts])
        arrays = {"table": table.numpy().astype(np.float16), "bias": bias.numpy().astype(np.float16)}
        metadata = {"labels": json.dumps(LABELS), "model": "en_core_web_md-3.8.0"}
        save_file(arrays, a.out, metadata)


if __name__ == "__main__":
    main()
