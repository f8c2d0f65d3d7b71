"""Taking an outcome along: the code, a code to scan, a PDF, a reminder for the calendar, a mail to yourself."""
