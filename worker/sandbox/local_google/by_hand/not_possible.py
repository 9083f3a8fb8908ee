"""The one error of edits by hand that is not Google's."""


class NotPossible(Exception):
    """It cannot be done, and Google need not be asked for that."""
