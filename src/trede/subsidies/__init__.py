"""The subsidy desk: schemes, applications, the ledger, decisions and payments."""
