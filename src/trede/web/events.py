"""What can happen to a message. Never an address, never a word of it."""

from trede.journal.types import EventType, register

for key, dutch, english, data in (
    ("message.queued", "Bericht klaargezet", "Message queued", ("kind",)),
    ("message.sent", "Bericht verstuurd", "Message sent", ("kind", "attempts")),
    ("message.failed", "Bericht niet aangekomen", "Message not delivered", ("kind", "attempts", "reason")),
    ("message.retried", "Bericht opnieuw klaargezet", "Message queued again", ("kind",)),
    ("message.erased", "Oude berichten gewist", "Old messages erased", ("messages", "reason")),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))
