"""What a back-test can fail with."""

from typing import Any


class BacktestError(Exception):
    """A run that failed, as the command reports it.

    Attributes:
        code: stable and machine-readable, e.g. ``unknown_key``.
        message: what is wrong with the values seen.
        where: JSON path of the configuration (``/strategy/params/fast``), or symbol and bar.
        hint: what to try; may be empty.
        details: more lines for whoever debugs, e.g. the traceback of a strategy; may be empty.
        exit_status: what the command would end with: 2 configuration, 3 data, 4 strategy or plug-in, 5 internal.
    """

    def __init__(self, code: str, message: str, where: str = "", hint: str = "", details: str = "", exit_status: int = 4) -> None:
        super().__init__(code, message, where, hint, details, exit_status)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint
        self.details = details
        self.exit_status = exit_status

    def __str__(self) -> str:
        text = f"{self.code}: {self.message}"
        if self.where:
            text += f" (at {self.where})"
        if self.hint:
            text += f"; {self.hint}"
        if self.details:
            text += f"\n\n{self.details}"
        return text

    def _render_traceback_(self) -> list[str]:
        """What notebooks show: what is wrong, where, what to try, then the user's own traceback."""
        lines = [f"BacktestError ({self.code}): {self.message}"]
        if self.where:
            lines.append(f"  at    {self.where}")
        if self.hint:
            lines.append(f"  hint  {self.hint}")
        return [*lines, "", *self.details.splitlines()] if self.details else lines

    def to_dict(self) -> dict[str, Any]:
        """The document that the command prints for a failed run."""
        error = {"code": self.code, "message": self.message, "where": self.where, "hint": self.hint}
        return {"status": "failed", "error": error}


class TimeLimitExceeded(BaseException):
    """Raised inside user code that takes longer than ``time_limits`` allow. No Exception, so that ``except Exception`` does not swallow it."""


class DecisionsError(Exception):
    """Decisions of ``decide_all`` that can't be used: ``look_ahead``, ``bad_decisions``."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
