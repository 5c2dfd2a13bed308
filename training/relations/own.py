"""Relations of sentences of our own against what they tell: `own.py BIN [--misses]`; BIN is the `onrecord` command.

`sentences.tsv`: a sentence, and its relations as `type|subject|object`, parted by `; `. A relation is found if its type is
right and its ends hold the words told, or lie within them; ends change places where the type has no direction.
"""
import json
import os
import shlex
import subprocess
import sys

SYMMETRIC = {"ally", "adversary", "partner", "family", "same_as", "communicated"}


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sentences.tsv")
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")][1:]
    texts = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, (text, _) in enumerate(rows))
    command = shlex.split(sys.argv[1]) + ["read", "--from", "jsonl", "--format", "jsonl", "-"]
    answer = subprocess.run(command, input=texts.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    right = found = wanted = 0
    for line in answer.stdout.decode().splitlines():
        doc = json.loads(line)
        text, told = rows[int(doc["id"])]
        told = [tuple(part.split("|")) for part in told.split("; ") if part]
        words = lambda role: " … ".join(s["quote"] for s in role["spans"]).lower()
        meets = lambda a, b: a.lower() in b or b in a.lower()
        left, extra = list(told), []
        for r in doc["relations"]:
            ends = [(words(r["subject"]), words(r["object"]))]
            ends += [ends[0][::-1]] if r["type"] in SYMMETRIC else []
            hit = next((t for t in left if t[0] == r["type"] and any(meets(t[1], a) and meets(t[2], b) for a, b in ends)), None)
            left.remove(hit) if hit else extra.append((r["type"], *ends[0], r["maker"]))
        found, wanted, right = found + len(doc["relations"]), wanted + len(told), right + len(told) - len(left)
        if "--misses" in sys.argv and (left or extra):
            print(text, *(f"\n    missed: {t}" for t in left), *(f"\n    extra:  {t}" for t in extra))
    print(f"{len(rows)} sentences: precision {right}/{found} = {right / max(1, found):.2f}, recall {right}/{wanted} = {right / max(1, wanted):.2f}")


if __name__ == "__main__":
    main()
