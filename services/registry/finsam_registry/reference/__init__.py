"""Municipalities, counties and regions: the codes that everything else is about."""
