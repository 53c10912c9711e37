"""Every check beside those that compiling a mapping makes by itself; each is one function, and the table lists all."""

from collections.abc import Callable, Iterator

from nameplate.checking.checks.agreement import managed_here_but_not_there, overridden_identity
from nameplate.checking.checks.chosen import chosen_names
from nameplate.checking.checks.conditions import broken_conditions, group_globs, impossible_values
from nameplate.checking.checks.constants import kept_identity, refused_constants
from nameplate.checking.checks.delivery import undeliverable_conditions, undeliverable_fields
from nameplate.checking.checks.kept import kept_with_more
from nameplate.checking.checks.matching import overlapping_countries, unreachable_regions
from nameplate.checking.checks.purity import forbidden_attributes, impure_calls
from nameplate.checking.checks.text import full_width_braces, text_outside_blocks
from nameplate.checking.checks.traps import empty_traps, printed_truths
from nameplate.checking.checks.unused import missing_folder, unused_fields, unused_mappings, unused_regions
from nameplate.checking.subject import Subject
from nameplate.findings import Finding

Check = Callable[[Subject], Iterator[Finding]]

TEMPLATE_CHECKS: tuple[Check, ...] = (
    full_width_braces,
    text_outside_blocks,
    overridden_identity,
    refused_constants,
    kept_identity,
    kept_with_more,
    empty_traps,
    printed_truths,
    impure_calls,
    forbidden_attributes,
)
"""What templates show by themselves."""

CONFIGURATION_CHECKS: tuple[Check, ...] = (
    missing_folder,
    broken_conditions,
    impossible_values,
    group_globs,
    unreachable_regions,
    overlapping_countries,
    managed_here_but_not_there,
    undeliverable_fields,
    undeliverable_conditions,
    unused_mappings,
    unused_regions,
    unused_fields,
    chosen_names,
)
"""What only shows beside the configuration that uses the templates."""
