"""People's names as each region writes them: CLDR person names, case, transliteration."""

from nameplate.names.formatting import format_name
from nameplate.names.person import PersonName
from nameplate.names.subtags import name_locale

__all__ = ["PersonName", "format_name", "name_locale"]
