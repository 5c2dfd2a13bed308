"""The mention tagger: one encoder, a flat tagging by mentions of re3d's types, and the kind of thing a noun stands for.

Labels of the tagging: O, then begin and inside of each type. Kinds are those of OntoGUM, asked at every token and
meant at the head of a noun phrase.
"""
import torch
from torch import nn
from torch.nn import functional as F

from data import KINDS, NAMES
from layers import EPS, Dropout, Stack, bar_broken_starts

LABELS = 1 + 2 * len(NAMES)


class Tagger(nn.Module):
    def __init__(self, config, sizes, vectors):
        super().__init__()
        self.config, drop, d = config, config["drop"], config["d"]
        self.register_buffer("vectors", vectors, persistent=False)
        widths = dict(tag=24, dep=24, ent=24, quote=8, place=8, above=24, lemma=config["lemma"])
        self.tables = nn.ModuleDict({k: nn.Embedding(sizes[k], w) for k, w in widths.items()})
        for name, table in self.tables.items():
            nn.init.normal_(table.weight, 0, 0.3 if name == "lemma" else 0.5)
        self.columns = [("context", 96), ("classes", sizes["classes"]), ("below", sizes["dep"]), *widths.items(),
                        ("static", vectors.shape[1])]
        width = sum(w for _, w in self.columns)
        self.input, self.input_norm, self.drop = nn.Linear(width, d), nn.LayerNorm(d, eps=EPS), Dropout(drop)
        self.encoder = Stack(d, config["dilations"], drop)
        self.flat, self.kinds = nn.Linear(d, LABELS), nn.Linear(d, len(KINDS))
        self.flat_transitions, self.flat_start = nn.Parameter(torch.zeros(LABELS, LABELS)), nn.Parameter(torch.zeros(LABELS))
        bar_broken_starts(self.flat_transitions, self.flat_start)

    def forward(self, batch):
        lemma = batch["lemma"]
        if self.training:
            lemma = lemma.masked_fill(torch.rand(lemma.shape) < self.config["hide"], 0)
        parts = [batch["context"], batch["classes"], batch["below"]]
        parts += [self.tables[k](lemma if k == "lemma" else batch[k]) for k in self.tables]
        static = self.vectors[batch["row"]]
        if self.training:
            static = static * (torch.rand(lemma.shape) >= self.config["hide"]).unsqueeze(2)
        parts.append(static)
        x = self.input_norm(F.hardswish(self.input(self.drop(torch.cat(parts, 2)))))
        h = self.drop(self.encoder(self.drop(x), batch["mask"]))
        return self.flat(h), self.kinds(h)
