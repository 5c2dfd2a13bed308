"""Features, gold mentions and gold types as arrays, one `Unit` a paragraph."""
import json
import os
import sys

import numpy as np
import torch
from columns import renumber
from safetensors import safe_open

COLUMNS = ["tag", "dep", "ent", "quote", "place", "above", "lemma", "row"]
# Types of re3d by the names of the record; times are learnt so that they are not taken for quantities, and not given out.
TYPES = dict(Person="person", Organisation="organisation", Location="place", Nationality="nationality", Weapon="weapon",
             MilitaryPlatform="platform", Vehicle="vehicle", DocumentReference="document", Quantity="quantity", Money="money",
             Temporal="time")
NAMES = list(TYPES.values())
# Types of noun phrases in OntoGUM.
KINDS = ["person", "organization", "place", "object", "event", "time", "abstract", "substance", "animal", "plant"]
# Lemmas seen less often share row 0.
LEAST_LEMMAS = 3


class Unit:
    """A unit: its text, where its rows lie, and its gold. `flat` and `kinds` are -1 where the text has no such gold."""

    def __init__(self, text, first, length, columns):
        self.text, self.first, self.length = text, first, length
        rows = slice(first, first + length)
        self.heads, self.deps = columns["head"][rows], columns["dep"][rows]
        self.start, self.end = columns["start"][rows], columns["end"][rows]
        self.flat, self.kinds = np.full(length, -1), np.full(length, -1)


def read_gold(paths):
    gold = {}
    for path in paths:
        with open(path) as lines:
            for line in lines:
                item = json.loads(line)
                item["set"] = os.path.basename(path).removesuffix(".jsonl")
                gold[item["id"]] = item
    return gold


def outermost(entities):
    """Flat mentions: of two that touch, the longer."""
    out = []
    for e in sorted(entities, key=lambda e: (e["start"] - e["end"], e["start"])):
        if e["type"] in TYPES and all(e["start"] >= o["end"] or e["end"] <= o["start"] for o in out):
            out.append(e)
    return out


def teach(unit, item):
    if "entities" in item:
        unit.flat[:] = 0
        for e in outermost(item["entities"]):
            tokens = np.nonzero((unit.start < e["end"]) & (unit.end > e["start"]))[0]
            if len(tokens):
                begin = 1 + 2 * NAMES.index(TYPES[e["type"]])
                unit.flat[tokens] = begin + 1
                unit.flat[tokens[0]] = begin
    if "mentions" in item:
        for m in item["mentions"]:
            inside = (unit.start >= m["start"]) & (unit.end <= m["end"])
            tokens = np.nonzero(inside)[0]
            if len(tokens) and m["type"] in KINDS:
                heads = [t for t in tokens if unit.heads[t] == t or not inside[unit.heads[t]]]
                # Of two phrases with one head the inner tells as much as the outer.
                unit.kinds[heads[0]] = KINDS.index(m["type"])


def load(path, gold, names=None):
    """Columns, names behind the numbers, units with their gold, static vectors and their scale; with the numbers of
    `names`, if given."""
    with safe_open(path, "np") as f:
        meta = {k: json.loads(v) if v[:1] == "[" else v for k, v in f.metadata().items()}
        columns = {k: f.get_tensor(k) for k in f.keys()}
    columns["classes"], meta["classes"] = columns.pop("actors"), meta.pop("actors")
    if names:
        meta = renumber(columns, meta, names)
    vectors = columns.pop("vectors")
    scale = 0.7 / vectors.std()
    vectors = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors * scale])
    columns["row"] = columns["row"] + 1
    columns["classes"] = ((columns["classes"][:, None] >> np.arange(len(meta["classes"]))) & 1).astype(np.float32)
    columns["above"] = np.zeros_like(columns["tag"])
    columns["below"] = np.zeros((len(columns["tag"]), len(meta["deps"])), np.uint8)
    units = []
    for text, first, length in columns.pop("unit"):
        unit = Unit(int(text), int(first), int(length), columns)
        rows = slice(first, first + length)
        columns["above"][rows] = columns["tag"][rows][unit.heads]
        hangs = unit.heads != np.arange(length)
        np.add.at(columns["below"][rows], (unit.heads[hangs], unit.deps[hangs]), 1)
        if meta["ids"][unit.text] in gold:
            teach(unit, gold[meta["ids"][unit.text]])
        units.append(unit)
    if not names:
        counts = np.bincount(columns["lemma"], minlength=len(meta["lemmas"]))
        # Most frequent first, from row 1.
        kept = [n for n in np.argsort(-counts, kind="stable") if counts[n] >= LEAST_LEMMAS]
        rows = np.zeros(len(counts), np.int64)
        rows[kept] = np.arange(1, len(kept) + 1)
        columns["lemma"] = rows[columns["lemma"]]
        meta["lemmas"] = [meta["lemmas"][n] for n in kept]
    return columns, meta, units, torch.from_numpy(vectors), float(scale)


def tensors(units, columns):
    longest = max(u.length for u in units)
    rows = np.zeros((len(units), longest), np.int64)
    mask = np.zeros((len(units), longest, 1), np.float32)
    flat, kinds = np.zeros((len(units), longest), np.int64), np.full((len(units), longest), -1)
    for n, u in enumerate(units):
        rows[n, : u.length] = np.arange(u.first, u.first + u.length)
        mask[n, : u.length] = 1
        flat[n, : u.length] = np.maximum(u.flat, 0)
        kinds[n, : u.length] = u.kinds
    batch = {k: torch.from_numpy(columns[k][rows].astype(np.int64)) for k in COLUMNS}
    batch.update({k: torch.from_numpy(columns[k][rows].astype(np.float32)) for k in ("context", "classes", "below")})
    batch["mask"], batch["flat"], batch["kinds"] = torch.from_numpy(mask), torch.from_numpy(flat), torch.from_numpy(kinds)
    batch["lengths"] = torch.tensor([u.length for u in units])
    return batch
