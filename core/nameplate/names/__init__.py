"""People's names as each region writes them: CLDR person names, capitals, transliteration.

    >>> from nameplate.names import PersonName, format_name
    >>> format_name(PersonName({"given": "László", "surname": "Kovács"}, "hu-HU"), "hu")
    'Kovács László'

Source: UTS #35 part 8, Person Names, with the data of CLDR 48.
"""

from nameplate.names.casing import lower_name, upper_name
from nameplate.names.formatting import format_name, initials
from nameplate.names.parts import clean
from nameplate.names.people import Person, initials_of, person_name, phonetic, romanized
from nameplate.names.person import PersonName
from nameplate.names.romanization import CannotRomanize, both_scripts, romanize
from nameplate.names.scripts import script
from nameplate.names.subtags import name_locale
from nameplate.names.titles import title_name

__all__ = [
    "CannotRomanize",
    "Person",
    "PersonName",
    "both_scripts",
    "clean",
    "format_name",
    "initials",
    "initials_of",
    "lower_name",
    "name_locale",
    "person_name",
    "phonetic",
    "romanize",
    "romanized",
    "script",
    "title_name",
    "upper_name",
]
