"""Pages to source users: paging, retries, scope, snapshots; the only place that says *complete*."""

from nameplate.reading.known import Batch, Known
from nameplate.reading.records import Person
from nameplate.reading.saving import Saved, save_snapshot
from nameplate.reading.source import Source, open_source
from nameplate.reading.status import ReadStatus

__all__ = ["Batch", "Known", "Person", "ReadStatus", "Saved", "Source", "open_source", "save_snapshot"]
