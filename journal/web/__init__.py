"""The screens: HTML out, forms in; a view loads, does, answers, and nothing else."""
