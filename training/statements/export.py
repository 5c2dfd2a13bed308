"""Writes a trained tagger as the program reads it: what is linear folded together, 16-bit floats."""
import argparse
import json

import torch
from folding import fold, inputs, write

from network import RELATIONS


def relations(state, names):
    """What each relation of the second pass adds, and the share of the flat probabilities."""
    out, at = {}, 0
    weight = state["relation.weight"]
    for name in names:
        table = state[f"relations.{name}.weight"]
        out[f"relation.{name}"] = table @ weight[:, at : at + table.shape[1]].T
        at += table.shape[1]
    return {**out, "chances": weight[:, at:]}


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
    out, metadata = inputs(state, columns, names, saved["static_scale"])
    if "tables.annotator.weight" in state:
        # At run time the labels are nobody's.
        out["context.bias"] = out["context.bias"] + fold(state, columns)["annotator"][0]
    folded = relations(state, RELATIONS)
    out.update({
        "chances.weight": folded["chances"], "flat.transitions": state["flat_transitions"], "flat.start": state["flat_start"],
        "roles.transitions": state["role_transitions"], "roles.start": state["role_start"],
    })
    for name in RELATIONS:
        out[name] = folded[f"relation.{name}"]
    for key, value in state.items():
        if key.split(".")[0] in ("input_norm", "encoder", "flat", "token", "cue", "product", "second_norm", "second", "roles"):
            out[key] = value
    metadata.update(dilations=config["dilations"], second_dilations=config["second_dilations"], raise_cue=[a.raise_cue])
    scores = json.load(open(a.scores)) if a.scores else dict(tagged=[0, 1], lone=[0, 1])
    metadata.update({"scores_" + k: v for k, v in scores.items()})
    write(a.out, out, metadata)


if __name__ == "__main__":
    main()
