#!/usr/bin/env python3
"""Words per CPU second of spaCy's full pipeline and of ours, on the same texts, in turns.

    python3 training/speed.py MODEL TEXTS [ROUNDS]      # wants spaCy 3.8 and a release build of the example `speed`

MODEL is the folder of a pipeline, TEXTS are JSON Lines with `text`, plain or `.gz`. Both run in one process on one
thread, each round first spaCy (`nlp.pipe`), then ours; the ratio of a round is free of what else the machine does
in the meantime as far as both see the same of it. A word is what stands between white space.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import spacy  # noqa: E402  (threads are set before it is loaded)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    model, path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3
    lines = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    texts = [json.loads(line)["text"] for line in lines]
    words = sum(len(text.split()) for text in texts)
    nlp = spacy.load(model)
    ours = [os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "examples", "speed"), model, path]
    for n in range(rounds):
        start = time.process_time()
        for doc in nlp.pipe(texts):
            pass
        theirs = words / (time.process_time() - start)
        out = subprocess.run(ours, check=True, stdout=subprocess.PIPE, text=True).stdout
        depths = dict(re.findall(r"^(\w+): (\d+) words", out, re.M))
        ratios = ", ".join(f"{name} {float(speed):.0f} ({float(speed) / theirs:.1f}x)" for name, speed in depths.items())
        print(f"round {n + 1}: spaCy {theirs:.0f} words per CPU second; ours {ratios}", flush=True)


main()
