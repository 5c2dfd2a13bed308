"""Trains the statement tagger.

    train.py --features F.safetensors --train polnear-train.jsonl.gz --dev polnear-dev.jsonl.gz --out DIR

`F` is what `cargo run --release -p onrecord --example features` writes for the same texts. 60 texts of the training set,
drawn by a fixed seed, are never trained on: variants are chosen on them.
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

import crf
from batching import batches
import data
from calibrate import is_right
from network import B_CUE, BUCKETS, Tagger

torch.set_num_threads(1)
# `annotator`: width of the vector that says whose labels are learnt; `all`: the texts kept apart are trained on, too.
CONFIG = dict(d=128, dilations=[1, 2, 4, 8], second=128, second_dilations=[1, 2, 0, 4], drop=0.2, hide=0.1, epochs=5, rate=2e-3, decay=0.01,
              tokens=1100, average=0.999, seed=5, raise_cue=1.0, annotator=16, all=False)


def held_texts(train_ids):
    ids = sorted(train_ids)
    random.Random(7).shuffle(ids)
    return set(ids[:60])


def predict(net, units, columns, labels, raise_cue=0.0):
    """For each unit the statements found: cue, source and content tokens, probability of cue and of having content."""
    net.eval()
    found = {}
    flat_crf = [p.detach().numpy() for p in (net.flat_transitions, net.flat_start)]
    role_crf = [p.detach().numpy() for p in (net.role_transitions, net.role_start)]
    with torch.no_grad():
        for group in batches(units, 4000):
            batch = data.tensors(group, columns)
            h, flat = net.encode(batch)
            em, lengths = flat.numpy(), batch["lengths"].numpy()
            chances, _ = crf.marginals(em, *flat_crf, lengths)
            raised = em.copy()
            raised[:, :, B_CUE] += raise_cue
            best, _ = crf.viterbi(raised, *flat_crf, lengths)
            items = []
            for n, unit in enumerate(group):
                found[unit.first] = []
                spans = data.cue_spans(best[n, : unit.length])
                items += [(n, a, b, None, [s for s, _ in spans]) for a, b in spans]
            for k in range(0, len(items), 128):
                part = items[k : k + 128]
                cues, _ = data.candidates(group, part, labels, BUCKETS)
                em2 = net.condition(h, flat, batch, cues).numpy()
                lengths2 = cues["lengths"].numpy()
                y, score = crf.viterbi(em2, *role_crf, lengths2)
                chance, z = crf.marginals(em2, *role_crf, lengths2)
                tr, st = role_crf
                for j, (n, a, b, _, _) in enumerate(part):
                    length = group[n].length
                    nothing = st[0] + em2[j, :length, 0].sum() + tr[0, 0] * (length - 1)
                    tokens = np.arange(length)
                    outside = (tokens < a) | (tokens > b)
                    row = y[j, :length]
                    found[group[n].first].append(dict(
                        cue=(a, b), source=tokens[outside & ((row == 1) | (row == 2))].tolist(),
                        content=tokens[outside & (row >= 3)].tolist(), cue_chance=float(chances[n, a, B_CUE]),
                        some=float(1 - np.exp(min(0.0, nothing - z[j]))), path=float(score[j] - z[j])))
    return found


def kept(found, least):
    """What of one unit's finds is given out: with content, sure enough, and the surer of two that share their content."""
    out = []
    for a in sorted((a for a in found if a["content"] and a["some"] > least), key=lambda a: -a["cue_chance"] * a["some"]):
        own = set(a["content"])
        if all(len(own & set(b["content"])) <= 0.5 * min(len(own), len(b["content"])) for b in out):
            out.append(a)
    return out


def spans(unit, tokens):
    out = []
    for t in sorted(tokens):
        if out and out[-1][1] == t - 1:
            out[-1][1] = t
        else:
            out.append([t, t])
    return [[int(unit.start[a]), int(unit.end[b])] for a, b in out]


