"""What the tagger finds in texts, by PyTorch: the answers that the program's own arithmetic is tested against.

    expect.py --features F.safetensors --net net.pt > expected.jsonl

`F` is what the `features` example writes for the texts. Spans are code points.
"""
import argparse
import json

import torch

import data
from network import Tagger
from train import predict, spans


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--features", required=True)
    p.add_argument("--net", required=True)
    a = p.parse_args()
    saved = torch.load(a.net)
    columns, meta, units, vectors, _ = data.load(a.features, {}, saved["names"])
    net = Tagger(saved["config"], saved["sizes"], vectors)
    net.load_state_dict(saved["state"], strict=False)
    found = predict(net.eval(), units, columns)
    for number, name in enumerate(meta["ids"]):
        mentions = []
        for u in (u for u in units if u.text == number):
            for first, last, kind in spans(found[u.first][0]):
                mentions.append([int(u.start[first]), int(u.end[last]), data.NAMES[kind]])
        print(json.dumps(dict(id=name, mentions=mentions)))


if __name__ == "__main__":
    main()
