"""What marks a run that is taken back."""

REHEARSAL = object()
"""Value of the context key ``collection_rehearsal``: no caller from outside has it."""


class Undo(Exception):
    """Takes back all that a rehearsal wrote."""
