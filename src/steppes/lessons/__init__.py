"""One folder a lesson: its figures and explorers, its verdicts, its exercises.

Nothing here is imported by another lesson; what two lessons need is in `steppes.measures`.
"""
