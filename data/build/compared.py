"""The states that the course compares, where a table cannot hold all."""

# Mongolia, Kazakhstan and their great neighbours; the other states of Central Asia; and the
# partners of Mongolia that the cases and the third neighbours are taken from.
COMPARED = (
    "BLR", "CHN", "DEU", "IND", "JPN", "KAZ", "KGZ", "KOR", "LAO", "MNG", "POL", "PRK", "RUS",
    "TJK", "TKM", "TUR", "USA", "UZB",
)  # fmt: skip

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")

# Mongolia, Kazakhstan and the states that border on either.
NEIGHBOURHOOD = ("CHN", "KAZ", "KGZ", "MNG", "RUS", "TJK", "TKM", "UZB")
