"""Columns of names as the numbers that a trained network knows them by."""
import numpy as np


def renumber(columns, meta, names):
    """Gives the values of columns the numbers that they have in `names`; what is not there gets 0."""
    for column, key in (("tag", "tags"), ("dep", "deps"), ("ent", "ents")):
        numbers = {name: n for n, name in enumerate(names[key])}
        columns[column] = np.array([numbers.get(name, 0) for name in meta[key]])[columns[column]]
    numbers = {name: n + 1 for n, name in enumerate(names["lemmas"])}
    columns["lemma"] = np.array([numbers.get(name, 0) for name in meta["lemmas"]])[columns["lemma"]]
    bits = np.zeros_like(columns["classes"])
    for n, name in enumerate(meta["classes"]):
        if name in names["classes"]:
            bits |= (columns["classes"] >> n & 1) << names["classes"].index(name)
    columns["classes"] = bits
    return {**names, "ids": meta["ids"]}
