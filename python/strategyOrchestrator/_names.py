"""Directions and sides: integers that also equal their names."""


class _Signed(int):
    """1 or -1 with a name; equal to both."""

    _names: dict[int, str] = {}

    def __new__(cls, value: object) -> "_Signed":
        if isinstance(value, str):
            by_name = {name: number for number, name in cls._names.items()}
            if value.upper() not in by_name:
                raise ValueError(f"{value!r} is none of {', '.join(sorted(by_name))}")
            return super().__new__(cls, by_name[value.upper()])
        number = int(value)  # type: ignore[call-overload]
        if number not in cls._names:
            raise ValueError(f"{value!r} is neither 1 nor -1")
        return super().__new__(cls, number)

    @property
    def name(self) -> str:
        return self._names[int(self)]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return self.name == other.upper()
        return int.__eq__(self, other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return int.__hash__(self)

    def __repr__(self) -> str:
        return self.name

    __str__ = __repr__


class Direction(_Signed):
    """``LONG`` (1) or ``SHORT`` (-1): ``Direction("LONG") == 1 == "LONG"``."""

    _names = {1: "LONG", -1: "SHORT"}

    def __new__(cls, value: object) -> "Direction":
        if isinstance(value, str) and value.upper() in ("BUY", "SELL"):
            value = 1 if value.upper() == "BUY" else -1
        return super().__new__(cls, value)  # type: ignore[return-value]


class Side(_Signed):
    """``BUY`` (1) or ``SELL`` (-1)."""

    _names = {1: "BUY", -1: "SELL"}
