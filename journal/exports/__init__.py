"""
The year in figures: tables, what may leave the house, and the gate between them.

Pure: it knows counts and codes, no web, no database, no key and no clock. Rules: exact figures stay
inside; what goes out cannot be undone, alone or beside anything that went out before.
"""
