"""The course's explorers: each a view of `steppes.views` with a declaration of its controls.

One module for each lesson.
"""

from .puzzle import near_and_far, partner_ranks

__all__ = ["near_and_far", "partner_ranks"]
