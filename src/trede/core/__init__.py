"""The policy as rules: pure Python, no Django, no input or output, no clock."""
