"""Budgeted cost per intervention and calendar year."""
