"""The tagger: one encoder for a unit, a flat tagging of it, and a second tagging for each candidate cue.

Labels of the flat tagging: O, begin and inside of source, cue and content. Of the second: O, begin and inside of source
and content. Source of the design: a first pass finds cues; a second one that is told the cue finds what belongs to it.
"""
import numba
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from layers import EPS, Dropout, Stack, bar_broken_starts

FLAT, ROLES = 7, 5
# Begin and inside of a cue in the flat labels.
B_CUE, I_CUE = 3, 4
# Distances at which a new bucket begins, in tokens from the cue's edge.
BUCKETS = np.array([1, 2, 3, 4, 5, 7, 10, 15, 23, 36, 61])
# Sizes of the second pass's tables, but for that of the dependency labels.
SIZES = dict(distance=2 * len(BUCKETS) + 1, up=8, down=8, sentence=7, in_cue=2, cues=4, marks=4)
WIDTHS = dict(distance=24, up=12, branch=24, down=8, sentence=8, in_cue=8, cues=8, marks=8)


class Tagger(nn.Module):
    def __init__(self, config, sizes, vectors):
        super().__init__()
        self.config, drop = config, config["drop"]
        d, second = config["d"], config["second"]
        self.register_buffer("vectors", vectors, persistent=False)
        widths = dict(tag=24, dep=24, ent=12, quote=12, place=8, above=24, annotator=config["annotator"], lemma=48)
        widths = {k: w for k, w in widths.items() if w}
        self.tables = nn.ModuleDict({k: nn.Embedding(sizes[k], w) for k, w in widths.items()})
        for name, table in self.tables.items():
            nn.init.normal_(table.weight, 0, 0.3 if name == "lemma" else 0.5)
        # Name and width of each input, in the order in which `encode` joins them.
        self.columns = [("context", 96), ("classes", sizes["classes"]), ("below", sizes["dep"]), *widths.items(),
                        ("static", vectors.shape[1])]
        width = sum(w for _, w in self.columns)
        self.input, self.input_norm, self.drop = nn.Linear(width, d), nn.LayerNorm(d, eps=EPS), Dropout(drop)
        self.encoder = Stack(d, config["dilations"], drop)
        self.flat = nn.Linear(d, FLAT)
        self.flat_transitions, self.flat_start = nn.Parameter(torch.zeros(FLAT, FLAT)), nn.Parameter(torch.zeros(FLAT))
        sizes2 = dict(SIZES, branch=sizes["dep"] + 3)
        self.relations = nn.ModuleDict({k: nn.Embedding(sizes2[k], w) for k, w in WIDTHS.items()})
        for table in self.relations.values():
            nn.init.normal_(table.weight, 0, 0.5)
        self.token, self.cue = nn.Linear(d, second), nn.Linear(d, second)
        self.product = nn.Linear(d, second, bias=False)
        self.relation = nn.Linear(sum(WIDTHS.values()) + FLAT, second, bias=False)
        self.second_norm = nn.LayerNorm(second, eps=EPS)
        self.second = Stack(second, config["second_dilations"], drop)
        self.roles = nn.Linear(second, ROLES)
        self.role_transitions, self.role_start = nn.Parameter(torch.zeros(ROLES, ROLES)), nn.Parameter(torch.zeros(ROLES))
        bar_broken_starts(self.flat_transitions, self.flat_start)
        bar_broken_starts(self.role_transitions, self.role_start)

    def annotators(self, batch):
        """Whose labels are wanted. Every annotator draws the line elsewhere; nobody's (0) is learnt from them all."""
        if not self.training:
            return torch.full_like(batch["annotator"], self.config.get("as_annotator", 0))
        hide = torch.rand(len(batch["annotator"]), 1) < 0.3
        return batch["annotator"].masked_fill(hide, 0)

    def encode(self, batch):
        """Token vectors [units, tokens, d] and flat emissions [units, tokens, FLAT]."""
        lemma = batch["lemma"]
        if self.training:
            # Words that were never seen must be found too: rare ones are hidden more often.
            hide = torch.rand(lemma.shape) < torch.where(lemma < 500, self.config["hide"], 2 * self.config["hide"])
            lemma = lemma.masked_fill(hide, 0)
        batch = dict(batch, annotator=self.annotators(batch))
        parts = [batch["context"], batch["classes"], batch["below"]]
        parts += [self.tables[k](lemma if k == "lemma" else batch[k]) for k in self.tables]
        parts.append(self.vectors[batch["row"]])
        x = self.input_norm(F.hardswish(self.input(self.drop(torch.cat(parts, 2)))))
        h = self.encoder(self.drop(x), batch["mask"])
        return h, self.flat(self.drop(h))

    def condition(self, h, flat, batch, cues):
        """Emissions [cues, tokens, ROLES] of the second tagging."""
        unit = cues["unit"]
        own = h[unit]
        inside = cues["in_cue"].float().unsqueeze(2)
        cue = (own * inside).sum(1, keepdim=True) / inside.sum(1, keepdim=True)
        relations = [self.relations[k](cues[k]) for k in self.relations]
        relations.append(torch.softmax(flat.detach(), 2)[unit])
        x = self.token(h)[unit] + self.cue(cue) + self.product(self.drop(own * cue))
        x = self.drop(self.second_norm(F.hardswish(x + self.relation(torch.cat(relations, 2)))))
        return self.roles(self.drop(self.second(x, batch["mask"][unit])))


