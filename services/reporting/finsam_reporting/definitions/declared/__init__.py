"""The national report's figures, declared subject by subject."""
