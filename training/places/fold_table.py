"""Prints the table of Latin letters with marks for `crates/onrecord/src/places/letters.rs`.

Source: Unicode Character Database (the version of this Python), canonical decompositions.
"""
import unicodedata

OWN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ə": "e", "ɵ": "o", "ƙ": "k", "ɓ": "b",
       "ɗ": "d", "ƴ": "y", "ŋ": "n", "ơ": "o", "ư": "u", "ʒ": "z"}
pairs = []
for n in [*range(0xC0, 0x250), 0x259, 0x275, 0x253, 0x257, 0x292, *range(0x1E00, 0x1F00)]:
    c = chr(n).lower()
    if len(c) != 1:
        continue
    base = OWN.get(c) or next((OWN.get(b, b) for b in unicodedata.normalize("NFD", c)), c)
    if base != c and base.isascii() and base.isalpha():
        pairs.append((chr(n), base))
print("//! Latin letters with marks and the plain letters that they are written for in English, in the order of Unicode.")
print("//!")
print("//! Made by `training/places/fold_table.py`; source: Unicode Character Database, decompositions.\n")
print("/// Letter with mark, plain small letter.")
print("pub(super) const LETTERS: &[(char, char)] = &[")
for c, b in sorted(set(pairs)):
    print(f"    ({c!r}, {b!r}),")
print("];")
