"""What the tagger finds in texts, by PyTorch: the answers that the program's own arithmetic is tested against.

    expect.py --features F.safetensors --net net.pt > expected.jsonl

`F` is what the `features` example writes for the texts. Spans are code points.
"""
import argparse
import json

import torch

import data
import train


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--features", required=True)
    p.add_argument("--net", required=True)
    a = p.parse_args()
    saved = torch.load(a.net)
    columns, meta, units, vectors, _ = data.load(a.features, {}, set(), saved["names"])
    net = train.open_net(a.net, vectors)
    found = train.predict(net, units, columns, len(saved["names"]["deps"]))
    for number, name in enumerate(meta["ids"]):
        statements = []
        for unit in (u for u in units if u.text == number):
            for f in found[unit.first]:
                first, last = f["cue"]
                statements.append(dict(
                    cue=[int(unit.start[first]), int(unit.end[last])], source=train.spans(unit, f["source"]),
                    content=train.spans(unit, f["content"]), cue_chance=round(f["cue_chance"], 3), some_chance=round(f["some"], 3)))
        print(json.dumps(dict(id=name, statements=statements)))


if __name__ == "__main__":
    main()
