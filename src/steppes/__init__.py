"""Steppes to States: the course's small library."""
