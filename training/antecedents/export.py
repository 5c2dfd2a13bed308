"""Writes a trained ranker as the program reads it: what is linear folded together, 16-bit floats."""
from folding import write


def export(net, meta, scale, margin, path):
    state, e, arrays = net.state_dict(), net.config["embed"], {}
    own = state["own.weight"]
    for k, (name, _) in enumerate(meta["of"]):
        arrays[f"phrase.{name}"] = state[f"of.{k}.weight"] @ own[:, k * e : (k + 1) * e].T
    for k, (name, _) in enumerate(meta["of_pair"]):
        arrays[f"pair.{name}"] = state[f"of_pair.{k}.weight"]
    arrays["context.weight"], arrays["context.bias"] = state["context.weight"], state["own.bias"]
    arrays["statics.weight"] = state["static.weight"] * scale
    arrays["alike.weight"] = state["alike.weight"] * scale
    for name in ("product", "second", "score", "none"):
        arrays.update({k: v for k, v in state.items() if k.split(".")[0] == name})
    write(path, arrays, dict(model=meta["model"], margin=[margin]))
