"""What a short run tries by turns: always the same share of many things that are alike."""

import os
from zlib import crc32

IS_LONG = os.environ.get("JOURNAL_TEST_LONG") == "1"


def has_turn(*words, one_in):
    """
    Tell whether something is tried in this run.

    Args:
        words: that name it.
        one_in: of how many a short run tries one; a long one tries all.
    """
    return IS_LONG or crc32(" ".join(words).encode()) % one_in == 0
