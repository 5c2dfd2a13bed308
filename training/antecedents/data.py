"""Phrases, pairs and gold chains as arrays."""
import json

import numpy as np
import torch
from safetensors import safe_open


class Texts:
    """What the `antecedents` example writes, with the gold chain of each phrase (-1: none)."""

    def __init__(self, path, gold):
        with safe_open(path, "np") as f:
            self.meta = {k: json.loads(v) if v[:1] == "[" else v for k, v in f.metadata().items()}
            c = {k: f.get_tensor(k) for k in f.keys()}
        vectors = c["vectors"]
        # Row 0 stands for words without a vector; the scale is that of the other inputs.
        self.scale = float(0.7 / vectors.std())
        self.vectors = torch.from_numpy(np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors * self.scale]))
        self.phrase, self.of, self.context = c["phrase"], c["of"].astype(np.int64), c["context"]
        self.row = c["row"].astype(np.int64) + 1
        self.pair, self.of_pair = c["pair"].astype(np.int64), c["of_pair"].astype(np.int64)
        n, self.text = len(self.row), self.phrase[:, 0]
        self.chain = np.full(n, -1)
        for k, name in enumerate(self.meta["ids"]):
            chains = {tuple(m): c for c, ms in enumerate(gold.get(name, {}).get("clusters", [])) for m in ms}
            for r in np.nonzero(self.text == k)[0]:
                chain = chains.get((self.phrase[r, 1], self.phrase[r, 2]))
                if chain is not None:
                    self.chain[r] = k * 100000 + chain
        # First and last pair of each phrase as anaphor.
        self.first = np.searchsorted(self.pair[:, 0], np.arange(n))
        self.end = np.searchsorted(self.pair[:, 0], np.arange(n), side="right")

    def groups(self, texts, most=6000):
        """Runs of phrases of one text with at most so many pairs together."""
        out = []
        for k in texts:
            now, size = [], 0
            for r in np.nonzero(self.text == k)[0]:
                pairs = self.end[r] - self.first[r]
                if now and size + pairs > most:
                    out.append(now)
                    now, size = [], 0
                now.append(r)
                size += pairs
            if now:
                out.append(now)
        return out

    def batch(self, rows):
        """What the network takes in for these phrases, the pairs counted from `low`, the first row taken along."""
        a, b = self.first[rows[0]], self.end[rows[-1]]
        pair = self.pair[a:b]
        low, high = min(rows[0], pair[:, 1].min() if len(pair) else rows[0]), rows[-1] + 1
        batch = {k: torch.from_numpy(getattr(self, k)[low:high]) for k in ("of", "row", "context")}
        return batch, torch.from_numpy(pair[:, 0] - low), torch.from_numpy(pair[:, 1] - low), torch.from_numpy(self.of_pair[a:b]), low
