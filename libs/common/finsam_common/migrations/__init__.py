"""Revisions that services share: what every database has beside its own tables."""
