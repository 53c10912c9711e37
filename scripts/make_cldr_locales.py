"""Make the data files of nameplate.locales from CLDR (npm) and the time zone database (the tzdata package).

Run it with npm on the path: `python scripts/make_cldr_locales.py`. It prints what it wrote and which names it left
out because two territories share them. The data is Unicode's, under the licence beside it in NOTICE-CLDR.txt; the
list of zones is the time zone database's, which is in the public domain.
"""

import importlib.metadata
import importlib.resources
import json
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from nameplate.locales.folding import fold, short_key

VERSION = "48.2.0"
INTEGRITY = {
    "cldr-core": "sha512-zfmLothncSwfv2jlevoSrgI2VGgH8SDGHXst6jUEotHA8nq9Igeg9jzdJDFtBso9pgJuG89DK16TzrmZDdo2Bg==",
    "cldr-localenames-full": (
        "sha512-4o0paYDz0UXhfhChAVFkmVl2CP0YTSEqE6WrC0fNafaSC5u5DAXphxH3SZ1Ujczarikr8DToKZfiok6EqWLdNQ=="
    ),
    "cldr-bcp47": "sha512-ks3zN+Wbg1zMqvJNeDai1zA0JBGHbAnxv2Ko4rjVohvXscDGmTa7VNy1T+QRlQw3QVPzQcCm2EOiEtAfOU4d+g==",
}
LOCALES = Path(__file__).parent.parent / "core" / "nameplate" / "locales"
REGIONAL_VARIANTS = {"en-GB", "es-MX", "fr-CA", "pt-PT", "sr-Latn", "zh-Hant", "zh-Hant-HK", "de-AT", "de-CH"}
EVERYDAY_CODES = {"EL": "GR", "UK": "GB", "XKX": "XK"}
LONGEST_CODE = 3
ABBREVIATIONS = {"CET", "EET", "EST", "HST", "MET", "MST", "WET"}


def unpack(folder: Path, package: str) -> Path:
    """The folder of `package`, fetched with npm and checked against its pinned checksum."""
    command = ["npm", "pack", f"{package}@{VERSION}", "--json", "--pack-destination", str(folder)]
    packed = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout)[0]
    if packed["integrity"] != INTEGRITY[package]:
        raise SystemExit(f"{package} {VERSION} has the checksum {packed['integrity']}, not the pinned one")
    with tarfile.open(folder / packed["filename"]) as archive:
        archive.extractall(folder / package, filter="data")
    return folder / package / "package"


def load(path: Path) -> Any:
    """The JSON of `path`."""
    return json.loads(path.read_bytes())


