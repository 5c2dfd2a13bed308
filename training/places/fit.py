"""Fits the weights of `crates/onrecord/src/places/weights.rs`; see README.md.

usage: fit.py PROGRAM MODEL GOLD.jsonl WORK

PROGRAM is the built example `places`, MODEL a base model, GOLD texts with their places, WORK a folder for what is
between. What a candidate's numbers are depends on what the names around it probably mean, so weights and numbers are
made in turn. Needs torch.
"""
import json, os, re, subprocess, sys
import torch

PROGRAM, MODEL, GOLD, WORK = sys.argv[1:5]
LISTS, ROUNDS, TEXT_SHARE, PRIOR = 1200, 2, 0.5, 0.02
SOURCE = os.path.join(os.path.dirname(__file__), "../../crates/onrecord/src/places/weights.rs")
rust = open(SOURCE, encoding="utf-8").read()
body = rust[rust.index("FEATURES] = [") :]
start = [float(x) for x in re.findall(r"^    ([-\d.]+), ", body, re.M)]


def numbers(weights, *command):
    path = os.path.join(WORK, "weights.json")
    json.dump(weights, open(path, "w"))
    command = [PROGRAM] + [path if c == "WEIGHTS" else c for c in command]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line)["groups"] for line in out.splitlines()]


def matrix(documents):
    groups = [g for d in documents for g in d]
    most = 40
    x = torch.zeros(len(groups), most, len(start))
    y = torch.zeros(len(groups), most)
    mask = torch.full((len(groups), most), -1e9)
    kept = []
    for i, g in enumerate(groups):
        order = sorted(range(len(g["y"])), key=lambda k: (-g["y"][k], -g["x"][k][0]))[:most]
        for j, k in enumerate(order):
            x[i, j] = torch.tensor(g["x"][k])
            y[i, j] = float(g["y"][k])
            mask[i, j] = 0.0
    return x, y, mask


def fit(parts, weights):
    w = torch.tensor(weights, requires_grad=True)
    base = torch.tensor(start)
    opt = torch.optim.LBFGS([w], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        opt.zero_grad()
        total = PRIOR * ((w - base) ** 2).sum() / len(start)
        for share, (x, y, mask) in parts:
            p = torch.softmax(x @ w + mask, 1)
            total = total - share * torch.log((p * y).sum(1).clamp_min(1e-6)).mean()
        total.backward()
        return total

    opt.step(loss)
    return [round(v, 4) for v in w.tolist()]


def right(part, weights):
    x, y, mask = part
    best = (x @ torch.tensor(weights) + mask).argmax(1)
    return y[torch.arange(len(y)), best].mean().item()


torch.manual_seed(0)
weights = start
for n in range(ROUNDS):
    texts = matrix(numbers(weights, "texts", MODEL, "WEIGHTS", GOLD))
    lists = matrix(numbers(weights, "lists", str(LISTS), "WEIGHTS"))
    print(f"round {n}: right before: texts {right(texts, weights):.4f} of {len(texts[0])}, lists {right(lists, weights):.4f}"
          f" of {len(lists[0])}", flush=True)
    weights = fit([(TEXT_SHARE, texts), (1 - TEXT_SHARE, lists)], weights)
    print(f"  after: texts {right(texts, weights):.4f}, lists {right(lists, weights):.4f}\n  {weights}", flush=True)
lines = iter(weights)
head, tail = rust[: rust.index("FEATURES] = [")], body
open(SOURCE, "w", encoding="utf-8").write(head + re.sub(r"^    [-\d.]+,", lambda m: f"    {next(lines)},", tail, flags=re.M))
