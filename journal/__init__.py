"""Værn: an encrypted client journal for crisis shelters."""
