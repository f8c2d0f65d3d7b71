"""Triggers that make the ledger append-only, for both databases: a correction is a new entry."""

SQLITE = [
    """CREATE TRIGGER subsidies_ledger_no_update BEFORE UPDATE ON subsidies_ledgerentry
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER subsidies_ledger_no_delete BEFORE DELETE ON subsidies_ledgerentry
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
]
SQLITE_BACK = ["DROP TRIGGER subsidies_ledger_no_update", "DROP TRIGGER subsidies_ledger_no_delete"]
POSTGRESQL = [
    """CREATE FUNCTION subsidies_ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
    """CREATE TRIGGER subsidies_ledger_append_only BEFORE UPDATE OR DELETE ON subsidies_ledgerentry
       FOR EACH ROW EXECUTE FUNCTION subsidies_ledger_append_only()""",
    """CREATE TRIGGER subsidies_ledger_no_truncate BEFORE TRUNCATE ON subsidies_ledgerentry
       FOR EACH STATEMENT EXECUTE FUNCTION subsidies_ledger_append_only()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER subsidies_ledger_append_only ON subsidies_ledgerentry",
    "DROP TRIGGER subsidies_ledger_no_truncate ON subsidies_ledgerentry",
    "DROP FUNCTION subsidies_ledger_append_only()",
]
