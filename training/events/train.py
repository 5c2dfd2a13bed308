"""Trains the event classifier: linear support vector machines over hashed features, one file a fold and one of everything.

    train.py --features F.safetensors --pairs pairs.jsonl --out WORK [--without own,gsr]

F is what the `pairs` example of the library writes for the pairs. Prints the cross-validation; WORK/0 to WORK/4 hold the
weights that have not seen a fold, WORK/all those of all pairs.
Origins named by --without are not learned from, nor is what was made from them.
"""
import argparse
import json
import os

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

CLASSES = """AGREE CONSULT SUPPORT COOPERATE AID YIELD REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE
ASSAULT""".split()
FOLDS = 5
# What a block counts (words, lemmas, letters, frame, direction, sides): for the class, and for whether there is an event.
SCALES = dict(kind=[1, 1, 1, 2, 0, 0.5], event=[1, 1, 0, 2, 1.5, 0])
# The power of the rarity (inverse document frequency) of a feature in each block.
RARITY = [1, 1, 1, 0.5, 0.5, 0.5]
# In how many pairs a feature must occur.
SEEN = [1, 1, 2, 1, 1, 1]
# How much a pair of each origin counts beside one of plv. Police reports are looked at and not learned from.
WEIGHTS = dict(plv=1.0, gsr=0.7, own=0.7, swap=1.0, other=1.0, quad=1.0)
COLUMNS = len(CLASSES) + 2


class Pairs:
    """The pairs with their features, each a number of times."""

    def __init__(self, features, pairs):
        with safe_open(features, "np") as f:
            self.model = f.metadata()["model"]
            ids = json.loads(f.metadata()["ids"])
            number, value, block, ends = (f.get_tensor(k) for k in ("hash", "value", "block", "ends"))
        self.pairs = [json.loads(line) for line in open(pairs)]
        assert [p["id"] for p in self.pairs] == ids, "the features are those of other pairs"
        self.numbers, first, column = np.unique(number, return_index=True, return_inverse=True)
        self.block = block[first]
        starts = np.concatenate([[0], ends]).astype(np.int64)
        shape = (len(ids), len(self.numbers))
        matrix = lambda values: csr_matrix((values.astype(np.float64), column.copy(), starts), shape=shape)
        self.times, self.squares = matrix(value), matrix(value * value)
        self.times.sum_duplicates(), self.squares.sum_duplicates()
        self.kind = np.array([p["class"] for p in self.pairs])
        self.origin = np.array([p["origin"] for p in self.pairs])
        self.fold = np.array([-1 if p["fold"] is None else p["fold"] for p in self.pairs])
        # Pairs without an event are made from others (`own/1.txt:3-s`) and go with them.
        first = {p["id"]: p["origin"] for p in self.pairs}
        self.base = np.array([first.get(p["id"].removesuffix("-s").removesuffix("-o"), p["origin"]) for p in self.pairs])
        self.weight = np.array([WEIGHTS.get(o, 0.0) for o in self.origin])


def columns(data, rows):
    """The features that are known from these pairs, and how rare each is."""
    count = np.asarray((data.times[rows] > 0).sum(0)).ravel()
    keep = np.where(count >= np.maximum(np.array(SEEN)[data.block], 1))[0]
    rarity = (np.log((1 + len(rows)) / (1 + count[keep])) + 1) ** np.array(RARITY)[data.block[keep]]
    # As the file rounds it.
    return keep, rarity.astype(np.float16).astype(np.float64)


def vectors(data, keep, rarity, scales):
    """Every pair as a vector, each block of length one times its scale."""
    x = data.times[:, keep].multiply(rarity).tocsr()
    squares = data.squares[:, keep].multiply(rarity**2).tocsr()
    row = np.repeat(np.arange(x.shape[0]), np.diff(x.indptr))
    at = row * len(scales) + data.block[keep][x.indices]
    length = np.sqrt(np.bincount(at, weights=squares.data, minlength=x.shape[0] * len(scales)))
    x.data = x.data / np.maximum(length[at], 1e-9) * np.array(scales)[data.block[keep][x.indices]]
    return x


def fit(x, y, weight, c=1.0):
    return LinearSVC(C=c, class_weight="balanced", random_state=5).fit(x, y, sample_weight=weight)


def train(data, rows):
    """All weights as one matrix, from those of the pairs that may be learned from."""
    events = rows[data.kind[rows] != "NONE"]
    known = events[data.origin[events] != "yield"]
    keep, rarity = columns(data, rows[data.origin[rows] != "yield"])
    weights, bias = np.zeros((len(keep), COLUMNS)), np.zeros(COLUMNS)

    def into(place, x_scales, rows, y, share=None):
        x = vectors(data, keep, rarity, x_scales)
        model = fit(x[rows], y, share if share is not None else data.weight[rows])
        scale = np.array(x_scales)[data.block[keep]] * rarity
        coefficients, intercepts = model.coef_, model.intercept_
        if len(model.classes_) > 2:
            order = [list(model.classes_).index(c) for c in CLASSES]
            coefficients, intercepts = coefficients[order], intercepts[order]
        weights[:, place] = coefficients.T * scale[:, None]
        bias[place] = intercepts

    into(slice(0, len(CLASSES)), SCALES["kind"], known, data.kind[known])
    all_rows = rows[data.origin[rows] != "yield"]
    into(slice(15, 16), SCALES["event"], all_rows, (data.kind[all_rows] != "NONE").astype(int))
    yields = np.array([i for i in events if data.pairs[i].get("yields")])
    is_retreat = np.array([int(data.pairs[i]["yields"] == "RETREAT") for i in yields])
    if len(set(is_retreat)) == 2:
        into(slice(16, 17), SCALES["kind"], yields, is_retreat, np.ones(len(yields)))
    return keep, rarity, weights, bias


