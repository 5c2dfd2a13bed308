#!/usr/bin/env python3
"""Count labelled pairs and name lines that do not follow the form. Standard library only.

    check.py FILE...
"""
import collections
import re
import sys

CLASSES = set("AGREE CONSULT SUPPORT COOPERATE AID YIELD REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT NONE".split())


def main():
    counts, seen, bad = collections.Counter(), {}, 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as f:
            for number, line in enumerate(f, 1):
                label, tab, text = line.rstrip("\n").partition("\t")
                sources, targets = (len(re.findall(r"\[[^][]+\]\(" + side + r"\)", text)) for side in "st")
                if not tab or label not in CLASSES or not sources or not targets or text.count("[") != sources + targets:
                    print(f"{path}:{number}: {line.rstrip()}")
                    bad += 1
                elif text in seen:
                    print(f"{path}:{number}: same as {seen[text]}")
                    bad += 1
                seen[text] = f"{path}:{number}"
                counts[label] += 1
    print(sum(counts.values()), dict(counts.most_common()))
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
