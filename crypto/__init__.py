"""Pure cryptography of the journal: keys, formats and trees; see README.md beside this file."""
