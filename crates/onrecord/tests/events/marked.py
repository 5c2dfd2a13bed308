#!/usr/bin/env python3
"""Compile marked event texts to JSON Lines, one text a line. Standard library only, Python 3.9+.

    marked.py FILE... [--check]

The marked form is made to be written and read by hand. A text is a head, one line of text, and a line for each event:

    # dev-001 | passive | 2026-03-02
    Two boats were seized off Agadir on Sunday by the Moroccan coastguard.
    - COERCE seize | seized | A: the Moroccan coastguard=MA | R: Two boats | happened | date: 2026-03-01 | place: Agadir=MA

Head: id, phenomenon, day of publication. An event line begins with type and mode, then the trigger (pieces parted by
` … `), then fields in any order:

    A: R:          actors, recipients, parted by `;`; other mentions of one by ` / `; `=XX` is the ISO country; a last `?`
                   marks one that may be there or not
    happened …     the status
    word:          who says so (` / ` for other mentions); without it, the publisher
    date:          days, months (2026-02) or weeks (2026-W05), parted by `,`; any one or their range is right
    place:         name=XX (` / ` for other names)
    quantity:      value, unit (`-` for none), of what
    also: modes:   other types, other modes (`-` for none) that count as the same
    symmetric optional date_open     flags

A piece is found in the text as whole words, its first occurrence (for trigger pieces: the first after the piece before);
`word#2` asks for the second. Relation lines begin with `=`: type | subject | object, `optional` at the end if it may be
left out; a text that has any lists all of its relations. A text without event lines has no event.
`--check` prints nothing but how many texts and events each file has, and lists pieces that occur more than once without
a `#`, to be looked at.
"""
import json
import re
import sys

STATUSES = "happened ongoing planned promised threatened called_for possible conditional denied not_happened historical".split()
TYPES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons crowd-control unconventional",
}
RELATIONS = "leads represents backs member part_of located ally adversary partner family same_as communicated".split()


class Bad(Exception):
    """A line that does not follow the form."""


def occurrences(piece, text, start=0):
    """Spans of `piece` as whole words from `start` on."""
    left = r"(?<!\w)" if piece[:1].isalnum() else ""
    right = r"(?!\w)" if piece[-1:].isalnum() else ""
    return [[m.start() + start, m.end() + start] for m in re.finditer(left + re.escape(piece) + right, text[start:])]


def locate(piece, text, notes, start=0):
    """The span of one piece; `#n` picks among several."""
    m = re.fullmatch(r"(.+)#(\d+)", piece)
    piece, nth = (m.group(1), int(m.group(2))) if m else (piece, None)
    found = occurrences(piece, text, 0 if nth else start)
    if len(found) < (nth or 1):
        raise Bad(f"`{piece}` is not in the text{f' {nth} times' if nth else ''}")
    if nth is None and len(found) > 1 and not start:
        notes.append(piece)
    return found[(nth or 1) - 1]


def mentions(value, text, notes):
    return [locate(p.strip(), text, notes) for p in value.split(" / ")]


def parties(value, text, notes):
    """`name / other mention=XX?; …`"""
    out = []
    for part in filter(None, (p.strip() for p in value.split(";"))):
        optional = part.endswith("?")
        m = re.fullmatch(r"(.*?)(?:=([A-Z]{2}))?", part[:-1] if optional else part)
        p = {"spans": mentions(m.group(1), text, notes), "country": m.group(2)}
        out.append({**p, "optional": True} if optional else p)
    return out


