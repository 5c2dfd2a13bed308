"""Trains the upper layers, on folds or on everything.

    train.py --base BASE_FOLDER --pairs pairs.jsonl --out DIR [--folds 01234] [--all] [--epochs 6] [--seed 1]

For each fold DIR/FOLD holds `events_tuned.safetensors` and `scores.jsonl`: the log-probabilities of the pairs kept out,
also with the target unmarked. With --all the weights of everything go to DIR/all.
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional as F

import network

BATCH, RATE, DECAY, SMOOTH = 16, 1.5e-4, 0.85, 0.08
# How the answers are added to those of the linear model: the margin up to which they are asked for, what its scores and
# the sums are multiplied by, and the shares of the two log-odds of an event with an offset. Read off the folds.
JOINING = [0.4, 2, 0.8, 0.5, 0.5, 0]
# Pairs without an event in an epoch, as a share of those with one.
NONE_SHARE = 0.35
# How often a side of a pair is hidden while learning: an event may have one side only.
NO_TARGET, NO_SOURCE = 0.07, 0.04


def load(base, path):
    tokenizer = Tokenizer.from_file(os.path.join(base, "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    pairs = [json.loads(line) for line in open(path)]
    encodings = {}
    for p in pairs:
        if p["text"] not in encodings:
            encodings[p["text"]] = tokenizer.encode(p["text"], add_special_tokens=False)
        p["ids"], p["sides"] = network.window(encodings[p["text"]], p["source"], p["target"])
        p["fold"] = int(p["group"][:8], 16) % 5
    return pairs


def padded(pairs, states):
    most = max(len(p["ids"]) for p in pairs)
    x = torch.zeros(len(pairs), most, network.WIDTH)
    mask = torch.zeros(len(pairs), most, dtype=torch.bool)
    sides = torch.zeros(len(pairs), most, 2)
    for i, p in enumerate(pairs):
        n = len(p["ids"])
        x[i, :n] = states[tuple(p["ids"])].float()
        mask[i, :n] = True
        sides[i, :n] = torch.tensor(p["sides"], dtype=torch.float)
    return x, mask, sides


def lower_states(weights, pairs):
    """What the frozen layers give for every window."""
    lower = network.Lower(weights).eval()
    windows = sorted({tuple(p["ids"]) for p in pairs}, key=len)
    states = {}
    with torch.no_grad():
        for at in range(0, len(windows), 32):
            some = windows[at : at + 32]
            ids = torch.zeros(len(some), len(some[-1]), dtype=torch.long)
            mask = torch.zeros(ids.shape, dtype=torch.bool)
            for i, w in enumerate(some):
                ids[i, : len(w)], mask[i, : len(w)] = torch.tensor(w), True
            for w, x in zip(some, lower(ids, mask)):
                states[w] = x[: len(w)].half()
    return states


def train(pairs, classes, weights, states, epochs, seed, name):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = network.Upper(weights, len(classes))
    groups = [dict(params=list(layer.parameters()), lr=RATE * DECAY ** (len(net.layers) - 1 - i))
              for i, layer in enumerate(net.layers)]
    head = [net.roles, *net.hidden.parameters(), *net.out.parameters()]
    groups.append(dict(params=head, lr=RATE * 5))
    rates = [g["lr"] for g in groups]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    acting, idle = [p for p in pairs if p["label"] != "NONE"], [p for p in pairs if p["label"] == "NONE"]
    some = min(len(idle), int(NONE_SHARE * len(acting)))
    steps, step, start = epochs * ((len(acting) + some) // BATCH + 4), 0, time.time()
    for epoch in range(epochs):
        net.train()
        now = acting + rng.sample(idle, some)
        rng.shuffle(now)
        batches, total = [], 0.0
        for at in range(0, len(now), 16 * BATCH):
            part = sorted(now[at : at + 16 * BATCH], key=lambda p: len(p["ids"]))
            batches += [part[j : j + BATCH] for j in range(0, len(part), BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            share = min(1, (step + 1) / (0.08 * steps)) * max(0.01, 1 - step / steps)
            step += 1
            for g, rate in zip(optimizer.param_groups, rates):
                g["lr"] = rate * share
            x, mask, sides = padded(batch, states)
            for i, p in enumerate(batch):
                chance = rng.random() if p["label"] != "NONE" and p["source"] and p["target"] else 1
                if chance < NO_TARGET:
                    sides[i, :, 1] = 0
                elif chance < NO_TARGET + NO_SOURCE:
                    sides[i, :, 0] = 0
            gold = torch.tensor([classes.index(p["label"]) for p in batch])
            loss = F.cross_entropy(net(x, mask, sides), gold, label_smoothing=SMOOTH)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            total += float(loss.detach()) * len(batch)
        print(f"{name} epoch {epoch} loss {total / len(now):.3f} {time.time() - start:.0f} s", flush=True)
    return net


def predict(net, pairs, states, without_target=False):
    net.eval()
    out = np.zeros((len(pairs), net.out.out_features), np.float32)
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i]["ids"]))
    with torch.no_grad():
        for at in range(0, len(order), 32):
            some = order[at : at + 32]
            x, mask, sides = padded([pairs[i] for i in some], states)
            if without_target:
                sides[..., 1] = 0
            out[some] = F.log_softmax(net(x, mask, sides), 1).numpy()
    return out


def report(pairs, scores, classes, name):
    none = classes.index("NONE")
    kinds = sorted({p["kind"] for p in pairs})
    for kind in kinds:
        own = [i for i, p in enumerate(pairs) if p["kind"] == kind]
        gold = np.array([classes.index(pairs[i]["label"]) for i in own])
        best = scores[own].argmax(1)
        given = np.delete(scores[own], none, 1).argmax(1)
        line = f"{name} {kind}: {len(own)} pairs, right of all classes {(best == gold).mean():.3f}"
        if kind in ("plv", "own"):
            event = gold != none
            line += f", of the 15 {(given == gold)[event].mean():.3f}, called NONE {(best == none)[event].mean():.3f}"
        print(line, flush=True)


def save(net, classes, folder, seed, epochs):
    os.makedirs(folder, exist_ok=True)
    arrays = {k: v.half().contiguous() for k, v in net.written().items()}
    about = dict(model="all-MiniLM-L6-v2", classes=json.dumps(classes), joining=json.dumps(JOINING), seed=str(seed), epochs=str(epochs))
    save_file(arrays, os.path.join(folder, "events_tuned.safetensors"), about)
    # What is saved is what is measured.
    net.read(arrays)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "pairs", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--folds", default="01234")
    p.add_argument("--all", action="store_true")
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    pairs = load(a.base, a.pairs)
    classes = sorted({p["label"] for p in pairs} - {"NONE"}) + ["NONE"]
    weights = load_file(os.path.join(a.base, "model.safetensors"))
    start = time.time()
    states = lower_states(weights, pairs)
    print(f"{len(pairs)} pairs, {len(states)} windows, {time.time() - start:.0f} s", flush=True)
    if a.all:
        net = train(pairs, classes, weights, states, a.epochs, a.seed, "all")
        save(net, classes, os.path.join(a.out, "all"), a.seed, a.epochs)
        return
    for fold in map(int, a.folds):
        kept, left = [p for p in pairs if p["fold"] != fold], [p for p in pairs if p["fold"] == fold]
        net = train(kept, classes, weights, states, a.epochs, a.seed, f"fold {fold}")
        folder = os.path.join(a.out, str(fold))
        save(net, classes, folder, a.seed, a.epochs)
        scores, alone = predict(net, left, states), predict(net, left, states, True)
        report(left, scores, classes, f"fold {fold}")
        report([q for q in left if q["kind"] == "plv"], alone[[q["kind"] == "plv" for q in left]], classes,
               f"fold {fold}, target unmarked,")
        with open(os.path.join(folder, "scores.jsonl"), "w") as f:
            for q, s, t in zip(left, scores, alone):
                row = dict(id=q["id"], kind=q["kind"], label=q["label"], scores=s.round(4).tolist(), alone=t.round(4).tolist())
                f.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
