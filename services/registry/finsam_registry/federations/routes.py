"""HTTP for federations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from finsam_common.auth import allow, public
from finsam_common.problems import NotFound
from finsam_common.web import AsOf, BaseUrl, Collection, KnownAt, Paging, Reads, Router, Writes
from finsam_contracts.values import CountyCode, MunicipalityCode
from finsam_registry.federations import errors, queries, queries_history
from finsam_registry.federations.handlers import FormFederation
from finsam_registry.federations.schemas import FederationResource, Formation, History

router = Router("/federations", tags=["federations"])

FederationId = Annotated[UUID, Path(alias="federationId", examples=["3f0c0f5e-7c55-5d0c-9a43-0a6d4c1f7b11"])]
NamePart = Annotated[
    str | None, Query(min_length=2, max_length=100, examples=["Sydväst"], description="A part of the name, in any case")
]
InCounty = Annotated[
    CountyCode | None, Query(alias="countyCode", examples=["12"], description="With a municipality in this county")
]
WithMunicipality = Annotated[
    MunicipalityCode | None, Query(alias="municipalityCode", examples=["1230"], description="With this municipality")
]


@router.get("", rights=public(), answers=Collection[FederationResource])
async def list_federations(
    as_of: AsOf,
    known_at: KnownAt,
    paging: Paging,
    reads: Reads,
    base_url: BaseUrl,
    name: NamePart = None,
    county_code: InCounty = None,
    municipality_code: WithMunicipality = None,
) -> Collection[FederationResource]:
    """The federations that exist on a day, by name.

    Only what is known: one whose start is not known is listed from the first day on which a source shows it.
    """
    search = queries.Search(as_of, known_at, name, county_code, municipality_code)
    found = await queries.find(reads, search, paging.after(str, UUID), paging.limit + 1, base_url)
    return paging.cut(found, lambda each: each[0], lambda each: each[1])


@router.post(
    "",
    rights=allow("registry:write"),
    status_code=201,
    answers=FederationResource,
    refuses=[
        errors.MunicipalityUnknown,
        errors.RegionUnknown,
        errors.MembersMissing,
        errors.MunicipalityElsewhere,
        errors.FederationNameTaken,
        errors.OrganisationNumberTaken,
        errors.NotAdopted,
    ],
)
async def form_federation(body: Formation, writes: Writes) -> Response:
    """Form a federation.

    § 3: FK and AF are members of every federation; the request names its municipalities and, for every one of them,
    its region. § 8: it is formed when every member has adopted the ordinance, or on a later day.
    """
    return await writes.submit(FormFederation(body))


@router.get("/{federationId}", rights=public(), answers=FederationResource, refuses=[NotFound])
async def read_federation(
    federation_id: FederationId, as_of: AsOf, known_at: KnownAt, reads: Reads, base_url: BaseUrl
) -> FederationResource:
    """One federation on a day, also one that is no more."""
    return await queries.federation(reads, federation_id, as_of, known_at, base_url)


@router.get("/{federationId}/history", rights=public(), answers=History, refuses=[NotFound])
async def read_history(federation_id: FederationId, known_at: KnownAt, reads: Reads, base_url: BaseUrl) -> History:
    """Everything that the registry says, or has said, of one federation.

    Superseded rows stand beside those that replaced them; the family tree tells of mergers.
    """
    return await queries_history.history(reads, federation_id, known_at, base_url)
