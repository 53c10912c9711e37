"""Rules written as Python expressions, where they are such."""

from nameplate.mapping.inlining.inliner import Inliner

__all__ = ["Inliner"]
