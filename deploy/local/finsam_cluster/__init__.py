"""The real cluster on one machine, without containers: the programs of a deployment, on loopback."""
