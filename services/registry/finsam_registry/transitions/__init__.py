"""Transitions: what happens to federations, each from a day on, checked by the rules of the act."""
