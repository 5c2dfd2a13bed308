"""What PyTorch answers for pairs of our own: the answers that the program's own arithmetic is tested against.

    expect.py --base ENCODER_FOLDER --weights events_tuned.safetensors > tuned.jsonl

A line: text, spans of source and target as code points, the pieces by number with their spans, and the logarithms of
the probabilities by class.
"""
import argparse
import json
import os
import re

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F

import network

LONG = "The committee sat for nine hours and heard forty witnesses, "
TEXTS = [
    "[Norway](s) has agreed to lend [Iceland](t) two patrol boats.",
    "[Lima](s) may yet send [Quito](t) a field hospital, the ministry said.",
    "[São Tomé’s prime minister](s) “strongly” condemned [Côte d’Ivoire](t) on Monday…",
    "[Hundreds of students](s) marched through Łódź and chanted until dawn.",
    "[Three fishermen](t) were detained off Haifa.",
    "In Seoul [김 대통령](s) met [日本の首相](t) – briefly – at 9 a.m. ½ mile from the DMZ.",
    "“[İstanbul](s)’s mayor” thanked\t[ÅLAND](t)\u200b; naïve\u00a0reporters cheered 👍🏽 #peace @un.",
    LONG * 8 + "before [Ghana](s) accused [Togo](t) of smuggling cocoa, " + LONG * 8,
    "x" * 120 + " [Oman](s) and [Qatar](t) resumed talks [SEP] in Muscat.",
    "Cafe\u0301s in [Вильнюс](s) closed as [Μινσκ](t) shut the border.",
]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--base", required=True)
    p.add_argument("--weights", required=True)
    a = p.parse_args()
    # Names of special pieces in a text are words to the program, so they are not told to the tokenizer.
    described = json.load(open(os.path.join(a.base, "tokenizer.json")))
    described.update(added_tokens=[], truncation=None, padding=None, post_processor=None)
    tokenizer = Tokenizer.from_str(json.dumps(described))
    weights, arrays = load_file(os.path.join(a.base, "model.safetensors")), load_file(a.weights)
    with safe_open(a.weights, "pt") as f:
        classes = json.loads(f.metadata()["classes"])
    lower, upper = network.Lower(weights).eval(), network.Upper(weights, len(classes)).eval()
    upper.read(arrays)
    for marked in TEXTS:
        text, at, sides = "", 0, dict(s=[], t=[])
        for m in re.finditer(r"\[([^\[\]]*)\]\((s|t)\)", marked):
            text += marked[at : m.start()]
            sides[m[2]].append([len(text), len(text) + len(m[1])])
            text, at = text + m[1], m.end()
        text += marked[at:]
        encoding = tokenizer.encode(text, add_special_tokens=False)
        ids, marks = network.window(encoding, sides["s"], sides["t"])
        mask = torch.ones(1, len(ids), dtype=torch.bool)
        with torch.no_grad():
            scores = upper(lower(torch.tensor([ids]), mask), mask, torch.tensor([marks], dtype=torch.float))
        logs = F.log_softmax(scores[0], 0).tolist()
        print(json.dumps(dict(text=text, source=sides["s"], target=sides["t"], ids=encoding.ids,
                              logs={c: round(v, 5) for c, v in zip(classes, logs)}), ensure_ascii=False))


if __name__ == "__main__":
    main()
