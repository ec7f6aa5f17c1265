"""One module a comparison: each takes the evidence and yields what is wrong."""
