"""The allocation model: exact rational arithmetic over values, without I/O (domain/allocation.md, "The model")."""
