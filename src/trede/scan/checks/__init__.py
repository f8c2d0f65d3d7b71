"""The questionnaires beside the ladder scan: digital safety, AI, and freedom in systems. Kept under a code."""
