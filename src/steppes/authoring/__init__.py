"""What authors use: `steppes build` and `steppes verify`. Lessons never import it."""
