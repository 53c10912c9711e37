"""The mapper: for each person the region, the payload and the findings."""

from collections.abc import Iterable, Mapping, Sequence

from nameplate.findings import Finding, finding
from nameplate.mapping.chosen_names import ChosenName, ChosenNames
from nameplate.mapping.mapped import Mapped
from nameplate.mapping.person_mapper import NOTHING, Payload, RegionMapper, source_active
from nameplate.mapping.regions import Chooser, RegionFailed
from nameplate.mapping.rules import RuleInfo
from nameplate.model import BadRecord, Needs, SourceUser, Values
from nameplate.model.attributes import ACTIVE
from nameplate.model.validation import passes_unchanged


class ConnectionMapper:
    """The regions of one connection, in their order.

    Args:
        name: The connection's name.
        chooser: Chooses the region.
        regions: A mapper for each region of the chooser; None where people are out of scope.
    """

    def __init__(self, name: str, chooser: Chooser, regions: Sequence[RegionMapper | None]) -> None:
        self.name = name
        self.chooser = chooser
        self.regions = tuple(regions)
        self.names = tuple(compiled.region.name for compiled in chooser.regions)

    def named(self, region: str) -> RegionMapper:
        """The mapper of a region.

        Raises:
            KeyError: The connection has no such region, or its people are out of scope.
        """
        for mapper in self.regions:
            if mapper is not None and mapper.region.name == region:
                return mapper
        raise KeyError(region)


class Mapper:
    """Maps people of every connection; not for several threads at once.

    Attributes:
        needs: Connection → what its rules and conditions read.
        mappings_hash: Hex digest of the text of every template that a rule can reach.
    """

    def __init__(
        self,
        connections: Mapping[str, ConnectionMapper],
        needs: Mapping[str, Needs],
        mappings_hash: str,
        chosen: ChosenNames | None = None,
    ) -> None:
        self.needs = needs
        self.mappings_hash = mappings_hash
        self._connections = connections
        self._chosen = chosen or ChosenNames()
        self._met: set[str] = set()

    def map(self, person: SourceUser | BadRecord, connection: str) -> Mapped:
        """A person of `connection`: their region, payload and findings.

        Raises:
            KeyError: There is no such connection.
        """
        mapper = self._connections[connection]
        chosen = self._choices(person) if self._chosen.by_email else ()
        if isinstance(person, BadRecord):
            return _bad(person)
        try:
            index = mapper.chooser.choose(person)
        except RegionFailed as error:
            return _outside(person, finding("NP109", error.message))
        if index < 0:
            return _outside(person, finding("NP308", f"no region of {connection} matches {person.person}"))
        region = mapper.regions[index]
        if region is None:
            return _excluded(person, mapper.names[index])
        return _mapped(person, mapper.names[index], region.payload(person, chosen))

    def map_all(self, people: Iterable[SourceUser | BadRecord], connection: str) -> list[Mapped]:
        """Each of the people as `map` gives them, quicker where there is nothing to say about them.

        Raises:
            KeyError: There is no such connection.
        """
        if self._chosen.by_email:
            return [self.map(person, connection) for person in people]
        mapper = self._connections[connection]
        choose, regions, names = mapper.chooser.choose, mapper.regions, mapper.names
        mapped: list[Mapped] = []
        for person in people:
            if isinstance(person, BadRecord):
                mapped.append(_bad(person))
                continue
            try:
                index = choose(person)
            except RegionFailed:
                index = -1
            region = regions[index] if index >= 0 else None
            if region is None:
                mapped.append(self.map(person, connection))
                continue
            values = region.attempt(person)
            if values is None or not person.email or person.findings or not passes_unchanged(values):
                mapped.append(_mapped(person, names[index], region.look_closely(person, values)))
                continue
            mapped.append(
                Mapped(
                    person.id,
                    person.display_name or person.person,
                    person.user_name,
                    person.email,
                    person.active,
                    names[index],
                    excluded=False,
                    values=values,
                    blocked=False,
                )
            )
        return mapped

    def map_in(self, person: SourceUser, connection: str, region: str) -> Mapped:
        """A person as if `region` had been chosen for them.

        Raises:
            KeyError: There is no such connection or region, or its people are out of scope.
        """
        chosen = self._choices(person) if self._chosen.by_email else ()
        mapper = self._connections[connection].named(region)
        return _mapped(person, region, mapper.payload(person, chosen))

    def region_mapper(self, connection: str, region: str) -> RegionMapper:
        """The mapper of one region, for whoever shows how a value comes about.

        Raises:
            KeyError: There is no such connection or region, or its people are out of scope.
        """
        return self._connections[connection].named(region)

    def chooser(self, connection: str) -> Chooser:
        """How a connection's regions are chosen, clause by clause."""
        return self._connections[connection].chooser

    def rule(self, connection: str, region: str, attribute: str) -> RuleInfo | None:
        """The rule for an attribute; None where there is none."""
        return self._connections[connection].named(region).mapping.infos.get(attribute)

    def addresses(self, connection: str, region: str) -> tuple[str, ...]:
        """The rules' addresses in the order of ATTRIBUTES, "" where there is no rule."""
        return self._connections[connection].named(region).addresses

    def managed(self, connection: str, region: str) -> tuple[bool, ...]:
        """Which attributes the region manages, in the order of ATTRIBUTES."""
        return self._connections[connection].named(region).managed

    def notes(self) -> tuple[Finding, ...]:
        """Findings on the whole run, after it: rules that were stopped, and chosen names that were for nobody."""
        mappings = {
            id(region.mapping): region.mapping
            for connection in self._connections.values()
            for region in connection.regions
            if region is not None
        }
        stopped = {found for mapping in mappings.values() for found in mapping.stopped.values()}
        in_order = sorted(stopped, key=lambda found: (found.file, found.line, found.attribute))
        return (*in_order, *self._chosen.remarks, *self._for_nobody())

    def _choices(self, person: SourceUser | BadRecord) -> tuple[ChosenName, ...]:
        rows = self._chosen.of(person.email, person.user_name)
        if rows:
            self._met.add(rows[0].email.casefold())
        return rows

    def _for_nobody(self) -> list[Finding]:
        remarks = []
        for email, rows in self._chosen.by_email.items():
            if email not in self._met:
                file, _, line = rows[0].address.rpartition(":")
                message = f"nobody who was read has the address {rows[0].email}"
                remarks.append(finding("NP114", message, file=file, line=int(line)))
        return remarks


