"""Whatever is wrong with a mapping, `check` says what `map` would stumble over, and stumbles itself over nothing."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.checking.examples.running import Runner
from nameplate.checking.running import check_configuration
from nameplate.config import load_config
from nameplate.errors import ConfigurationError
from nameplate.findings import Level
from nameplate.mapping import compile_mappings
from nameplate.plugins import load_plugins

ROOT = Path(__file__).parents[2]
TEXTS = [
    path.read_text("utf-8")
    for folder in ("mappings", "examples/acme/mappings")
    for path in sorted((ROOT / folder).glob("*.j2"))
]
FRAGMENTS = """\
{{
}}
{%
%}
{#
#}
-%}
{{-
'
"
(
)
[
]
,
.
~
|
==
not
if
else
endif
endfor
endmacro
endblock
block x
for a in user.groups
set x = 1
macro m(a=none)
| default(none)
or none
is none
x if y
1/0
__class__
namespace()
user.x
user.raw[0]
user.custom
self.x()
super()
import "default.j2" as d
include "default.j2"
extends "own.j2"
\N{FULLWIDTH LEFT CURLY BRACKET}
""".splitlines()
CHECK_ALONE = {"NP205", "NP206", "NP210", "NP218"}
"""What `check` calls an error, and a preview would put up with."""
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 1, 5]), st.sampled_from(FRAGMENTS)), min_size=1, max_size=3
)
CONFIG = """\
mappings: .
regions: [{name: some, when: {country: [JP]}, mapping: own.j2}, {name: all, mapping: default.j2}]
directories: {main: {sandbox: a.db}}
connections: {staff: {connector: azure_ad, directory: main, snapshot: a.jsonl}}
"""
EXAMPLES = "mapping: own.j2\nexamples: [{given: {family_name: A, groups: [a]}, untouched: [location]}]\n"
PLUGINS = load_plugins()


@given(st.sampled_from(TEXTS), EDITS)
@settings(max_examples=60, deadline=None)
def test_check_and_map_refuse_the_same_mappings(text, edits):
    """Ready-made mappings with pieces of Jinja put in and characters taken out."""
    for place, removed, fragment in edits:
        at = int(place * len(text))
        text = text[:at] + fragment + text[at + removed :]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in {
            "nameplate.yaml": CONFIG,
            "own.j2": text,
            "default.j2": '{% extends "nameplate/default.j2" %}',
            "own.examples.yaml": EXAMPLES,
        }.items():
            (folder / file).write_text(content, "utf-8")
        errors = {found.code for found in check_configuration(folder / "nameplate.yaml", PLUGINS) if is_error(found)}
        refused = refusals(folder / "nameplate.yaml")
        assert errors if refused else errors <= CHECK_ALONE
        runner = Runner(PLUGINS)
        list(runner.run([folder / "own.examples.yaml"]))
        runner.coverage.files()


def refusals(config):
    """The codes for which the mappings can't be compiled."""
    try:
        compile_mappings(load_config(config, PLUGINS.connectors), PLUGINS)
    except ConfigurationError as error:
        return {found.code for found in error.findings}
    return set()


def is_error(found):
    return found.level is Level.ERROR
