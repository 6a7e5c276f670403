"""Lesson 07: which explanation the evidence favours, and how strongly."""
