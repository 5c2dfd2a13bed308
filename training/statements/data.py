"""Features and gold attributions as arrays, batches of units, and the candidates of the second pass."""
import gzip
import json

import numpy as np
import torch
from safetensors import safe_open

from columns import renumber
from network import RELATIONS, relate

COLUMNS = ["tag", "dep", "ent", "quote", "place", "above", "lemma", "row"]
# Lemmas seen less often in the training texts share row 0.
LEAST_LEMMAS = 4


class Unit:
    """A unit: its text's number, where its rows lie, and its gold."""

    def __init__(self, text, first, length, columns):
        self.text, self.first, self.length = text, first, length
        self.annotator = 0
        rows = slice(first, first + length)
        self.heads, self.sentences, self.deps = (columns[k][rows] for k in ("head", "sentence", "dep"))
        self.marks = (columns["quote"][rows] >= 2).astype(np.int64)
        self.start, self.end = columns["start"][rows], columns["end"][rows]
        self.flat = np.zeros(length, np.int64)
        # (first, last, labels of the second pass) of each gold cue.
        self.cues = []


def read_gold(paths):
    gold = {}
    for path in paths:
        with gzip.open(path, "rt") as lines:
            for line in lines:
                item = json.loads(line)
                gold[item["id"]] = item
    return gold


def label(array, tokens, begin):
    before = None
    for t in tokens:
        array[t] = begin + 1 if before == t - 1 else begin
        before = t


def teach(units, attribution):
    """Writes one gold attribution into the units of its text that it touches."""
    hull = [x for role in ("source", "cue", "content") for part in attribution[role] for x in part]
    for unit in units:
        if unit.start[0] >= max(hull) or unit.end[-1] <= min(hull):
            continue
        roles = {}
        for role, begin in (("source", 1), ("cue", 3), ("content", 5)):
            inside = np.zeros(unit.length, bool)
            for a, b in attribution[role]:
                inside |= (unit.start < b) & (unit.end > a)
            roles[role] = np.nonzero(inside)[0]
            label(unit.flat, roles[role], begin)
        if len(roles["cue"]):
            second = np.zeros(unit.length, np.int64)
            label(second, roles["source"], 1)
            label(second, roles["content"], 3)
            unit.cues.append((int(roles["cue"][0]), int(roles["cue"][-1]), second))


def load(path, gold, train_ids, names=None):
    """Columns, names behind the numbers, and the units with their gold; with the numbers of `names`, if given."""
    with safe_open(path, "np") as f:
        meta = {k: json.loads(v) if v[:1] == "[" else v for k, v in f.metadata().items()}
        columns = {k: f.get_tensor(k) for k in f.keys()}
    if names:
        meta = renumber(columns, meta, names)
    vectors = columns.pop("vectors")
    # Row 0 stands for words without a vector; the scale is that of the other inputs.
    scale = 0.7 / vectors.std()
    vectors = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors * scale])
    columns["row"] = columns["row"] + 1
    classes = (columns["classes"][:, None] >> np.arange(len(meta["classes"]))) & 1
    columns["classes"] = classes.astype(np.float32)
    # The tag of a token's head, and how many of its dependents have each label.
    columns["above"] = np.zeros_like(columns["tag"])
    columns["below"] = np.zeros((len(columns["tag"]), len(meta["deps"])), np.uint8)
    units = []
    for text, first, length in columns.pop("unit"):
        unit = Unit(int(text), int(first), int(length), columns)
        rows = slice(first, first + length)
        columns["above"][rows] = columns["tag"][rows][unit.heads]
        hangs = unit.heads != np.arange(length)
        np.add.at(columns["below"][rows], (unit.heads[hangs], unit.deps[hangs]), 1)
        units.append(unit)
    if not names:
        trained = {n for n, i in enumerate(meta["ids"]) if i in train_ids}
        counts = np.zeros(len(meta["lemmas"]), np.int64)
        for unit in units:
            if unit.text in trained:
                np.add.at(counts, columns["lemma"][unit.first : unit.first + unit.length], 1)
        # Most frequent first, from row 1.
        kept = [n for n in np.argsort(-counts, kind="stable") if counts[n] >= LEAST_LEMMAS]
        rows = np.zeros(len(counts), np.int64)
        rows[kept] = np.arange(1, len(kept) + 1)
        columns["lemma"] = rows[columns["lemma"]]
        meta["lemmas"] = [meta["lemmas"][n] for n in kept]
    by_text = {}
    for unit in units:
        by_text.setdefault(unit.text, []).append(unit)
    people = sorted({item["annotator"] for item in gold.values()})
    meta.setdefault("annotators", people)
    for number, name in enumerate(meta["ids"]):
        for unit in by_text.get(number, []) if name in gold else []:
            unit.annotator = 1 + people.index(gold[name]["annotator"])
        for attribution in gold.get(name, {}).get("attributions", []):
            teach(by_text.get(number, []), attribution)
    return columns, meta, units, torch.from_numpy(vectors), float(scale)


def tensors(units, columns):
    longest = max(u.length for u in units)
    rows = np.zeros((len(units), longest), np.int64)
    mask = np.zeros((len(units), longest, 1), np.float32)
    flat = np.zeros((len(units), longest), np.int64)
    for n, u in enumerate(units):
        rows[n, : u.length] = np.arange(u.first, u.first + u.length)
        mask[n, : u.length] = 1
        flat[n, : u.length] = u.flat
    batch = {k: torch.from_numpy(columns[k][rows].astype(np.int64)) for k in COLUMNS}
    batch.update({k: torch.from_numpy(columns[k][rows].astype(np.float32)) for k in ("context", "classes", "below")})
    batch["annotator"] = torch.tensor([u.annotator for u in units])[:, None].expand(-1, longest)
    batch["mask"], batch["flat"] = torch.from_numpy(mask), torch.from_numpy(flat)
    batch["lengths"] = torch.tensor([u.length for u in units])
    return batch


def cue_spans(labels):
    """First and last token of each cue in a flat tagging."""
    out, open_ = [], False
    for t, x in enumerate(labels):
        if x == 3 or (x == 4 and not open_):
            out.append([t, t])
            open_ = True
        elif x == 4:
            out[-1][1] = t
        else:
            open_ = False
    return [tuple(c) for c in out]


def candidates(units, items, labels, buckets):
    """Tensors of the second pass. `items`: (unit, first, last, labels or None, starts of the candidates)."""
    longest = max(u.length for u in units)
    y = np.zeros((len(items), longest), np.int64)
    related = np.zeros((len(RELATIONS), len(items), longest), np.int64)
    for n, (number, first, last, second, starts) in enumerate(items):
        unit = units[number]
        others = np.zeros(unit.length, np.int64)
        others[[s for s in starts if not first <= s <= last]] = 1
        out = related[:, n, : unit.length]
        relate(unit.heads, unit.sentences, unit.deps, unit.marks, first, last, others, labels, buckets, out)
        if second is not None:
            y[n, : unit.length] = second
    cues = {k: torch.from_numpy(related[i]) for i, k in enumerate(RELATIONS)}
    cues["unit"] = torch.tensor([i[0] for i in items])
    cues["lengths"] = torch.tensor([units[i[0]].length for i in items])
    return cues, torch.from_numpy(y)
