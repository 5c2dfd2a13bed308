"""The cross-validation by the whole program: every fold classified with the weights that have not seen it, scored together.

    check.py SCORER PLV WORK -- onrecord…

SCORER is the script that runs a program on marked pairs and scores it (`SCORER pairs-given --bin … --gold …`), PLV the file of
plv_pairs, WORK holds the weights of each fold. What follows `--` is the program with its options.
"""
import json
import subprocess
import sys

import data


def main():
    at = sys.argv.index("--")
    scorer, plv, work = sys.argv[1:at]
    program = " ".join(sys.argv[at + 1 :])
    gold = {fold: [] for fold in range(data.FOLDS)}
    for r in data.lines(plv):
        gold[data.fold(r["group"])].append(r)
    answers, everything = [], []
    for fold, records in gold.items():
        path = f"{work}/{fold}/gold.jsonl"
        with open(path, "w") as f:
            f.writelines(json.dumps(r) + "\n" for r in records)
        run = [sys.executable, scorer, "pairs-given", "--bin", f"{program} --heads {work}/{fold}", "--gold", path, "--keep", f"{work}/{fold}"]
        done = subprocess.run(run, capture_output=True, text=True)
        print(fold, len(records), next((line for line in done.stdout.split("\n") if line.startswith("FIGURE accuracy")), done.stdout[-300:] + done.stderr[-300:]))
        everything += records
        answers += data.lines(f"{work}/{fold}/pairs-given.pred.jsonl")
    for name, rows in (("gold", everything), ("pred", answers)):
        with open(f"{work}/{name}-all.jsonl", "w") as f:
            f.writelines(json.dumps(r) + "\n" for r in rows)
    scores = scorer.rsplit("/", 1)[0] + "/events.py"
    subprocess.run([sys.executable, scores, "pairs", f"{work}/gold-all.jsonl", f"{work}/pred-all.jsonl"], check=False)


if __name__ == "__main__":
    main()
