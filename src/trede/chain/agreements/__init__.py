"""What partners agreed with each other, and the yearly plan: records with an owner, a date and a day of review."""