def event(line, text, notes):
    head, trigger, *fields = [f.strip() for f in line.split(" | ")]
    kind, _, mode = head.partition(" ")
    if kind not in TYPES or (mode and mode not in MODES.get(kind, "").split()):
        raise Bad(f"no type and mode `{head}`")
    pieces, end = [], 0
    for p in trigger.split(" … "):
        pieces.append(locate(p, text, notes, end))
        end = pieces[-1][1]
    e = {"type": kind, "mode": mode or None, "trigger": sorted(pieces), "actors": [], "recipients": [], "status": None,
         "word": "publisher", "date": None, "place": None, "quantity": None}
    for f in fields:
        key, colon, value = f.partition(":")
        value = value.strip()
        if f in STATUSES:
            e["status"] = f
        elif f in ("symmetric", "optional", "date_open"):
            e[f] = True
        elif not colon:
            raise Bad(f"no field `{f}`")
        elif key == "A":
            e["actors"] = parties(value, text, notes)
        elif key == "R":
            e["recipients"] = parties(value, text, notes)
        elif key == "word":
            e["word_spans"] = mentions(value, text, notes)
            e["word"] = text[slice(*e["word_spans"][0])]
        elif key == "date":
            e["date"] = [d.strip() for d in value.split(",")]
            if not all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?|-W\d\d)?", d) for d in e["date"]):
                raise Bad(f"no date `{value}`")
        elif key == "place":
            m = re.fullmatch(r"(.*?)(?:=([A-Z]{2}))?", value)
            name, *others = m.group(1).split(" / ")
            e["place"] = {"name": name, "country": m.group(2), **({"other_names": others} if others else {})}
            locate(name, text, [])
        elif key == "quantity":
            number, unit, *of = value.split(" ")
            e["quantity"] = {"value": float(number) if "." in number else int(number), "unit": None if unit == "-" else unit, "of": " ".join(of) or None}
        elif key == "also":
            e["also"] = value.replace(",", " ").split()
            if not set(e["also"]) <= set(TYPES):
                raise Bad(f"no types `{value}`")
        elif key == "modes":
            e["mode_also"] = [None if x == "-" else x for x in value.replace(",", " ").split()]
        else:
            raise Bad(f"no field `{key}`")
    if not e["status"]:
        raise Bad(f"no status in `{line}`")
    return e


def relation(line, text, notes):
    kind, subject, obj, *rest = [f.strip() for f in line.split(" | ")]
    if kind not in RELATIONS or rest not in ([], ["optional"]):
        raise Bad(f"no relation `{line}`")
    r = {"type": kind, "subject": mentions(subject, text, notes), "object": mentions(obj, text, notes)}
    return {**r, "optional": True} if rest else r


def texts(path):
    """All texts of a file, each as the dictionary of its line, with the pieces to look at."""
    doc, out = None, []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.strip()
            try:
                if line.startswith("# "):
                    name, phenomenon, published = [x.strip() for x in line[2:].split("|")]
                    doc = {"id": name, "phenomenon": phenomenon, "published": published, "text": "", "events": [], "relations": [],
                           "relations_exhaustive": False, "no_event": False, "notes": []}
                    if any(d["id"] == name for d in out):
                        raise Bad(f"a second `{name}`")
                    out.append(doc)
                elif not line or doc is None:
                    continue  # what stands before the first head is a comment
                elif line.startswith("- "):
                    doc["events"].append(event(line[2:], doc["text"], doc["notes"]))
                elif line.startswith("= "):
                    doc["relations"].append(relation(line[2:], doc["text"], doc["notes"]))
                    doc["relations_exhaustive"] = True
                elif doc["text"]:
                    raise Bad("a second line of text")
                else:
                    doc["text"] = line
            except (Bad, ValueError) as e:
                sys.exit(f"{path}:{number}: {e}")
    for d in out:
        d["no_event"] = not d["events"]
    return out


def main():
    check = "--check" in sys.argv
    for path in (a for a in sys.argv[1:] if a != "--check"):
        docs = texts(path)
        for d in docs:
            notes = d.pop("notes")
            if not check:
                print(json.dumps(d, ensure_ascii=False))
            for n in sorted(set(notes)):
                if check:
                    print(f"{path}: {d['id']}: `{n}` occurs more than once")
        if check:
            print(f"{path}: {len(docs)} texts, {sum(len(d['events']) for d in docs)} events, {sum(d['no_event'] for d in docs)} without event")


if __name__ == "__main__":
    main()
