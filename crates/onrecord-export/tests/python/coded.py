"""What the formats of event data must hold, worked out from the JSON records."""

import unicodedata

from records import Document, day

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


__all__ = ["date", "day", "pairs", "plain", "rows", "selected"]
