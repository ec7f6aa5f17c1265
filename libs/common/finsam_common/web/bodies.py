"""Moved to finsam_common.bodies (the write path makes resources too); import from there, then delete this file."""

from finsam_common.bodies import Body, ExternalId, Line, Link, Moment, Notice, Registered, Resource

__all__ = ["Body", "ExternalId", "Line", "Link", "Moment", "Notice", "Registered", "Resource"]
