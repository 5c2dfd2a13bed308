"""Trains the ranker of antecedents: once on everything, and once without each quarter of the texts.

    train.py --features F.safetensors --gold ontogum.jsonl --out DIR

`F` is what `cargo run --release -p onrecord --example antecedents` writes for the same texts. `DIR/all/antecedents.safetensors`
is the head; `DIR/N/antecedents.safetensors` the one that never saw the texts of `DIR/N/held.jsonl`.
"""
import argparse
import json
import os
import random
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import torch

from data import Texts
from export import export
from network import Ranker

torch.set_num_threads(1)
# `some`: weight of phrases that mean something again; `margin`: what is taken from the score of no antecedent.
CONFIG = dict(hidden=96, second=32, embed=8, product=24, drop=0.35, rate=2e-3, decay=0.02, epochs=12, seed=3, average=0.99, some=1.5,
              margin=1.0, folds=4)


def loss_of(net, t, rows):
    """The chain's share of the odds of all candidates and none, as in Durrett and Klein, 2013."""
    batch, i, j, of_pair, low = t.batch(rows)
    s, none = net(batch, i, j, of_pair)
    none = none[rows[0] - low : rows[-1] + 1 - low]
    n, i = len(rows), i + low - rows[0]
    pair = t.pair[t.first[rows[0]] : t.end[rows[-1]]]
    right = torch.from_numpy((t.chain[pair[:, 0]] >= 0) & (t.chain[pair[:, 0]] == t.chain[pair[:, 1]]))
    some = torch.zeros(n, dtype=torch.bool).index_put((i[right],), torch.tensor(True))

    def odds(of_pairs, of_none):
        low_ = torch.tensor(-1e4)
        top = torch.full((n,), -1e4).scatter_reduce(0, i, torch.where(of_pairs, s, low_), "amax")
        top = torch.maximum(top, torch.where(of_none, none, low_)).detach()
        z = torch.zeros(n).index_add(0, i, torch.where(of_pairs, torch.exp(s - top[i]), 0.0))
        return top + torch.log((z + torch.where(of_none, torch.exp(none - top), 0.0)).clamp_min(1e-20))

    every = odds(torch.ones_like(right), torch.ones(n, dtype=torch.bool))
    weight = torch.where(some, net.config["some"], 1.0)
    return ((every - odds(right, ~some)) * weight).sum() / n


def train(config, t, texts):
    torch.manual_seed(config["seed"])
    rng = random.Random(config["seed"])
    net = Ranker(config, t.meta["of"], t.meta["of_pair"], t.vectors)
    optimizer = torch.optim.AdamW(net.parameters(), lr=config["rate"], weight_decay=config["decay"])
    groups = t.groups(texts)
    steps, step, average = len(groups) * config["epochs"], 0, None
    for epoch in range(config["epochs"]):
        net.train()
        rng.shuffle(groups)
        for rows in groups:
            for p in optimizer.param_groups:
                p["lr"] = config["rate"] * max(0.02, min(1, step / 30) * (1 - step / steps))
            loss = loss_of(net, t, rows)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            step += 1
            if epoch:
                with torch.no_grad():
                    state = net.state_dict()
                    average = average or {k: v.clone() for k, v in state.items()}
                    for k, v in state.items():
                        average[k].lerp_(v, 1 - config["average"])
    net.load_state_dict(average, strict=False)
    return net.eval()


def links(net, t, k, margin):
    """(phrase, antecedent, share of the odds) of a text."""
    out = []
    with torch.no_grad():
        for rows in t.groups([k]):
            batch, i, j, of_pair, low = t.batch(rows)
            s, none = net(batch, i, j, of_pair)
            s, none = s.numpy(), none.numpy()
            for r in rows:
                a, b = t.first[r] - t.first[rows[0]], t.end[r] - t.first[rows[0]]
                if b > a:
                    odds = np.append(s[a:b], none[r - low] - margin)
                    odds = np.exp(odds - odds.max()) / np.exp(odds - odds.max()).sum()
                    if odds.argmax() < b - a:
                        out.append((r, int(j[a + odds.argmax()]) + low, float(odds.max())))
    return out


def chains(t, k, links):
    to = {r: a for r, a, _ in links}
    out = {}
    for r in np.nonzero(t.text == k)[0]:
        root = r
        while root in to:
            root = to[root]
        out.setdefault(root, []).append((int(t.phrase[r, 1]), int(t.phrase[r, 2])))
    return [c for c in out.values() if len(c) > 1]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("features", "gold", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--scorer", help="folder of coref.py: prints what the network alone reaches, by margin")
    p.add_argument("--config", default="{}", help="JSON: values of CONFIG to change")
    p.add_argument("--only", help="names of what is trained, parted by commas: all, or a number")
    a = p.parse_args()
    config = {**CONFIG, **json.loads(a.config)}
    with open(a.gold) as lines:
        gold = {item["id"]: item for item in map(json.loads, lines)}
    t = Texts(a.features, gold)
    ids = t.meta["ids"]
    order = list(range(len(ids)))
    random.Random(1).shuffle(order)
    answers = {margin: {} for margin in (0.5, 1, 1.5)}
    for name in ["all", *map(str, range(config["folds"]))]:
        if a.only and name not in a.only.split(","):
            continue
        held = [] if name == "all" else order[int(name) :: config["folds"]]
        begun = time.time()
        # The letters of OntoGUM may not be trained on.
        net = train(config, t, [k for k in order if k not in held and gold[ids[k]]["genre"] != "letter"])
        os.makedirs(f"{a.out}/{name}", exist_ok=True)
        export(net, t.meta, t.scale, config["margin"], f"{a.out}/{name}/antecedents.safetensors")
        torch.save(dict(config=config, state=net.state_dict()), f"{a.out}/{name}/net.pt")
        with open(f"{a.out}/{name}/held.jsonl", "w") as f:
            f.writelines(json.dumps(gold[ids[k]]) + "\n" for k in held)
        for margin in answers:
            answers[margin].update({ids[k]: dict(id=ids[k], clusters=chains(t, k, links(net, t, k, margin))) for k in held})
        print(name, f"{(time.time() - begun) / 60:.1f} min", flush=True)
    if a.scorer:
        sys.path.insert(0, a.scorer)
        import coref

        for margin, found in answers.items():
            for genre in ("", "news"):
                wanted = {i: gold[i] for i in found if gold[i]["genre"].startswith(genre)}
                r = coref.score(wanted, found, drop=True)
                print("margin", margin, genre or "all", round(r["conll"], 4), {x: (round(r[x]["p"], 3), round(r[x]["r"], 3)) for x in ("mention", "muc", "b3", "ceafe")})


if __name__ == "__main__":
    main()
