"""Operators' tools: what the event engine does, and what an operator may do about it. Every service has them."""
