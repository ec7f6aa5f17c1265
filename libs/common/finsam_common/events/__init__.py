"""The event engine: what happened leaves with its transaction, arrives once in effect, and can be heard again."""

import finsam_common.db  # noqa: F401  first, always: its base needs our tables, and our tables its column types
