"""Webhooks: events pushed to whom they concern, signed, in order, again and again until they are taken."""

import finsam_common.db  # noqa: F401  first, always: its base needs our table, and our table its column types
