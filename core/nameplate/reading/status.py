"""What a read has come to: where it reads from, how far it is, and whether it is complete."""

from dataclasses import dataclass, field

from nameplate.findings import Finding


@dataclass
class ReadStatus:
    """Updated while a source is read, and final once its pages have ended, well or not."""

    connection: str
    directory: str
    connector: str
    distribution: str = ""
    """The distribution that brings the connector, and its version."""
    version: str = ""
    read_from: str = "live"
    """`live`, or the snapshot's path."""
    snapshot_hash: str = ""
    """SHA-256 (hex) of the snapshot's bytes, once they have all been read."""
    memberships: str = ""
    """Digest of who is in the groups that the configuration names, where a snapshot is read to be kept."""
    people: int = 0
    """People handed on, those who can't be read included."""
    pages: int = 0
    complete: bool = False
    """The last page was reached with no link left over, or the snapshot proves that it holds everyone."""
    incomplete: str = ""
    """Why a read that ended well is not complete, in words; "" where it is."""
    unreadable_ids: int = 0
    """Records without a readable id: whose account is nobody's can't be told while there is one."""
    error: str = ""
    """What ended the read."""
    unselected: frozenset[str] = frozenset()
    """`SourceUser` fields (`custom.NAME` too) and raw paths whose keys are missing from every record of a snapshot by
    a connector that selects: they were probably not asked for."""
    findings: list[Finding] = field(default_factory=list)
    """Remarks on the read as a whole: records that repeat an earlier one (NP312)."""
