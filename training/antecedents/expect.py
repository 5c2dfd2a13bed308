"""What the ranker links in texts, by PyTorch: the answers that the program's own arithmetic is tested against.

    expect.py --features F.safetensors --net net.pt > expected.jsonl

`F` is what the `antecedents` example writes for the texts. Spans are code points.
"""
import argparse
import json

import torch

from data import Texts
from network import Ranker
from train import links


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--features", required=True)
    p.add_argument("--net", required=True)
    a = p.parse_args()
    saved, t = torch.load(a.net), Texts(a.features, {})
    net = Ranker(saved["config"], t.meta["of"], t.meta["of_pair"], t.vectors)
    net.load_state_dict(saved["state"], strict=False)
    at = lambda row: [int(x) for x in t.phrase[row, 1:]]
    for k, name in enumerate(t.meta["ids"]):
        found = links(net.eval(), t, k, saved["config"]["margin"])
        print(json.dumps(dict(id=name, links=[[at(r), at(to), round(chance, 3)] for r, to, chance in found])))


if __name__ == "__main__":
    main()
