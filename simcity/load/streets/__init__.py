"""Streets from map files: OpenStreetMap extracts, GraphML, and tables of nodes and arcs, made into one network."""
