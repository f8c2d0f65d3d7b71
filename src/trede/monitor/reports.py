"""What people may write in a report, and when it is ready to be adopted. No writing here: see `reports_actions`."""

LONGEST_MESSAGE = 200
LONGEST_LINE = 220
