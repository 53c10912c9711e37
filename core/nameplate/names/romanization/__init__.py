"""Names in Latin letters, by the rule of each language; what can't be read is refused, never guessed."""

from nameplate.names.romanization.rules import CannotRomanize, both_scripts, romanize

__all__ = ["CannotRomanize", "both_scripts", "romanize"]
