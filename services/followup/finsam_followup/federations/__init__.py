"""The federations that may register here, as the registry tells of them."""
