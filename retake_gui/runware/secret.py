"""A key that does not show itself: not in a repr, a log line, a format string or a pickle."""

MASK = "•••"


class Secret:
    """Holds a key; only :meth:`reveal` gives it away."""

    __slots__ = ("_value",)

    def __init__(self, value: "str | Secret") -> None:
        self._value: str = value.reveal() if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """The key itself, to be put into a header and nowhere else."""
        return self._value

    @property
    def can_be_sent(self) -> bool:
        """Whether it fits into a header: keys are of letters, digits and signs without accents."""
        return self._value.isascii() and self._value.isprintable() and " " not in self._value

    def removed_from(self, text: str) -> str:
        """A text in which the key, should it be there, is masked."""
        return text.replace(self._value, MASK) if self._value else text

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")
