"""The trade register of the Chamber of Commerce (KVK): search and basic profile, for who fills in a firm at a desk.

Without a key, or when the register does not answer, everything works and people type what they know.
"""
