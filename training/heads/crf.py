"""Linear-chain conditional random fields, compiled: loss with gradient, best path, marginals.

`emissions` has the shape [sequences, tokens, labels] (float32), `lengths` [sequences]; `transitions[a, b]` scores label
`b` after label `a`, `start[a]` label `a` at the beginning. What stands after a sequence's length is ignored.
"""
import numba
import numpy as np
import torch


@numba.njit(fastmath=True, cache=True)
def _forward(em, tr, st, n, alpha):
    labels = em.shape[1]
    for b in range(labels):
        alpha[0, b] = st[b] + em[0, b]
    for t in range(1, n):
        top = alpha[t - 1, 0]
        for a in range(1, labels):
            top = max(top, alpha[t - 1, a])
        for b in range(labels):
            s = 0.0
            for a in range(labels):
                s += np.exp(alpha[t - 1, a] - top + tr[a, b])
            alpha[t, b] = top + np.log(s) + em[t, b]
    top = alpha[n - 1].max()
    return top + np.log(np.exp(alpha[n - 1] - top).sum())


@numba.njit(fastmath=True, cache=True)
def _backward(em, tr, n, beta):
    labels = em.shape[1]
    beta[n - 1, :] = 0.0
    for t in range(n - 2, -1, -1):
        top = em[t + 1, 0] + beta[t + 1, 0]
        for b in range(1, labels):
            top = max(top, em[t + 1, b] + beta[t + 1, b])
        for a in range(labels):
            s = 0.0
            for b in range(labels):
                s += np.exp(em[t + 1, b] + beta[t + 1, b] - top + tr[a, b])
            beta[t, a] = top + np.log(s)


@numba.njit(fastmath=True, cache=True)
def _loss(em, tr, st, lengths, y, g_em, g_tr, g_st):
    """Sum of negative log-likelihoods; the gradients go into the last three arguments."""
    total = 0.0
    longest, labels = em.shape[1], em.shape[2]
    alpha, beta = np.empty((longest, labels)), np.empty((longest, labels))
    for s in range(em.shape[0]):
        n = lengths[s]
        z = _forward(em[s], tr, st, n, alpha)
        _backward(em[s], tr, n, beta)
        score = st[y[s, 0]] + em[s, 0, y[s, 0]]
        for t in range(1, n):
            score += tr[y[s, t - 1], y[s, t]] + em[s, t, y[s, t]]
        total += z - score
        for t in range(n):
            for a in range(labels):
                p = np.exp(alpha[t, a] + beta[t, a] - z)
                g_em[s, t, a] = p
                if t == 0:
                    g_st[a] += p
                else:
                    for b in range(labels):
                        g_tr[b, a] += np.exp(alpha[t - 1, b] + tr[b, a] + em[s, t, a] + beta[t, a] - z)
            g_em[s, t, y[s, t]] -= 1.0
            if t == 0:
                g_st[y[s, 0]] -= 1.0
            else:
                g_tr[y[s, t - 1], y[s, t]] -= 1.0
    return total


class _Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, em, tr, st, lengths, y):
        arrays = [x.detach().numpy() for x in (em, tr, st)]
        g = [np.zeros_like(a) for a in arrays]
        total = _loss(*arrays, lengths.numpy(), y.numpy(), *g)
        ctx.save_for_backward(*[torch.from_numpy(a) for a in g])
        return em.new_tensor(total)

    @staticmethod
    def backward(ctx, grad):
        em, tr, st = ctx.saved_tensors
        return em * grad, tr * grad, st * grad, None, None


def loss(em, tr, st, lengths, y):
    """Sum of the negative log-likelihoods of the label sequences `y`."""
    return _Loss.apply(em, tr, st, lengths, y)


@numba.njit(fastmath=True, cache=True)
def viterbi(em, tr, st, lengths):
    """Best labels [sequences, tokens] and their scores [sequences]."""
    longest, labels = em.shape[1], em.shape[2]
    out = np.zeros((em.shape[0], longest), np.int64)
    best = np.zeros(em.shape[0])
    back = np.zeros((longest, labels), np.int64)
    now, new = np.empty(labels), np.empty(labels)
    for s in range(em.shape[0]):
        n = lengths[s]
        for b in range(labels):
            now[b] = st[b] + em[s, 0, b]
        for t in range(1, n):
            for b in range(labels):
                k = 0
                for a in range(1, labels):
                    if now[a] + tr[a, b] > now[k] + tr[k, b]:
                        k = a
                back[t, b] = k
                new[b] = now[k] + tr[k, b] + em[s, t, b]
            now[:] = new
        label = now.argmax()
        best[s] = now[label]
        for t in range(n - 1, -1, -1):
            out[s, t] = label
            label = back[t, label]
    return out, best


@numba.njit(fastmath=True, cache=True)
def marginals(em, tr, st, lengths):
    """Probability of each label at each token, and the log of each sequence's partition sum."""
    longest, labels = em.shape[1], em.shape[2]
    out = np.zeros(em.shape, np.float32)
    logs = np.zeros(em.shape[0])
    alpha, beta = np.empty((longest, labels)), np.empty((longest, labels))
    for s in range(em.shape[0]):
        n = lengths[s]
        z = _forward(em[s], tr, st, n, alpha)
        _backward(em[s], tr, n, beta)
        logs[s] = z
        for t in range(n):
            for a in range(labels):
                out[s, t, a] = np.exp(alpha[t, a] + beta[t, a] - z)
    return out, logs