def rounded(weights):
    """Whole numbers of eight bits with a scale for each row."""
    scale = (np.abs(weights).max(1) / 127).astype(np.float16).astype(np.float64)
    # A scale of nothing would divide by nothing; such a row says nothing.
    whole = np.where(scale[:, None] > 0, np.round(weights / np.maximum(scale, 1e-12)[:, None]), 0).clip(-127, 127)
    return whole.astype(np.int8), scale


def scores(data, trained, rows):
    """What the program will say, from the rounded weights."""
    keep, rarity, weights, bias = trained
    whole, scale = rounded(weights)
    table = whole.astype(np.float64) * scale[:, None]
    # The scales of the blocks are in the weights already, and so is the rarity: only the length is left to divide by.
    x = vectors(data, keep, rarity, [1.0] * (int(data.block.max()) + 1))
    x.data = x.data / rarity[x.indices]
    return x[rows] @ table + bias


def write(path, data, trained, sharpness, event):
    keep, rarity, weights, bias = trained
    used = np.abs(weights).max(1) > 0
    order = np.where(used)[0]
    order = order[np.argsort(data.numbers[keep[order]])]
    whole, scale = rounded(weights[order])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    save_file(
        dict(features=data.numbers[keep[order]], rarity=rarity[order].astype(np.float16), scales=scale.astype(np.float16),
             rows=whole, bias=bias.astype(np.float32)),
        path,
        dict(model=data.model, classes=json.dumps(CLASSES), sharpness=json.dumps([round(float(sharpness), 4)]),
             event=json.dumps([round(float(e), 4) for e in event])),
    )
    return len(order)


def loss(sharpness, s, y):
    z = s * sharpness
    z = z - z.max(1, keepdims=True)
    return -np.mean(z[np.arange(len(y)), y] - np.log(np.exp(z).sum(1)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--features", required=True)
    p.add_argument("--pairs", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--without", default="", help="origins of pairs that are not learned from, parted by commas")
    a = p.parse_args()
    data = Pairs(a.features, a.pairs)
    answers = np.full((len(data.pairs), COLUMNS), np.nan)
    parts = []
    without = set(a.without.split(",")) - {""}
    assert without <= set(WEIGHTS), f"no origins: {sorted(without - set(WEIGHTS))}"
    # Rows of the event lexicon have no weight, and police reports are only looked at; nor is what was made from them.
    learned = (data.weight > 0) | (data.origin == "yield")
    learned &= ~np.isin(data.base, ["lexicon", "police", *without])
    for fold in range(FOLDS):
        trained = train(data, np.where(learned & (data.fold != fold))[0])
        rows = np.where(data.fold == fold)[0]
        answers[rows] = scores(data, trained, rows)
        parts.append(trained)
    plv = np.where(data.origin == "plv")[0]
    s, y = answers[plv][:, : len(CLASSES)], np.array([CLASSES.index(c) for c in data.kind[plv]])
    best = s.argmax(1)
    figures = dict(
        accuracy=np.mean(best == y), macro_f1=f1_score(y, best, average="macro", zero_division=0),
        by_fold=[round(float(np.mean((best == y)[data.fold[plv] == f])), 3) for f in range(FOLDS)],
    )
    sharpness = minimize_scalar(loss, (0.5, 3), args=(s, y)).x
    figures.update(sharpness=sharpness, loss=loss(sharpness, s, y))
    tested = np.where((data.fold >= 0) & np.isin(data.origin, ["plv", "swap", "other", "quad"]))[0]
    model = LogisticRegression(C=1e6).fit(answers[tested][:, 15:16], data.kind[tested] != "NONE", data.weight[tested])
    event = (model.coef_[0, 0], model.intercept_[0])
    chance = 1 / (1 + np.exp(-(event[0] * answers[:, 15] + event[1])))
    for origin in ("plv", "swap", "other", "quad", "police"):
        figures["event " + origin] = float(np.mean(chance[data.origin == origin] > 0.5))
    print(json.dumps({k: round(float(v), 4) if not isinstance(v, list) else v for k, v in figures.items()}, indent=1))
    for fold, trained in enumerate(parts):
        write(f"{a.out}/{fold}/events.safetensors", data, trained, sharpness, event)
    count = write(f"{a.out}/all/events.safetensors", data, train(data, np.where(learned)[0]), sharpness, event)
    print(f"{count} features")


if __name__ == "__main__":
    main()
