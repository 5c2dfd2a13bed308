"""Our own marked texts as JSON Lines, in the form of re3d: `texts.py FOLDER > texts.jsonl`.

A mention is marked as a link is in Markdown: `[the ministry](organisation)`.
"""
import glob
import json
import os
import re
import sys

from data import TYPES

MARK = re.compile(r"\[([^\[\]]+)\]\(([a-z]+)\)")
NAMES = {name: label for label, name in TYPES.items()}


def plain(marked, where):
    """The text without its marks, and the mentions."""
    text, at, entities = "", 0, []
    for m in MARK.finditer(marked):
        text += marked[at : m.start()]
        if m[2] not in NAMES:
            sys.exit(f"{where}: unknown type `{m[2]}`; types: {', '.join(NAMES)}")
        entities.append(dict(start=len(text), end=len(text) + len(m[1]), type=NAMES[m[2]], value=m[1]))
        text, at = text + m[1], m.end()
    text += marked[at:]
    if re.search(r"\]\(|\[", text):
        sys.exit(f"{where}: a mark is not closed, or one stands in another")
    return text, entities


def main():
    for path in sorted(glob.glob(f"{sys.argv[1]}/*.txt")):
        name = os.path.basename(path).removesuffix(".txt")
        text, entities = plain(open(path, encoding="utf-8").read(), path)
        print(json.dumps(dict(id=f"own/{name}", text=text, entities=entities), ensure_ascii=False))


if __name__ == "__main__":
    main()
