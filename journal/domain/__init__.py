"""Typed values and the rules of the house; standard library only."""
