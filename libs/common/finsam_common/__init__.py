"""What every service of the platform is built on."""
