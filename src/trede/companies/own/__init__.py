"""The firm's own pages under /mijn: log in, follow the journey, decide who sees what, take everything along, leave."""
