"""The engine on one screen: whoever reads `preview` knows the program."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from nameplate.config import config_hash
from nameplate.config.models import Config
from nameplate.errors import PlanError
from nameplate.findings import Finding
from nameplate.mapping import Mapper as CompiledMapper
from nameplate.mapping import compile_mappings
from nameplate.model import Progress, Quiet
from nameplate.planning.cache import Cache, stopped
from nameplate.planning.clock import Clock, written
from nameplate.planning.guards import Tally, guard_findings, judge
from nameplate.planning.intake import Intake, fewer_collections, open_stages, take_in
from nameplate.planning.opening import RealParts, against_sandbox
from nameplate.planning.options import PreviewOptions
from nameplate.planning.parts import Mapper, Parts
from nameplate.planning.planfile import Plan, PlanMeta, PlanWriter, open_plan, write_plan
from nameplate.planning.planner import Planner, population
from nameplate.planning.selection import Selection
from nameplate.planning.sso import sso_findings
from nameplate.planning.undo import SourceMapper, check_same_directories
from nameplate.plugins import Plugins


async def preview(
    config: Config,
    plugins: Plugins,
    *,
    out: Path,
    options: PreviewOptions | None = None,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Plan:
    """Read, map, list, compare, judge, and save the plan at `out`.

    A connection that can't be read or a directory that can't be listed is a finding of the plan (`failed_reads`).

    Args:
        config: The configuration.
        plugins: Connectors, filters, guards, remarks.
        out: Where the plan file is put once it is whole.
        options: What the call chooses.
        progress: Told of every stage.
        parts: Opens sources and directories; by default those of the configuration.

    Returns:
        The plan, open for reading.

    Raises:
        ConfigurationError: A mapping can't be compiled, or a secret isn't there.
        PlanError: The plan can't be written.
    """
    options, progress = options or PreviewOptions(), progress or Quiet()
    try:
        return await preview_once(config, plugins, out, options, progress, parts)
    except StoppedLate:
        anew = replace(options, cache=False, mapper=None)
        return await preview_once(config, plugins, out, anew, progress, parts)


class StoppedLate(Exception):
    """A rule was stopped, after which it is stopped for everybody; and people were not mapped who had been kept."""


async def preview_once(
    config: Config, plugins: Plugins, out: Path, options: PreviewOptions, progress: Progress, parts: Parts | None
) -> Plan:
    """As `preview`.

    Raises:
        StoppedLate: What was kept can't be used after all.
    """
    if options.sandbox is not None:
        config = against_sandbox(config, options.sandbox)
    clock = Clock(options.now)
    selection = Selection(options.connections, options.regions, options.users)
    mapper = options.mapper or compile_mappings(config, plugins)  # templates → rules; knows what they read
    parts = parts or RealParts(config, plugins, mapper, progress)
    with ExitStack() as stack:
        stack.enter_context(fewer_collections())
        pushed = stack.enter_context(pushed_plan(options.undo, config)) if options.undo else None
        mapper = mapper if pushed is None else SourceMapper(mapper)
        folder = stack.enter_context(working_folder(out))
        stages = stack.enter_context(open_stages(config, mapper, folder))
        writer = stack.enter_context(write_plan(out))
        cache = cache_for(config, plugins, mapper, options)
        intake = await take_in(config, mapper, parts, stages, selection, clock, cache)  # desired and existing, on disk
        if cache is not None and cache.used and stopped(mapper.notes()):
            raise StoppedLate
        tally = Tally(plugins.guards)
        planner = Planner(config, mapper, intake, selection, tally, clock, progress)
        planner.plan(writer) if pushed is None else planner.plan_undo(pushed, writer)  # correlate, draft, order
        verdicts = judge(tally, config.guards, population(intake))
        record(writer, intake, plugins)
        writer.guards(verdicts)
        for remark in remarks(config, mapper, intake, planner, guard_findings(verdicts, tally)):
            writer.finding(remark)
        for remark in plugins.findings(Plan(out, writer.indexed())):
            writer.finding(remark)
        if cache is not None:
            cache.write(mapper.notes())
        writer.timings(clock.timings())
        writer.finish(meta(config, mapper.mappings_hash, options, pushed.meta.id if pushed else ""))
    return open_plan(out, check=False)


def pushed_plan(path: Path, config: Config) -> Plan:
    """The plan to undo.

    Raises:
        PlanError: It isn't one, was never pushed, or was pushed elsewhere.
    """
    pushed = open_plan(path)
    try:
        check_same_directories(pushed, {name: one.address for name, one in config.directories.items()})
    except PlanError:
        pushed.close()
        raise
    return pushed


def cache_for(config: Config, plugins: Plugins, mapper: Mapper, options: PreviewOptions) -> Cache | None:
    """The cache, where this preview may use it: somebody chosen by name has to be looked at in any case."""
    if options.cache and not options.users and isinstance(mapper, CompiledMapper):
        return Cache(config, plugins, mapper)
    return None


@contextmanager
def working_folder(out: Path) -> Iterator[Path]:
    """A folder for staging beside the plan, gone afterwards; not in /tmp, which may be memory.

    Raises:
        PlanError: The plan's folder is missing or can't be written.
    """
    try:
        folder = TemporaryDirectory(prefix=".nameplate-", dir=out.parent)
    except OSError as error:
        raise PlanError(
            f"The plan can't be written to {out}: {error.strerror}.", remedy="Name a file in a folder that is there."
        ) from error
    with folder as name:
        yield Path(name)


def record(writer: PlanWriter, intake: Intake, plugins: Plugins) -> None:
    """Say what was read and listed, and which plugins took part."""
    writer.plugins((plugin.name, plugin.distribution, plugin.version) for plugin in plugins.loaded)
    writer.sources(row for _, row in sorted(intake.sources.items()))
    writer.directories(row for _, row in sorted(intake.directories.items()))


def remarks(
    config: Config, mapper: Mapper, intake: Intake, planner: Planner, guards: tuple[Finding, ...]
) -> Iterator[Finding]:
    """The findings on the whole run: what failed first, then what the plan is based on, then what refuses it."""
    yield from intake.findings()
    yield from planner.findings
    yield from mapper.notes()
    if config.organization.sso_name_claims != "removed":
        yield from sso_findings(intake.undone)
    yield from guards


def meta(config: Config, mappings_hash: str, options: PreviewOptions, undoes: str = "") -> PlanMeta:
    """What the plan is."""
    now = options.now or datetime.now(UTC)
    return PlanMeta(
        uuid4().hex,
        written(now),
        written(now + config.plans.expire_after),
        version("nameplate"),
        config_hash(config),
        mappings_hash,
        undoes,
        "",
    )
