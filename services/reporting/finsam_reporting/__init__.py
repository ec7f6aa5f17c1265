"""Reporting: figures that can be trusted and seen. It owns no facts, only what was taken from them."""
