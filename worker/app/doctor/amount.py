"""Numbers of things, in words that fit one of them too."""


def amount(number: int, thing: str) -> str:
    """Return `1 grant` or `2 grants`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
