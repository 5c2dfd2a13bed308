#!/usr/bin/env python3
"""Marked texts as JSON Lines, and a check of their marks.

  marked.py FILE...            write one line a text: {"id","dct","text","timexes":[{"start","end","type","value","mod"?}]}
  marked.py --check FILE...    say what is wrong with the marks; the exit status is 1 if anything is

Standard library only. README.md beside this file describes the markup. Offsets count code points.
"""
import datetime
import json
import re
import sys

TYPES = ("DATE", "TIME", "DURATION", "SET")
MODS = (
    "START", "MID", "END", "APPROX", "MORE_THAN", "LESS_THAN", "EQUAL_OR_MORE", "EQUAL_OR_LESS",
    "BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER",
)
HEAD = re.compile(r"^=== (\S+) \| (\d{4}-\d\d-\d\d) \| (.+)$")
MARK = re.compile(r"\[\[([^|\[\]]+)\|([A-Z]+)\|([^|\[\]]+)(?:\|([A-Z_]+))?\]\]")

DAY = r"(?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX)"
PART = r"T(?:MO|MI|AF|EV|NI|DT)"
CLOCK = r"T\d\d(?::\d\d){0,2}(?:Z|[+-]\d\d(?::\d\d)?)?"
POINT = (
    rf"(?:{DAY}|\d{{4}}-\d\d|\d{{2,4}}|BC\d{{2,4}}|MA\d+|FY\d{{4}}|(?:\d{{4}}|XXXX)-(?:W\d\d|WXX)(?:-(?:[1-7]|WE|WD))?"
    rf"|(?:\d{{4}}|XXXX)-(?:SP|SU|FA|WI|Q[1-4X]|H[12])|XXXX-\d\d|(?:{DAY})?{CLOCK}|{DAY}{PART})"
)
SPAN = r"P(?:(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|DE|CE|Q|WE))*(?:T(?:(?:\d+(?:\.\d+)?|X)[HMS])+)?"
FORMS = {
    "DATE": re.compile(rf"^(?:{POINT}(?:/{POINT})?|PAST_REF|PRESENT_REF|FUTURE_REF)$"),
    "TIME": re.compile(rf"^(?:{DAY})?(?:{CLOCK}|{PART})(?:/(?:{DAY})?{CLOCK})?$"),
    "DURATION": re.compile(rf"^{SPAN}$"),
    "SET": re.compile(rf"^(?:{SPAN}|{POINT})$"),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)


def read(path):
    """The texts of one file, each as a dictionary with its marks taken out of the text."""
    texts, lines, head = [], [], None

    def close():
        if head is None:
            return
        name, day, register = head
        marked, text, timexes = "\n".join(lines).strip(), "", []
        at = 0
        for mark in MARK.finditer(marked):
            text += marked[at:mark.start()]
            timex = {"start": len(text), "end": len(text) + len(mark[1]), "type": mark[2], "value": mark[3]}
            if mark[4]:
                timex["mod"] = mark[4]
            text += mark[1]
            timexes.append(timex)
            at = mark.end()
        text += marked[at:]
        texts.append({"id": name, "dct": day, "register": register, "text": text, "timexes": timexes})

    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        found = HEAD.match(line)
        if found:
            close()
            head, lines = found.groups(), []
        elif head is not None:
            lines.append(line)
    close()
    return texts


def faults(text):
    """What is wrong with the marks of one text, in words."""
    body = text["text"]
    if "[[" in body or "]]" in body:
        yield "a mark that cannot be read, near `" + body[max(0, body.find("[[")):][:40] + "`"
    published = datetime.date.fromisoformat(text["dct"])
    for timex in text["timexes"]:
        words, value = body[timex["start"]:timex["end"]], timex["value"]
        where = f"`{words}` {timex['type']} {value}"
        if timex["type"] not in TYPES or not FORMS[timex["type"]].match(value):
            yield where + ": no such type or value"
            continue
        if timex.get("mod", MODS[0]) not in MODS:
            yield where + ": no such mod"
        if words != words.strip() or words[-1] in ",;:":
            yield where + ": white space or a comma at the edge"
        days = []
        for part in re.findall(r"\d{4}-\d\d-\d\d", value):
            try:
                days.append(datetime.date.fromisoformat(part))
            except ValueError:
                yield where + ": no such day"
        for year, week in re.findall(r"(\d{4})-W(\d\d)", value):
            try:
                datetime.date.fromisocalendar(int(year), int(week), 1)
            except ValueError:
                yield where + ": no such week"
        low = words.lower()
        named = [k for k, name in enumerate(WEEKDAYS) if re.search(rf"\b{name}\b", low)]
        if named and days and " after" not in low and "from" not in low and days[0].weekday() not in named:
            yield where + f": that day is a {WEEKDAYS[days[0].weekday()]}"
        months = [k + 1 for k, name in enumerate(MONTHS) if re.search(rf"\b(?:{name}|{name[:3]}|{name[:4]})\b", low)]
        if months and days and timex["type"] in ("DATE", "TIME") and days[0].month not in months:
            yield where + ": another month"
        for step, name in ((0, "today"), (0, "tonight"), (-1, "yesterday"), (1, "tomorrow")):
            if re.search(rf"\b{name}\b", low) and days and not re.search(r"\b(?:from|ago|before)\b", low):
                if days[0] != published + datetime.timedelta(step):
                    yield where + f": published on {published}"


def main(arguments):
    check = arguments[:1] == ["--check"]
    paths = arguments[1:] if check else arguments
    if not paths:
        raise SystemExit(__doc__)
    wrong, seen, count = 0, set(), 0
    for path in paths:
        for text in read(path):
            count += len(text["timexes"])
            if not check:
                print(json.dumps(text, ensure_ascii=False))
                continue
            if text["id"] in seen:
                print(f"{path}: {text['id']}: the name is used twice")
                wrong += 1
            seen.add(text["id"])
            for fault in faults(text):
                print(f"{path}: {text['id']}: {fault}")
                wrong += 1
    if check:
        print(f"{len(seen)} texts, {count} marks, {wrong} faults")
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
