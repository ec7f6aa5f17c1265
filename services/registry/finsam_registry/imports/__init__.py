"""Imports: a printed list of federations and municipalities, matched to codes, row by row, nothing guessed."""
