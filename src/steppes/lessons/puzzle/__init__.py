"""Lesson 01: near neighbours, thin ties, and thin compared with what."""
