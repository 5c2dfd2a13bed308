"""Tables in the width of a network from embeddings and the linear layer above them, and how a head's file is written."""
import json
import os

import torch
from safetensors.torch import save_file


def fold(state, columns):
    """What each input of the first layer adds; `columns`: name and width of each in order."""
    out, at = {}, 0
    weight = state["input.weight"]
    for name, width in columns:
        part = weight[:, at : at + width]
        at += width
        out[name] = state[f"tables.{name}.weight"] @ part.T if f"tables.{name}.weight" in state else part
    return out


def inputs(state, columns, names, static_scale):
    """Arrays and metadata of the first layer as the program reads them."""
    folded = fold(state, columns)
    arrays = {
        "context.weight": folded["context"], "context.bias": state["input.bias"], "classes": folded["classes"].T,
        "below": folded["below"].T, "statics.weight": folded["static"] * static_scale,
    }
    for ours, theirs in dict(tags="tag", deps="dep", ents="ent", quotes="quote", places="place", above="above", lemmas="lemma").items():
        arrays[ours] = folded[theirs]
    metadata = {
        "model": names["model"], "tags": names["tags"], "deps": names["deps"], "ents": names["ents"], "above": names["tags"],
        "below": names["deps"], "classes": names["classes"], "lemmas": [""] + names["lemmas"],
    }
    return arrays, metadata


def write(path, arrays, metadata):
    """A safetensors file with 16-bit floats."""
    metadata = {k: v if isinstance(v, str) else json.dumps(v) for k, v in metadata.items()}
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    save_file({k: v.to(torch.float16).contiguous() for k, v in arrays.items()}, path, metadata)
    print(path, os.path.getsize(path), "bytes", sum(v.numel() for v in arrays.values()), "values")
