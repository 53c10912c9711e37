"""From Jinja mappings to compiled rules, and from source users to payloads.

`compile_mappings` is the way in; map, preview, test, explain and the pages all use the `Mapper` that it gives.
"""

from nameplate.mapping.compiling import compile_files, compile_inspected, compile_mappings, environment_for
from nameplate.mapping.environment import MappingEnvironment
from nameplate.mapping.family import Family, read_family
from nameplate.mapping.inspection import inspect_family
from nameplate.mapping.loading import SearchPath, Source, TemplateRefused
from nameplate.mapping.mapped import Mapped
from nameplate.mapping.mapper import Mapper
from nameplate.mapping.person_mapper import Payload, RegionMapper
from nameplate.mapping.regions import Chooser, Clause, CompiledRegion
from nameplate.mapping.rules import CompiledMapping, Place, RuleFailed, RuleInfo, compile_mapping

__all__ = [
    "Chooser",
    "Clause",
    "CompiledMapping",
    "CompiledRegion",
    "Family",
    "Mapped",
    "Mapper",
    "MappingEnvironment",
    "Payload",
    "Place",
    "RegionMapper",
    "RuleFailed",
    "RuleInfo",
    "SearchPath",
    "Source",
    "TemplateRefused",
    "compile_files",
    "compile_inspected",
    "compile_mapping",
    "compile_mappings",
    "environment_for",
    "inspect_family",
    "read_family",
]
