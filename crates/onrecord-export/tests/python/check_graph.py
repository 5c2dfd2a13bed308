"""GraphML and GEXF, read by networkx: check_graph.py FOLDER FILE.jsonl…"""

import os
import sys

import networkx
from records import Document, day, load, quote, spans_of, word

folder, files = sys.argv[1], sys.argv[2:]


def clean(text):
    """What XML can hold of a text."""
    return "".join("\ufffd" if (c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" else c for c in text)


SIGN = {"verbal_cooperation": 1, "material_cooperation": 1, "verbal_conflict": -1, "material_conflict": -1}
SIGN |= {"ally": 1, "partner": 1, "backs": 1, "adversary": -1}

nodes, edges = {}, {}
for form in load(files):
    doc = Document(form)

    def node(role):
        """The id of a role's node, which is noted with its values where it is new."""
        entity = doc.entity(role)
        if entity:
            if entity["key"] and not entity["anonymous"]:
                name = f"key:{entity['key']}"
            elif entity["wikidata"] and not entity["anonymous"]:
                name = f"wikidata:{entity['wikidata']}"
            else:
                name = f"document:{form['id']}#{entity['id']}"
            values = {k: entity[k] for k in ("type", "country", "key", "wikidata", "anonymous")} | entity["codes"]
        elif role["spans"]:
            name = f"document:{form['id']}#{role['spans'][0]['start']}-{role['spans'][-1]['end']}"
            values = {}
        else:
            return None
        nodes.setdefault(clean(name), values | {"name": doc.name(role) or "", "document": form["id"]})
        return clean(name)

    def link(record, kind, sources, targets, values):
        sources, targets = [[n for n in map(node, roles) if n] for roles in (sources, targets)]
        pairs = [(s, t) for s in sources for t in targets]
        for i, (source, target) in enumerate(pairs):
            edges[clean(f"{form['id']}#{record['id']}/{i + 1}")] = (source, target) , values | {
                "record_type": kind[:-1],
                "type": record["type"],
                "pairs": len(pairs),
                "weight": 1 / len(pairs),
                "word": word(record["word"]),
                "said_by": doc.said_by(record["word"]),
                "quote": quote(spans_of(record, kind)),
                "score": record["score"],
                "document": form["id"],
                "record": record["id"],
                "published": day(form["published"]),
            } | {k: form[k] for k in ("publisher", "title", "url")}

    for v in form["events"]:
        own = {k: v[k] for k in ("status", "mode", "quad", "goldstein", "plover_score")}
        own |= {"sign": SIGN[v["quad"]], "start": day(v["earliest"]), "end": day(v["latest"])}
        link(v, "events", v["actors"], v["recipients"], own | {"symmetric": v["type"] == "CONSULT"})
    for r in form["relations"]:
        symmetric = r["type"] in ("ally", "adversary", "partner", "family", "same_as", "communicated")
        own = {"sign": SIGN.get(r["type"], 0), "symmetric": symmetric}
        link(r, "relations", [r["subject"]], [r["object"]], own)


def same(read, expected, where):
    expected = {k: v for k, v in expected.items() if v is not None}
    assert set(read) == set(expected), (where, set(read) ^ set(expected))
    for key, value in expected.items():
        if isinstance(value, str):
            value = clean(value)
            # An empty element is nothing for one reader and nothing else for another.
            assert (read[key] or "") == value, (where, key, read[key], value)
        else:
            assert read[key] == value, (where, key, read[key], value)
    return len(expected)


for name in ("onrecord.graphml", "onrecord.gexf"):
    path = os.path.join(folder, name)
    if name.endswith("gexf"):
        graph = networkx.read_gexf(path)
        assert graph.graph.get("mode", "dynamic") == "dynamic"
    else:
        graph = networkx.read_graphml(path, force_multigraph=True)
    assert graph.is_directed() and set(graph) == set(nodes), set(graph) ^ set(nodes)
    compared = 0
    for node_id, read in graph.nodes(data=True):
        read = dict(read)
        if name.endswith("gexf"):
            assert read.pop("label") == clean(nodes[node_id]["name"])
        compared += same(read, nodes[node_id], node_id)
    seen = set()
    signs = {-1: 0, 0: 0, 1: 0}
    # The id is a value in GEXF and the key in GraphML.
    keyed = graph.edges(keys=True, data=True) if graph.is_multigraph() else ((*e, None) for e in graph.edges)
    for source, target, *rest in keyed:
        key, read = rest if rest[0] is not None else (None, graph.edges[source, target])
        read = dict(read)
        edge_id = read.pop("id", key)
        if name.endswith("gexf"):
            assert read.pop("label") == read["type"]
        assert read.pop("n_sources") >= 1
        ends, expected = edges[edge_id]
        assert (source, target) == ends, (edge_id, source, target, ends)
        compared += same(read, expected, edge_id)
        seen.add(edge_id)
        signs[read["sign"]] += 1
    assert seen == set(edges), (len(seen), len(edges))
    print(f"{name}: {len(nodes)} nodes, {len(edges)} edges (signs {signs}), {compared} values the same in networkx")
