"""What can go wrong, as exceptions whose message says what to do about it.

The first line of a message says what was wrong and where; ``because:`` lines give causes, ``hint:`` lines what would be
right. In a batch no text raises: its row has the ``status`` ``error`` and the reason.
"""

from __future__ import annotations

__all__ = ["DataError", "ModelError", "OnrecordError", "StoreError", "TextError"]


class OnrecordError(Exception):
    """Everything below."""


class ModelError(OnrecordError):
    """A model is not there, could not be fetched, or is damaged."""


class DataError(OnrecordError):
    """Rules or weights of a folder of your own cannot be read."""


class TextError(OnrecordError, ValueError):
    """A text cannot be read: it is empty, no Unicode, too long, or surely not English."""


class StoreError(OnrecordError):
    """A store is not there, is another program's file, or cannot be asked so."""
