"""For who teaches: `steppes class` reads what a class handed in. A student needs none of it."""
