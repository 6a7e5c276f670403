"""The exercises: one module for each lesson, each with a list EXERCISES of declarations."""
