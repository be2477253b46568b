"""The dashboard: the same steps as the command line, as pages."""
