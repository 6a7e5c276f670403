"""Lesson 05: who is a democracy, and where Mongolia spends its attention."""