def documents(units, found, ids, least):
    out = {ids[u.text]: dict(id=ids[u.text], attributions=[]) for u in units}
    for u in units:
        for a in kept(found[u.first], least):
            cue = list(range(a["cue"][0], a["cue"][1] + 1))
            roles = {"source": a["source"], "cue": cue, "content": a["content"]}
            out[ids[u.text]]["attributions"].append({k: spans(u, v) for k, v in roles.items()})
    return out


def figures(gold, answers):
    """Precision, recall and F1 of statements whose content overlaps with Dice 0.5 and whose cue and source touch; with
    all that the scorer gives, if its folder was named."""
    if "attribution" in sys.modules or any(os.path.exists(f"{p}/attribution.py") for p in sys.path[:1]):
        import attribution
        s, _ = attribution.score({i: gold[i] for i in answers}, answers)
        names = dict(lenient="relation.lenient", speaker="relation.speaker", strict="relation.strict", source="span.source.exact",
                     cue="span.cue.exact", content="span.content.exact")
        out = {k: round(100 * s[v]["f1"], 1) for k, v in names.items()}
        return {**out, "p": round(100 * s["relation.lenient"]["p"], 1), "r": round(100 * s["relation.lenient"]["r"], 1)}
    right = found = wanted = 0
    for name, answer in answers.items():
        left = list(gold[name]["attributions"])
        found, wanted = found + len(answer["attributions"]), wanted + len(left)
        for mine in answer["attributions"]:
            match = next((a for a in left if is_right({k: [tuple(s) for s in mine[k]] for k in mine}, [a])), None)
            if match:
                left.remove(match)
                right += 1
    p, r = right / max(1, found), right / max(1, wanted)
    return dict(lenient=round(200 * p * r / max(1e-9, p + r), 1), p=round(100 * p, 1), r=round(100 * r, 1))


