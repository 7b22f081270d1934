"""An invented house to try the journal in: its people, its cases and three weeks of notes."""
