"""Writes a trained tagger as the program reads it: what is linear folded together, 16-bit floats."""
import argparse
import json
import os

import torch
from safetensors.torch import save_file

import data
from network import RELATIONS, WIDTHS


def fold(state, columns, sizes, relations):
    """Tables in the width of the network from embeddings and the linear layer above them.

    `columns`: name and width of each input of the first layer in order, `relations` those of the second pass.
    """
    out, at = {}, 0
    weight = state["input.weight"]
    for name, width in columns:
        part = weight[:, at : at + width]
        at += width
        out[name] = state[f"tables.{name}.weight"] @ part.T if f"tables.{name}.weight" in state else part
    at = 0
    weight = state["relation.weight"]
    for name in relations:
        table = state[f"relations.{name}.weight"]
        out[f"relation.{name}"] = table @ weight[:, at : at + table.shape[1]].T
        at += table.shape[1]
    out["chances"] = weight[:, at:]
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("net", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--raise-cue", type=float, default=0.0, help="added to the score of a cue's beginning")
    p.add_argument("--scores", help="what calibrate.py printed; else scores are raw probabilities")
    a = p.parse_args()
    saved = torch.load(a.net)
    state, config = saved["state"], saved["config"]
    names, columns = saved["names"], saved["columns"]
    folded = fold(state, columns, saved["sizes"], RELATIONS)
    bias = state["input.bias"]
    if "annotator" in folded:
        # At run time the labels are nobody's.
        bias = bias + folded["annotator"][0]
    out = {
        "context.weight": folded["context"], "context.bias": bias,
        "classes": folded["classes"].T, "below": folded["below"].T, "statics.weight": folded["static"] * saved["static_scale"],
        "chances.weight": folded["chances"],
        "flat.transitions": state["flat_transitions"], "flat.start": state["flat_start"],
        "roles.transitions": state["role_transitions"], "roles.start": state["role_start"],
    }
    for ours, theirs in dict(tags="tag", deps="dep", ents="ent", quotes="quote", places="place", above="above", lemmas="lemma").items():
        out[ours] = folded[theirs]
    for name in RELATIONS:
        out[name] = folded[f"relation.{name}"]
    for key, value in state.items():
        if key.split(".")[0] in ("input_norm", "encoder", "flat", "token", "cue", "product", "second_norm", "second", "roles"):
            out[key] = value
    metadata = {
        "model": names["model"], "tags": names["tags"], "deps": names["deps"], "ents": names["ents"], "above": names["tags"],
        "below": names["deps"], "classes": names["classes"], "lemmas": [""] + names["lemmas"],
        "dilations": config["dilations"], "second_dilations": config["second_dilations"], "raise_cue": [a.raise_cue],
    }
    scores = json.load(open(a.scores)) if a.scores else dict(tagged=[0, 1], lone=[0, 1])
    metadata.update({"scores_" + k: v for k, v in scores.items()})
    metadata = {k: v if isinstance(v, str) else json.dumps(v) for k, v in metadata.items()}
    os.makedirs(os.path.dirname(a.out) or ".", exist_ok=True)
    save_file({k: v.to(torch.float16).contiguous() for k, v in out.items()}, a.out, metadata)
    print(a.out, os.path.getsize(a.out), "bytes", sum(v.numel() for v in out.values()), "values")


if __name__ == "__main__":
    main()
