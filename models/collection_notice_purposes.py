"""What notices without a stage are for; no model, so that whoever asks may import it
before theirs."""

CONFIRMATION = "confirmation"
PROMISE = "promise"
THANKS = "thanks"
CANCELLATION = "cancellation"
MESSAGE = "message"
PURPOSES = [
    (CONFIRMATION, "Confirmation"),
    (PROMISE, "Confirmation of a promise"),
    (THANKS, "Thanks"),
    (CANCELLATION, "Cancellation"),
    (MESSAGE, "Message"),
]
# They ask the debtor for nothing: counted as contacts, they would put off the next
# reminder although nobody pressed him.
UNCOUNTED = (THANKS, CANCELLATION)