def territory_codes(core: Path) -> dict[str, str]:
    """Code (alpha-2, alpha-3, numeric, former, everyday) → alpha-2, for the territories of ISO 3166 and Kosovo."""
    table = importlib.resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    current = {line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")} | {"XK"}
    aliases = load(core / "supplemental" / "aliases.json")["supplemental"]["metadata"]["alias"]["territoryAlias"]
    mappings = load(core / "supplemental" / "codeMappings.json")["supplemental"]["codeMappings"]
    codes = {old: new["_replacement"] for old, new in aliases.items() if new["_replacement"] in current}
    for code in current:
        codes |= {other: code for key in ("_alpha3", "_numeric") if (other := mappings[code].get(key))}
    return codes | {code: code for code in current} | EVERYDAY_CODES


def locales_with_names(core: Path) -> list[str]:
    """Every language that CLDR covers in full, and variants that name territories differently."""
    levels = load(core / "coverageLevels.json")["effectiveCoverageLevels"]
    full = {locale for locale, level in levels.items() if level == "modern" and "-" not in locale} - {"und"}
    return sorted(full | REGIONAL_VARIANTS, key=lambda locale: (locale != "en", locale))


def territory_names(core: Path, names: Path, codes: dict[str, str]) -> tuple[dict[str, set[str]], list[str]]:
    """Alpha-2 → folded names; and the names left out, as two territories share them and English does not decide."""
    claims: dict[str, set[str]] = defaultdict(set)
    english: dict[str, str] = {}
    for locale in locales_with_names(core):
        display = load(names / "main" / locale / "territories.json")["main"][locale]["localeDisplayNames"]
        for key, name in display["territories"].items():
            code, folded = key.split("-alt-")[0], fold(name)
            if len(folded) <= LONGEST_CODE and folded.isascii() and not name.isascii():
                folded = short_key(name)
            looks_like_code = name.isascii() and (len(folded) < LONGEST_CODE or folded.upper() in codes)
            if codes.get(code) != code or looks_like_code or " " in folded:
                continue
            claims[folded].add(code)
            if locale == "en":
                english[folded] = code
    shared = [f"{name}: {'/'.join(sorted(who))}" for name, who in claims.items() if len(who) > 1]
    grouped: dict[str, set[str]] = defaultdict(set)
    for name, who in claims.items():
        if len(who) == 1 or name in english:
            grouped[english.get(name) or next(iter(who))].add(name)
    return grouped, shared


def zone_tables(core: Path, bcp47: Path) -> dict[str, Any]:
    """What nameplate.locales.timezones reads: see there for the shape."""
    zone_tab = importlib.resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    of_territory: dict[str, list[str]] = defaultdict(list)
    for line in zone_tab.splitlines():
        if not line.startswith("#"):
            of_territory[line.split("\t")[0]].append(line.split("\t")[2])
    places = {zone for zones in of_territory.values() for zone in zones}
    aliases: dict[str, str] = {}
    for entry in load(bcp47 / "bcp47" / "timezone.json")["keyword"]["u"]["tz"].values():
        names = entry.get("_alias", "").split() if isinstance(entry, dict) else []
        canonical = next((name for name in names if name in places), "Etc/UTC" if "Etc/UTC" in names else "")
        aliases |= {name: canonical for name in names if canonical and name not in ABBREVIATIONS}
    aliases |= {place: place for place in places}
    windows: dict[str, dict[str, str]] = defaultdict(dict)
    for row in load(core / "supplemental" / "windowsZones.json")["supplemental"]["windowsZones"]["mapTimezones"]:
        zone = row["mapZone"]
        if canonical := aliases.get(zone["_type"].split()[0], ""):
            windows[zone["_other"]][zone["_territory"]] = canonical
        else:
            windows.setdefault(zone["_other"], {})
    primary = load(core / "supplemental" / "primaryZones.json")["supplemental"]["primaryZones"]
    single = {code: zones[0] for code, zones in of_territory.items() if len(zones) == 1}
    return {
        "aliases": aliases,
        "windows": windows,
        "territories": single | {code: aliases[zone] for code, zone in primary.items()},
    }


def language_names(core: Path, names: Path) -> dict[str, str]:
    """Folded name in English, or in the language itself, → language tag."""
    tags: dict[str, str] = {}
    for locale in reversed(locales_with_names(core)):
        display = load(names / "main" / locale / "languages.json")["main"][locale]["localeDisplayNames"]["languages"]
        own = {locale: display[locale]} if locale in display else {}
        for key, name in (display if locale == "en" else own).items():
            tags[fold(name)] = key.split("-alt-")[0]
    return {name: tag for name, tag in tags.items() if tag.split("-")[0] not in {"und", "zxx", "mul", "mis"}}


def write_json(name: str, data: Any) -> None:
    """Write one data file, sorted, a top-level key a line."""
    lines = [f"{json.dumps(key)}:{json.dumps(data[key], **_COMPACT)}" for key in sorted(data)]
    write_text(name, "{\n" + ",\n".join(lines) + "\n}\n")


_COMPACT: dict[str, Any] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}


def write_text(name: str, text: str) -> None:
    """Write one data file and say how large it is."""
    path = LOCALES / "data" / name
    path.write_text(text, encoding="utf-8")
    print(f"{path.relative_to(LOCALES)}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Make every data file."""
    with tempfile.TemporaryDirectory() as scratch:
        core, names, bcp47 = (unpack(Path(scratch), package) for package in INTEGRITY)
        codes = territory_codes(core)
        grouped, shared = territory_names(core, names, codes)
        print(f"shared by territories, so English decides or nobody: {'; '.join(sorted(shared))}")
        made_from = f"CLDR {VERSION}, tzdata {importlib.metadata.version('tzdata')}"
        write_json("territories.json", {"made_from": made_from, "codes": codes})
        write_text("territory_names.txt", "".join(f"{c} {' '.join(sorted(grouped[c]))}\n" for c in sorted(grouped)))
        write_json("timezones.json", {"made_from": made_from, **zone_tables(core, bcp47)})
        languages = sorted((tag, name) for name, tag in language_names(core, names).items())
        write_text("language_names.txt", "".join(f"{tag} {name}\n" for tag, name in languages))
        notice = (core / "LICENSE").read_text("utf-8")
        head = f"The files in data/ are derived from CLDR {VERSION} of Unicode, Inc., under this licence.\n\n"
        (LOCALES / "NOTICE-CLDR.txt").write_text(head + notice, encoding="utf-8")


if __name__ == "__main__":
    main()
