"""The ranker: how well each earlier phrase fits as what a phrase means again, and how well none does."""
import torch
from torch import nn
from torch.nn import functional as F


class Ranker(nn.Module):
    def __init__(self, config, of, of_pair, vectors):
        super().__init__()
        self.config = config
        h, e, p = config["hidden"], config["embed"], config["product"]
        self.register_buffer("vectors", vectors, persistent=False)
        self.of = nn.ModuleList([nn.Embedding(n, e) for _, n in of])
        width = len(of) * e
        self.own = nn.Linear(width, 3 * h)
        self.context = nn.Linear(96, 3 * h, bias=False)
        self.static = nn.Linear(vectors.shape[1], 3 * h, bias=False)
        self.alike = nn.Linear(vectors.shape[1], p, bias=False)
        self.product = nn.Linear(p, h, bias=False)
        self.of_pair = nn.ModuleList([nn.Embedding(n, h) for _, n in of_pair])
        for t in self.of_pair:
            nn.init.normal_(t.weight, 0, 0.1)
        self.second = nn.Linear(h, config["second"])
        self.score = nn.Linear(config["second"], 1)
        self.none = nn.Linear(h, 1)
        self.drop = nn.Dropout(config["drop"])

    def phrases(self, batch):
        """Three rows a phrase, as anaphor, antecedent and by itself, and what products are made of."""
        static = self.drop(self.vectors[batch["row"]])
        own = torch.cat([t(batch["of"][:, k]) for k, t in enumerate(self.of)], 1)
        x = self.own(self.drop(own)) + self.context(self.drop(batch["context"])) + self.static(static)
        return (*x.chunk(3, 1), self.alike(static))

    def forward(self, batch, anaphor, antecedent, of_pair):
        """Scores of pairs (rows of `batch`), and of no antecedent for each phrase."""
        a, b, alone, s = self.phrases(batch)
        x = a[anaphor] + b[antecedent] + self.product(s[anaphor] * s[antecedent])
        for k, t in enumerate(self.of_pair):
            x = x + t(of_pair[:, k])
        x = self.drop(F.relu(x))
        x = self.drop(F.relu(self.second(x)))
        return self.score(x).squeeze(1), self.none(self.drop(F.relu(alone))).squeeze(1)
