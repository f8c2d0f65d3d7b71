"""The firm's own pages under /mijn: log in, follow the journey, decide who may see what, take everything along, leave."""
