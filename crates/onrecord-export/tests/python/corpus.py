"""The snapshots of the corpus with their texts, as JSON Lines: corpus.py FOLDER"""

import json
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    form = json.loads(path.read_text(encoding="utf-8"))
    form["text"] = path.with_suffix(".txt").read_bytes().decode("utf-8")
    # The snapshots leave out what changes with every version.
    form.setdefault("reading", {"program": "", "model": "", "data": "", "heads": "", "at": None})
    print(json.dumps(form, ensure_ascii=False))
