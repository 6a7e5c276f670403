"""Lesson 04: who stands close to Russia, and whether Mongolia keeps away."""
