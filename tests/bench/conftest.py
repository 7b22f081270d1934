"""The bench is no part of what is installed: it is found in the checkout, after all that is."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
