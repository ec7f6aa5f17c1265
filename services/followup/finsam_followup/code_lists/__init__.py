"""The code lists of registration, with guidance beside each code."""
