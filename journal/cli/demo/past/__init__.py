"""The years before the invented house had its journal: people who never lived, in real figures."""
