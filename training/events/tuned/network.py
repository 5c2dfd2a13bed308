"""The second tier: MiniLM-L6, its upper three layers told which pieces are source and target.

The lower three layers stay as published and see the plain sentence; a learned vector is then added to the pieces of
each side, and the upper layers and a small head learn. So all pairs of a sentence share the lower half.
"""
import torch
from torch import nn
from torch.nn import functional as F

WIDTH, HEADS, INNER, LOWER, LAYERS = 384, 12, 1536, 3, 6
# Pieces of a window, with the two that stand at its ends.
MOST = 100
FIRST, LAST = 101, 102


class Layer(nn.Module):
    """One layer of BERT, by the names of its published weights."""

    NAMES = dict(query="attention.self.query", key="attention.self.key", value="attention.self.value",
                 mixed="attention.output.dense", norm="attention.output.LayerNorm", inner="intermediate.dense",
                 outer="output.dense", last="output.LayerNorm")

    def __init__(self, drop=0.0):
        super().__init__()
        for name in ("query", "key", "value", "mixed"):
            setattr(self, name, nn.Linear(WIDTH, WIDTH))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm, self.last = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x, bias):
        n, t, _ = x.shape
        parts = [m(x).view(n, t, HEADS, WIDTH // HEADS).transpose(1, 2) for m in (self.query, self.key, self.value)]
        y = F.scaled_dot_product_attention(*parts, bias).transpose(1, 2).reshape(n, t, WIDTH)
        x = self.norm(x + self.drop(self.mixed(y)))
        return self.last(x + self.drop(self.outer(F.gelu(self.inner(x)))))

    def read(self, weights, number):
        for own, name in self.NAMES.items():
            module = getattr(self, own)
            for part in ("weight", "bias"):
                getattr(module, part).data = weights[f"encoder.layer.{number}.{name}.{part}"].float().clone()

    def written(self, number):
        return {f"encoder.layer.{number}.{name}.{part}": getattr(getattr(self, own), part)
                for own, name in self.NAMES.items() for part in ("weight", "bias")}


def bias_of(mask):
    return torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]


class Lower(nn.Module):
    """Pieces to hidden states, as published."""

    def __init__(self, weights):
        super().__init__()
        self.words = weights["embeddings.word_embeddings.weight"].float()
        self.places = weights["embeddings.position_embeddings.weight"].float()
        self.places = self.places + weights["embeddings.token_type_embeddings.weight"].float()[0]
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        for part in ("weight", "bias"):
            getattr(self.norm, part).data = weights[f"embeddings.LayerNorm.{part}"].float()
        self.layers = nn.ModuleList([Layer() for _ in range(LOWER)])
        for i, layer in enumerate(self.layers):
            layer.read(weights, i)

    def forward(self, ids, mask):
        x = self.norm(self.words[ids] + self.places[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, bias_of(mask))
        return x


class Upper(nn.Module):
    """Hidden states and sides to scores of the classes."""

    def __init__(self, weights, classes, drop=0.1):
        super().__init__()
        self.roles = nn.Parameter(torch.randn(2, WIDTH) * 0.3)
        self.layers = nn.ModuleList([Layer(drop) for _ in range(LOWER, LAYERS)])
        for i, layer in enumerate(self.layers):
            layer.read(weights, LOWER + i)
        self.hidden, self.out = nn.Linear(3 * WIDTH, WIDTH), nn.Linear(WIDTH, classes)
        self.drop = nn.Dropout(drop)

    def forward(self, x, mask, sides):
        """`sides`: for each pair and piece whether it is of the source, whether of the target."""
        x = x + sides @ self.roles
        for layer in self.layers:
            x = layer(x, bias_of(mask))
        marks = torch.cat([sides, mask.float()[..., None]], 2)
        means = marks.transpose(1, 2) @ x / marks.sum(1).clamp(min=1)[..., None]
        return self.out(self.drop(F.gelu(self.hidden(self.drop(means.flatten(1))))))

    def written(self):
        out = {"roles": self.roles, "hidden.weight": self.hidden.weight, "hidden.bias": self.hidden.bias,
               "out.weight": self.out.weight, "out.bias": self.out.bias}
        for i, layer in enumerate(self.layers):
            out.update(layer.written(LOWER + i))
        return {k: v.detach() for k, v in out.items()}

    def read(self, arrays):
        self.roles.data = arrays["roles"].float()
        for own, name in ((self.hidden, "hidden"), (self.out, "out")):
            own.weight.data, own.bias.data = arrays[name + ".weight"].float(), arrays[name + ".bias"].float()
        for i, layer in enumerate(self.layers):
            layer.read(arrays, LOWER + i)


def window(encoding, source, target):
    """Piece numbers with both ends, and per piece whether it is of the source and of the target.

    Of a long text a window is kept whose middle is that of the first and last piece of a side.
    """
    sides = [[any(x < b and y > a for a, b in spans) for x, y in encoding.offsets] for spans in (source, target)]
    room, count = MOST - 2, len(encoding.ids)
    first = 0
    if count > room:
        marked = [i for i in range(count) if sides[0][i] or sides[1][i]] or [0]
        first = min(max((marked[0] + marked[-1]) // 2 - room // 2, 0), count - room)
    kept = slice(first, first + room)
    ends = [[False] + s[kept] + [False] for s in sides]
    return [FIRST] + encoding.ids[kept] + [LAST], list(zip(*ends))
