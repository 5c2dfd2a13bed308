#!/usr/bin/env python3
"""Write spaCy's own answers for texts, to compare ours with.

    python3 training/parity.py MODEL TEXTS… > ANSWERS.jsonl      # wants spaCy 3.8

MODEL is the folder of a pipeline, TEXTS are JSON Lines with `text` and perhaps `id`, plain or `.gz`. One line comes
out for every text, in their order: its `id` and one list a column, one item a token. Offsets count code points,
heads are token numbers; `space` and `sent` are 0 or 1. The golden files of the tests are made so:

    cd crates/onrecord-cli/tests/golden
    python3 ../../../../training/parity.py en_core_web_md-3.8.0 texts.jsonl > md.jsonl
    python3 ../../../../training/parity.py en_core_web_sm-3.8.0 texts.jsonl > sm.jsonl

Every text is run by itself: in a batch the sums inside a matrix product may be taken in another order, which can
turn a tie between two classes.
"""

import gzip
import json
import sys
import warnings

import spacy


def texts(paths):
    """The texts with their ids; a text without one gets the number of its line."""
    for path in paths:
        lines = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
        with lines:
            for number, line in enumerate(lines, 1):
                item = json.loads(line)
                yield str(item.get("id", number)), item["text"]


def answer(name, doc):
    """One document as lists, one a column."""
    return {
        "id": name,
        "starts": [t.idx for t in doc],
        "ends": [t.idx + len(t) for t in doc],
        "space": [int(bool(t.whitespace_)) for t in doc],
        "norm": [t.norm_ for t in doc],
        "shape": [t.shape_ for t in doc],
        "tag": [t.tag_ for t in doc],
        "pos": [t.pos_ for t in doc],
        "morph": [str(t.morph) for t in doc],
        "lemma": [t.lemma_ for t in doc],
        "head": [t.head.i for t in doc],
        "dep": [t.dep_ for t in doc],
        "sent": [int(bool(t.is_sent_start)) for t in doc],
        "iob": [t.ent_iob_ or "O" for t in doc],
        "ent": [t.ent_type_ for t in doc],
    }


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    model, *paths = sys.argv[1:]
    warnings.filterwarnings("ignore")
    nlp = spacy.load(model)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for number, (name, text) in enumerate(texts(paths), 1):
        # The characters are escaped: a golden file with bare control characters is hard to look at.
        print(json.dumps(answer(name, nlp(text)), separators=(",", ":")))
        if number % 500 == 0:
            print(f"{number} texts", file=sys.stderr)


if __name__ == "__main__":
    main()
