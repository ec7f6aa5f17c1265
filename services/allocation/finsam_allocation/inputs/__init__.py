"""Inputs: what a year is allocated by, frozen when it is posted."""
