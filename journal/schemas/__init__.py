"""What may come in: one schema per form and JSON body."""
