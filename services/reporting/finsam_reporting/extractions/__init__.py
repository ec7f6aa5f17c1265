"""Figures taken at a moment and frozen: all that was known then, and nothing later."""
