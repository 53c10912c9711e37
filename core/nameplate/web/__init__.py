"""The pages: a plan reviewed, a rule written and seen to work. Served on this machine alone; nothing leaves it."""

from nameplate.web.app import create_app
from nameplate.web.site import Site

__all__ = ["Site", "create_app"]
