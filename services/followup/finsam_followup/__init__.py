"""Follow-up: what the federations finance, for how many and at what cost, as they register it."""
