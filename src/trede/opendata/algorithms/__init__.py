"""The register of algorithms: what the rules do, who decides, and which version runs here."""
