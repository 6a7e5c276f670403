"""Lesson 03: who held the land, who left, what a past leaves."""
