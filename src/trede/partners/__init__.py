"""Partners and their services as they are today: the pack, and what partners changed since."""
