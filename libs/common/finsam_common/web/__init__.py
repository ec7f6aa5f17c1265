"""The doors: routes with rights, bodies, pages, problems, documentation, health."""

from finsam_common.bodies import Body, ExternalId, Link, Notice, Registered, Resource, Text
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
    "Link",
    "Notice",
    "Page",
    "Paging",
    "Reads",
    "Registered",
    "Resource",
    "Router",
    "Text",
    "WritePath",
    "Writes",
]
