"""The doors: routes with rights, bodies, pages, problems, documentation, health."""

from finsam_common.bodies import Body, ExternalId, Line, Link, Moment, Notice, Registered, Resource
from finsam_common.web.app import create_app
from finsam_common.web.doors import AsOf, Caller, KnownAt, Reads, WritePath, Writes
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Page, Paging
from finsam_common.web.router import Declared, Router

__all__ = [
    "AsOf",
    "BaseUrl",
    "Body",
    "Caller",
    "Collection",
    "Declared",
    "ExternalId",
    "KnownAt",
    "Line",
    "Link",
    "Moment",
    "Notice",
    "Page",
    "Paging",
    "Reads",
    "Registered",
    "Resource",
    "Router",
    "WritePath",
    "Writes",
    "create_app",
]
