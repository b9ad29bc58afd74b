"""States of a bad debt, for its own screens and the invoice's."""

STATES = [
    ("doubtful", "Doubtful"),
    ("allowance", "Allowance"),
    ("lost", "Lost"),
    ("recovered", "Recovered"),
    ("released", "Back to normal"),
]