@numba.njit(cache=True)
def relate(heads, sentences, deps, marks, first, last, starts, labels, buckets, out):
    """How each token of a unit stands to the cue `first..=last`; `out` is [8, tokens].

    Rows: distance, up, branch, down, sentence, in_cue, cues, marks. `marks`: 1 where a quotation mark stands; `starts`:
    1 where a candidate cue starts; `labels`: number of dependency labels.
    """
    n = len(heads)
    head = first
    for t in range(first, last + 1):
        if heads[t] < first or heads[t] > last or heads[t] == t:
            head = t
            break
    own = sentences[head]
    # Steps from the cue up to each token above it.
    steps = np.full(n, -1, np.int64)
    t, k = head, 0
    while steps[t] < 0 and sentences[t] == own:
        steps[t] = k
        k += 1
        t = heads[t]
    for t in range(n):
        gap = first - t if t < first else t - last if t > last else 0
        bucket = 0
        while bucket < len(buckets) and gap >= buckets[bucket]:
            bucket += 1
        out[0, t] = bucket if t < first else len(buckets) + bucket if t > last else 0
        up, branch, down = 7, labels + 2, 7
        if sentences[t] == own:
            up, branch, down = 6, labels + 1, 6
            x, below, depth = t, -1, 0
            while depth <= 40:
                if steps[x] >= 0:
                    up, down = min(steps[x], 5), min(depth, 5)
                    branch = labels if below < 0 else deps[below]
                    break
                if heads[x] == x or sentences[heads[x]] != own:
                    break
                below, x, depth = x, heads[x], depth + 1
        out[1, t], out[2, t], out[3, t] = up, branch, down
        out[4, t] = min(max(sentences[t] - own, -3), 3) + 3
        out[5, t] = 1 if first <= t <= last else 0
        out[6, t], out[7, t] = 0, 0
    cues, quotes = 0, 0
    for t in range(first - 1, -1, -1):
        out[7, t] = min(quotes, 3)
        cues += starts[t]
        out[6, t] = min(cues, 3)
        quotes += marks[t]
    cues, quotes = 0, 0
    for t in range(last + 1, n):
        cues += starts[t]
        out[6, t] = min(cues, 3)
        out[7, t] = min(quotes, 3)
        quotes += marks[t]


RELATIONS = ["distance", "up", "branch", "down", "sentence", "in_cue", "cues", "marks"]
