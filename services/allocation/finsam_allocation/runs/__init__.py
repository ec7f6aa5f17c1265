"""Runs: the model on frozen inputs, with every value on the way to the result."""
