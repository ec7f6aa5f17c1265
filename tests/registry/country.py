"""A small country for rules: two counties with regions, and Gotland, where one authority is both."""

from __future__ import annotations

from finsam_registry.geography import County, Geography, Municipality

SKANE, VARMLAND, GOTLAND = "12", "17", "09"
LUND, MALMO, EDA, ISLAND = "1281", "1280", "1730", "0980"

COUNTRY = Geography(
    {
        code: Municipality(code, name, county)
        for code, name, county in (
            (MALMO, "Malmö", SKANE),
            (LUND, "Lund", SKANE),
            (EDA, "Eda", VARMLAND),
            (ISLAND, "Gotland", GOTLAND),
        )
    },
    {
        SKANE: County(SKANE, "Skåne län", "Region Skåne"),
        VARMLAND: County(VARMLAND, "Värmlands län", "Region Värmland"),
        GOTLAND: County(GOTLAND, "Gotlands län", "Region Gotland", ISLAND),
    },
)
