"""Layers that the heads are made of, and their labels' first transitions. The program has the same layers."""
import torch
from torch import nn
from torch.nn import functional as F

# What is added to a variance before its root, as the program does.
EPS = 1e-8
# Heads of a layer that attends, and the distance beyond which tokens are equally far.
HEADS, REACH = 4, 32


class Dropout(nn.Module):
    """Dropout that cuts its masks from one long random strip: drawing them anew takes a third of a step."""

    strip = {}

    def __init__(self, p):
        super().__init__()
        self.p = p
        if p not in Dropout.strip:
            Dropout.strip[p] = (torch.rand(1 << 23) >= p).float() / (1 - p)

    def forward(self, x):
        if not self.training:
            return x
        strip = Dropout.strip[self.p]
        if x.numel() > len(strip) // 2:
            return F.dropout(x, self.p)
        at = int(torch.randint(len(strip) - x.numel(), ()))
        return x * strip[at : at + x.numel()].view_as(x)


class Conv(nn.Module):
    """Residual layer: normalise, window of three (dilated), maxout of two."""

    def __init__(self, d, dilation, drop):
        super().__init__()
        self.dilation = dilation
        self.norm, self.linear, self.drop = nn.LayerNorm(d, eps=EPS), nn.Linear(3 * d, 2 * d), Dropout(drop)

    def forward(self, x, mask):
        k = self.dilation
        y = self.norm(x) * mask
        z = F.pad(y, (0, 0, k, k))
        a, b = self.linear(torch.cat([z[:, : -2 * k], y, z[:, 2 * k :]], 2)).chunk(2, 2)
        return x + self.drop(torch.maximum(a, b))


class Attend(nn.Module):
    """Residual layer: normalise, attend to all tokens of the unit, the distance between two of them in mind."""

    def __init__(self, d, drop):
        super().__init__()
        self.norm, self.queries, self.out = nn.LayerNorm(d, eps=EPS), nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.drop = Dropout(drop)
        self.distance = nn.Parameter(torch.zeros(HEADS, 2 * REACH + 1))

    def forward(self, x, mask):
        units, tokens, d = x.shape
        q, k, v = self.queries(self.norm(x)).view(units, tokens, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        place = torch.arange(tokens)
        near = (place[None, :] - place[:, None]).clamp(-REACH, REACH) + REACH
        bias = self.distance[:, near][None] + (mask.squeeze(2) - 1)[:, None, None, :] * 1e4
        y = F.scaled_dot_product_attention(q, k, v, bias)
        return x + self.drop(self.out(y.transpose(1, 2).reshape(units, tokens, d)))


class Stack(nn.Module):
    """Layers by their dilation, 0 for one that attends, and a last normalisation."""

    def __init__(self, d, layers, drop):
        super().__init__()
        self.layers = nn.ModuleList([Conv(d, k, drop) if k else Attend(d, drop) for k in layers])
        self.norm = nn.LayerNorm(d, eps=EPS)

    def forward(self, x, mask):
        for layer in self.layers:
            x = layer(x, mask)
        return self.norm(x)


def bar_broken_starts(transitions, start):
    """An inside label stands after its begin or itself: everything else starts out improbable."""
    with torch.no_grad():
        for inside in range(2, transitions.shape[0], 2):
            start[inside] = -6
            for label in range(transitions.shape[0]):
                if label not in (inside, inside - 1):
                    transitions[label, inside] = -6
