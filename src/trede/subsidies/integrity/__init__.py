"""Questions about integrity: raised by rules, answered by people, and the aid of one undertaking."""
