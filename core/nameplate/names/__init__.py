"""People's names as each region writes them: CLDR person names, case, transliteration."""
