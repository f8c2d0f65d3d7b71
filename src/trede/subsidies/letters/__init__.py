"""Letters of decisions: joined from sentences of the pack, with the reasons that a person wrote, as page and as PDF."""
