"""The agenda of many documents as one calendar, read by icalendar: check_ics.py FOLDER FILE.jsonl…"""

import os
import sys

import icalendar
from records import load, quote, spans_of

folder, files = sys.argv[1], sys.argv[2:]
items = [(form, a) for form in load(files) for a in form["agenda"]]
calendar = icalendar.Calendar.from_ical(open(os.path.join(folder, "agenda.ics"), "rb").read())
events = [c for c in calendar.walk() if c.name == "VEVENT"]
assert len(events) == len(items), (len(events), len(items))
named = {}
days = clocks = 0
STATUS = {"planned": {"CONFIRMED", "TENTATIVE"}, "conditional": {"TENTATIVE"}, "postponed": {"TENTATIVE", "CONFIRMED"}}
STATUS |= {"cancelled": {"CANCELLED"}}
for event, (form, item) in zip(events, items):
    # One name for one thing of one document, and for nothing else.
    thing = (form["id"], quote(spans_of(item, "agenda")), item["earliest"], item["latest"])
    assert named.setdefault(str(event["UID"]), thing) == thing, thing
    assert str(event["STATUS"]) in STATUS[item["status"]], (event["STATUS"], item["status"])
    assert item["status"].upper() in [str(c) for c in event["CATEGORIES"].cats], item
    # A calendar has no years before 1.
    if "-" not in (item["earliest"][0], item["latest"][0]):
        start = event["DTSTART"].dt
        is_clock = hasattr(start, "hour")
        clocks += is_clock
        first = item["latest"] if item["bound"] in ("by", "until") else item["earliest"]
        if not is_clock:
            assert start.isoformat() == first, (start, first)
            days += 1
assert len(named) == len({v for v in named.values()})
print(f"ics: {len(events)} entries, {len(named)} names, {days} days and {clocks} clocks the same in icalendar")
