"""Trains the mention tagger: once on everything, and once without each source of re3d, which is the cross-validation.

    train.py --features F.safetensors --gold re3d/*.jsonl ontogum.jsonl --texts texts/ --out DIR

`F` is what `cargo run --release -p onrecord --example features` writes for the same texts. `DIR/all/mentions.safetensors`
is the head; `DIR/SOURCE/mentions.safetensors` the one that never saw that source.
"""
import argparse
import json
import os
import random
import time
from collections import Counter

os.environ.setdefault("OMP_NUM_THREADS", "1")
import crf
import numpy as np
import torch
from batching import batches
from folding import inputs, write
from torch.nn import functional as F

import data
from network import Tagger

torch.set_num_threads(1)
# `kinds`: weight of the kinds' loss; `repeat`: how often a tagged text comes for each time that a typed one does.
CONFIG = dict(d=128, dilations=[1, 2, 4], drop=0.35, hide=0.15, lemma=32, epochs=12, rate=2e-3, decay=0.02, tokens=400,
              average=0.995, seed=5, kinds=0.5, repeat=1)


def train(config, sizes, vectors, columns, units):
    torch.manual_seed(config["seed"])
    rng = random.Random(config["seed"])
    net = Tagger(config, sizes, vectors)
    tagged = [u for u in units if u.flat[0] >= 0]
    typed = [u for u in units if u.flat[0] < 0 and u.kinds.max() >= 0]
    optimizer = torch.optim.AdamW(net.parameters(), lr=config["rate"], weight_decay=config["decay"])

    def one_pass():
        out = [b for _ in range(config["repeat"]) for b in batches(tagged, config["tokens"], rng)]
        out += batches(typed, 3 * config["tokens"], rng)
        rng.shuffle(out)
        return out

    steps, step, average = len(one_pass()) * config["epochs"], 0, None
    for epoch in range(config["epochs"]):
        net.train()
        for group in one_pass():
            for g in optimizer.param_groups:
                g["lr"] = config["rate"] * max(0.01, min(1, step / 50) * (1 - step / steps))
            batch = data.tensors(group, columns)
            flat, kinds = net(batch)
            if group[0].flat[0] >= 0:
                chain = crf.loss(flat, net.flat_transitions, net.flat_start, batch["lengths"], batch["flat"])
                loss = 10 * chain / float(batch["lengths"].sum())
            else:
                loss = config["kinds"] * F.cross_entropy(kinds.flatten(0, 1), batch["kinds"].flatten(), ignore_index=-1)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            step += 1
            if epoch > 1:
                with torch.no_grad():
                    state = net.state_dict()
                    average = average or {k: v.clone() for k, v in state.items()}
                    for k, v in state.items():
                        average[k].lerp_(v, 1 - config["average"])
    net.load_state_dict(average, strict=False)
    return net.eval()


def predict(net, units, columns):
    """Labels and kinds of each unit, by its first row."""
    out = {}
    chain = [p.detach().numpy() for p in (net.flat_transitions, net.flat_start)]
    with torch.no_grad():
        for group in batches(units, 4000):
            batch = data.tensors(group, columns)
            flat, kinds = net(batch)
            best, _ = crf.viterbi(flat.numpy(), *chain, batch["lengths"].numpy())
            for n, u in enumerate(group):
                out[u.first] = best[n, : u.length], kinds[n, : u.length].argmax(1).numpy()
    return out


def spans(labels):
    """[first, last, type] of each mention."""
    out = []
    for t, label in enumerate(labels):
        kind, is_inside = (label - 1) // 2, label % 2 == 0
        if label and is_inside and out and out[-1][1:] == [t - 1, kind]:
            out[-1][1] = t
        elif label:
            out.append([t, t, kind])
    return out


def figures(net, units, columns):
    """Share of mentions found with span and type: precision, recall, F1."""
    right = found = wanted = 0
    for unit, (labels, _) in zip(units, [predict(net, [u], columns)[u.first] for u in units]):
        mine, gold = {tuple(s) for s in spans(labels)}, {tuple(s) for s in spans(unit.flat)}
        right, found, wanted = right + len(mine & gold), found + len(mine), wanted + len(gold)
    return [round(x, 3) for x in (right / max(1, found), right / max(1, wanted), 2 * right / max(1, found + wanted))]


def export(net, meta, scale, score, path):
    state = net.state_dict()
    arrays, metadata = inputs(state, net.columns, meta, scale)
    arrays["flat.transitions"], arrays["flat.start"] = state["flat_transitions"], state["flat_start"]
    arrays.update({k: v for k, v in state.items() if k.split(".")[0] in ("input_norm", "encoder", "flat", "kinds")})
    metadata.update(dilations=net.config["dilations"], types=data.NAMES, kinds=data.KINDS, score=score)
    write(path, arrays, metadata)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--features", required=True)
    p.add_argument("--gold", nargs="+", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--config", default="{}", help="JSON: values of CONFIG to change")
    p.add_argument("--only", help="names of what is trained, parted by commas: all, or a source")
    p.add_argument("--score", default="[0, 1]", help="how probabilities become scores, as calibrate.py prints it")
    a = p.parse_args()
    config = {**CONFIG, **json.loads(a.config)}
    gold = data.read_gold(a.gold)
    columns, meta, units, vectors, scale = data.load(a.features, gold)
    ids = meta["ids"]
    sizes = dict(tag=len(meta["tags"]), dep=len(meta["deps"]), ent=len(meta["ents"]), quote=4, place=10, above=len(meta["tags"]),
                 lemma=len(meta["lemmas"]) + 1, classes=len(meta["classes"]))
    # The letters of OntoGUM may not be trained on.
    allowed = [u for u in units if ids[u.text] in gold and gold[ids[u.text]].get("genre") != "letter"]
    of = {u.first: gold[ids[u.text]]["set"] for u in allowed}
    # Sources of a few texts make one fold.
    counts = Counter(item["set"] for item in gold.values() if "relations" in item)
    folds = [name for name, n in counts.items() if n >= 10] + ["+".join(name for name, n in counts.items() if n < 10)]
    for name in ["all", *folds]:
        if a.only and name not in a.only.split(","):
            continue
        begun = time.time()
        net = train(config, sizes, vectors, columns, [u for u in allowed if of[u.first] not in name.split("+")])
        export(net, meta, scale, json.loads(a.score), f"{a.out}/{name}/mentions.safetensors")
        torch.save(dict(config=config, sizes=sizes, state=net.state_dict(), names=meta), f"{a.out}/{name}/net.pt")
        test = [u for u in allowed if of[u.first] in name.split("+")]
        print(name, f"{(time.time() - begun) / 60:.1f} min", figures(net, test, columns) if test else "", flush=True)


if __name__ == "__main__":
    main()
