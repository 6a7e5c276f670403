"""Measures computed from the tables, for views, exercises and verdicts alike.

Tables under different terms are joined here, in memory, and never on disk. One module for each
subject; each function says its columns, its units and where its method comes from.
"""
