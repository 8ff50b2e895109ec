"""How it is told: tables for a terminal, the sentence of the finding, the life of an incident, pictures."""
