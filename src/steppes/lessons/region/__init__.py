"""Lesson 08: whether Central Asia is the region that failed."""
