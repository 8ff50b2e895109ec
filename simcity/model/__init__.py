"""The city as it is: frozen parts, pure behaviour; no SimPy, no files."""
