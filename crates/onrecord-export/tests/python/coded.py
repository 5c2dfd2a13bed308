"""What the formats of event data must hold, worked out from the JSON records."""

import csv
import pathlib
import re
import unicodedata

from records import Document

ROOT = pathlib.Path(__file__).resolve().parents[4]


def table(path):
    """The rows of a table of the repository."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((l for l in lines if not l.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


COUNTRIES = {r["alpha2"]: r for r in table("crates/onrecord-export/data/countries.tsv")}
CAMEO = {r["code"]: r for r in table("data/ontology/cameo.tsv")}
CODES = {(r["type"], r["mode"]): r["cameo"] for r in table("data/ontology/events.tsv")}

BOTH_WAYS = ("CONSULT", "COOPERATE", "AGREE")


def plain(text):
    """Text as a cell of tab-separated values."""
    out = ""
    for c in text or "":
        if c == '"':
            out += "'"
        elif c in "\t\n\r\x0b\x0c\x85\u2028\u2029":
            out += "" if out.endswith(" ") else " "
        elif unicodedata.category(c) != "Cc":
            out += c
    return out.strip(WHITE)


# White space as Unicode has it; Python's own strip takes four separators more.
WHITE = "".join(chr(c) for c in range(0x110000) if chr(c).isspace() and chr(c) not in "\x1c\x1d\x1e\x1f")


def selected(form, everything=False):
    """The events that go in."""
    return [e for e in form["events"] if everything or e["status"] in ("happened", "ongoing")]


def date(form, event):
    """The day of publication, or the day of the event's own time nearest to it."""
    first, last, published = event["earliest"], event["latest"], form["published"]
    if any(d and d.startswith("-") for d in (first, last, published)):
        # Days before the year 1 are for Rust's tests.
        return "skip"
    if published is None:
        return first or last
    return min(max(published, first or published), last or "9999-99-99")


def pairs(event):
    """Every actor with every recipient; those who meet with one another."""
    actors, recipients = event["actors"], event["recipients"]
    if not recipients and len(actors) > 1 and event["type"] in BOTH_WAYS:
        return [(a, b) for i, a in enumerate(actors) for j, b in enumerate(actors) if i != j]
    return [(a, b) for a in actors or [None] for b in recipients or [None]]


def rows(documents):
    """Every row of a format of pairs: document, event, the two roles."""
    for form in documents:
        doc = Document(form)
        for event in selected(form):
            for a, b in pairs(event):
                yield doc, event, a, b


def country(alpha2, column):
    return COUNTRIES.get(alpha2, {}).get(column, "")


def cameo(event):
    """Its own code if it is one, else that of its class and mode."""
    own = event["cameo"]
    if own and len(own) >= 2 and own.isascii() and own.isdigit():
        return own
    return CODES.get((event["type"], event["mode"] or "")) or CODES[event["type"], ""]


def goldstein(event):
    if event["goldstein"] is not None:
        return event["goldstein"]
    value = CAMEO.get(cameo(event), {}).get("goldstein")
    return float(value) if value else None


def degrees(value):
    return None if value is None or abs(value) > 180 else round(value, 5)


def listed(values, unknown="None"):
    """Several values as a cell; nothing where none is known."""
    values = [v if v and v.strip(WHITE) else None for v in values]
    if not any(values):
        return ""
    return "; ".join(unknown if v is None else re.sub("(?<=;) +", "", v) for v in values)


def parts(code):
    """A CAMEO actor code as country, group and roles."""
    roles = (
        "AGR BUS COP CRM CVL DEV EDU ELI ENV GOV HLH HRI IGO IMG INS INT JUD LAB LEG MED MIL MNC MOD NGM NGO OPP PTY RAD REB REF "
        "REL SEP SET SPY STU UAF UIS"
    ).split()
    chunks = [code[i : i + 3] for i in range(0, len(code), 3)]
    alpha3 = {r["alpha3"] for r in COUNTRIES.values()}
    state = chunks[0] if chunks and chunks[0] in alpha3 else ""
    rest = chunks[1:] if state else chunks
    groups = [c for c in rest if c not in roles]
    return state, (groups or [""])[0], ([c for c in rest if c in roles] + ["", "", ""])[:3]


def actor_code(doc, role):
    """The whole code, country, group and three roles."""
    who = doc.entity(role)
    if who is None:
        return ["", "", "", "", "", ""]
    own = country(who["country"], "alpha3")
    code = who["codes"]["cameo"]
    code = (own if code is None else code).removeprefix("---")
    if len(code.encode()) % 3 or not all("A" <= c <= "Z" for c in code):
        return [code, own, "", "", "", ""]
    state, group, roles = parts(code)
    return [code, state, group, *roles]


def compare(read, want, where):
    """Every cell: numbers as numbers, words as a cell holds them."""
    assert len(read) == len(want), where
    for column, value in want.items():
        cell = read[column]
        if isinstance(value, (int, float)):
            assert cell != "" and float(cell) == float(value), (where, column, cell, value)
        else:
            assert cell == plain(value), (where, column, cell, value)
    return len(want)
