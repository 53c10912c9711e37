"""What plugin authors inherit in their tests; it needs pytest."""

from nameplate.testing.contract import ConnectorContract
from nameplate.testing.messages import Request, Response

__all__ = ["ConnectorContract", "Request", "Response"]