def open_net(path, vectors):
    saved = torch.load(path)
    net = Tagger({**CONFIG, "annotator": 0, **saved["config"]}, saved["sizes"], vectors)
    net.load_state_dict(saved["state"], strict=False)
    return net.eval()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("features", "train", "dev", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--scorer", help="folder of attribution.py")
    p.add_argument("--config", default="{}", help="JSON: values of CONFIG to change")
    a = p.parse_args()
    if a.scorer:
        sys.path.insert(0, a.scorer)
    config = {**CONFIG, **json.loads(a.config)}
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(config["seed"])
    np.random.seed(config["seed"])
    rng = random.Random(config["seed"])
    train, dev = data.read_gold([a.train]), data.read_gold([a.dev])
    gold = {**train, **dev}
    columns, meta, units, vectors, scale = data.load(a.features, gold, set(train))
    ids, labels = meta["ids"], len(meta["deps"])
    held = held_texts(train)
    taught = [u for u in units if ids[u.text] in train and (config["all"] or ids[u.text] not in held)]
    with open(f"{a.out}/held.jsonl", "w") as f:
        f.writelines(json.dumps(train[i]) + "\n" for i in sorted(held))
    chosen = [u for u in units if ids[u.text] in held]
    reported = [u for u in units if ids[u.text] in dev]
    sizes = dict(tag=len(meta["tags"]), dep=labels, ent=len(meta["ents"]), quote=4, place=10, above=len(meta["tags"]), lemma=len(meta["lemmas"]) + 1,
                 classes=len(meta["classes"]), annotator=len(meta["annotators"]) + 1)
    net = Tagger(config, sizes, vectors)
    print(config, "parameters", sum(x.numel() for x in net.parameters()), "units", len(taught), flush=True)
    optimizer = torch.optim.AdamW(net.parameters(), lr=config["rate"], weight_decay=config["decay"])
    steps = len(batches(taught, config["tokens"], random.Random(1))) * config["epochs"]
    step, begun, average = 0, time.time(), None
    for epoch in range(config["epochs"]):
        net.train()
        losses = np.zeros(2)
        for group in batches(taught, config["tokens"], rng):
            rate = config["rate"] * max(0.01, min(1, step / 100) * (1 - step / steps))
            for g in optimizer.param_groups:
                g["lr"] = rate
            batch = data.tensors(group, columns)
            tokens = float(batch["lengths"].sum())
            h, flat = net.encode(batch)
            first = crf.loss(flat, net.flat_transitions, net.flat_start, batch["lengths"], batch["flat"]) / tokens
            wrong = []
            if epoch:
                raised = flat.detach().numpy().copy()
                raised[:, :, B_CUE] += config["raise_cue"]
                em = [q.detach().numpy() for q in (net.flat_transitions, net.flat_start)]
                proposed, _ = crf.viterbi(raised, *em, batch["lengths"].numpy())
            items = []
            for n, unit in enumerate(group):
                false, shifted = [], []
                if epoch:
                    for x, y in data.cue_spans(proposed[n, : unit.length]):
                        over = [c for c in unit.cues if c[0] <= y and c[1] >= x]
                        if not over:
                            false.append((x, y, None))
                        elif len(over) == 1 and (over[0][0], over[0][1]) != (x, y):
                            second = over[0][2].copy()
                            second[x : y + 1] = 0
                            shifted.append((x, y, second))
                starts = [c[0] for c in unit.cues if rng.random() > 0.15] + [c[0] for c in false]
                items += [(n, x, y, second, starts) for x, y, second in unit.cues]
                wrong += [(n, x, y, second, starts) for x, y, second in false + shifted]
            rng.shuffle(wrong)
            items += wrong[: len(items) // 2 + 2]
            loss = 10 * first
            if items:
                longest = batch["mask"].shape[1]
                rng.shuffle(items)
                items = items[: max(1, 20000 // longest)]
                cues, y = data.candidates(group, items, labels, BUCKETS)
                em = net.condition(h, flat, batch, cues)
                second = crf.loss(em, net.role_transitions, net.role_start, cues["lengths"], y) / tokens
                loss = loss + 10 * second
                losses[1] += second.item()
            losses[0] += first.item()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            step += 1
            if epoch:
                with torch.no_grad():
                    state = net.state_dict()
                    if average is None:
                        average = {k: v.clone() for k, v in state.items()}
                    for k, v in state.items():
                        average[k].lerp_(v, 1 - config["average"])
            if step in (20, 100) or step % 400 == 0:
                print(step, steps, f"{time.time() - begun:.0f} s", losses / (step - epoch * (steps // config["epochs"])), flush=True)
        now = {k: v.clone() for k, v in net.state_dict().items()}
        if average:
            net.load_state_dict(average, strict=False)
        torch.save(dict(config=config, sizes=sizes, state=net.state_dict(), names=meta, columns=net.columns, static_scale=scale),
                   f"{a.out}/net.pt")
        found = predict(net, chosen, columns, labels)
        print("epoch", epoch, f"{(time.time() - begun) / 60:.1f} min", figures(gold, documents(chosen, found, ids, 0.5)), flush=True)
        if epoch + 1 < config["epochs"]:
            net.load_state_dict(now, strict=False)
    for raise_cue in (0, 0.5, 1):
        found = predict(net, chosen, columns, labels, raise_cue)
        print("slice, cue raised", raise_cue, [(least, figures(gold, documents(chosen, found, ids, least))) for least in (0.3, 0.5)], flush=True)
    for raise_cue in (0, 0.5):
        found = predict(net, reported, columns, labels, raise_cue)
        answers = documents(reported, found, ids, 0.5)
        print("dev", raise_cue, figures(gold, answers), flush=True)
        with open(f"{a.out}/dev-{raise_cue}.jsonl", "w") as f:
            f.writelines(json.dumps(x) + "\n" for x in answers.values())


if __name__ == "__main__":
    main()
