"""The national report of a year: figures beside the published ones, tables, diagrams, appendix and findings."""
