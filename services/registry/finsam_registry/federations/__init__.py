"""Federations: identity, names, members and area, in valid time and recorded time."""
