"""The registry: which federations exist, when, with which members, and how we know."""
