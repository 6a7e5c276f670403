"""Lesson 02: how much two such neighbours should trade."""
