"""Batches of units of like length."""


def batches(units, most, rng=None):
    """Batches of units of like length, at most `most` tokens with padding; shuffled if `rng` is given."""
    jitter = (lambda: 1 + 0.2 * rng.random()) if rng else (lambda: 1)
    order = sorted(units, key=lambda u: u.length * jitter())
    out, now, longest = [], [], 0
    for unit in order:
        longest = max(longest, unit.length)
        if now and longest * (len(now) + 1) > most:
            out.append(now)
            now, longest = [], unit.length
        now.append(unit)
    out.append(now)
    if rng:
        rng.shuffle(out)
    return out
