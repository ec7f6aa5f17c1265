"""The national report put together: figures beside the published ones, tables, appendix, findings."""