def _mapped(user: SourceUser, region: str, payload: Payload) -> Mapped:
    findings = payload.findings
    if user.findings or not user.email:
        findings = (*_of_record(user), *findings)
    return Mapped(
        user.id,
        user.display_name or user.person,
        user.user_name,
        user.email,
        user.active,
        region,
        excluded=False,
        values=payload.values,
        blocked=payload.blocked,
        findings=findings,
        chosen=payload.chosen,
    )


def _of_record(user: SourceUser) -> tuple[Finding, ...]:
    """What is remarkable about the source record."""
    if user.email:
        return user.findings
    return (*user.findings, finding("NP301", f"the record of {user.person} has no e-mail address"))


def _only_active(active: bool | None) -> Values:  # noqa: FBT001 -- a field of the source
    values = list(NOTHING)
    values[ACTIVE] = source_active(active)
    return tuple(values)


def _outside(user: SourceUser, remark: Finding) -> Mapped:
    return Mapped(
        user.id,
        user.person,
        user.user_name,
        user.email,
        user.active,
        region="",
        excluded=False,
        values=_only_active(user.active),
        blocked=True,
        findings=(*_of_record(user), remark),
    )


def _excluded(user: SourceUser, region: str) -> Mapped:
    return Mapped(
        user.id,
        user.person,
        user.user_name,
        user.email,
        user.active,
        region,
        excluded=True,
        values=NOTHING,
        blocked=False,
    )


def _bad(record: BadRecord) -> Mapped:
    return Mapped(
        record.id,
        record.person,
        record.user_name,
        record.email,
        record.active,
        region="",
        excluded=False,
        values=_only_active(record.active),
        blocked=True,
        findings=record.findings,
    )
