"""Times of two things that are measured in turns, and the table that they make."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 3  # of which the best counts, after a warm-up
LULL, LONGEST = 10, 40  # rounds without a better time that end a short measurement, and rounds that end any


@dataclass(frozen=True)
class Line:
    """One thing measured beside its limit: seconds, the ratio allowed, and what else must hold.

    `ceiling` is how many times as long as `limit` it may take, `most` how many seconds; `held` what else was counted,
    as (what, how much, at most).
    """

    what: str
    seconds: float
    limit: float | None = None
    ceiling: float | None = None
    most: float | None = None
    held: tuple[tuple[str, float, float], ...] = ()

    @property
    def ratio(self) -> float | None:
        return self.seconds / self.limit if self.limit else None

    @property
    def broken(self) -> bool:
        over = self.ceiling is not None and self.ratio is not None and self.ratio > self.ceiling
        late = self.most is not None and self.seconds > self.most
        return over or late or any(amount > most for _, amount, most in self.held)

    def __str__(self) -> str:
        limit = f"{self.limit * 1000:>10,.1f}{self.ratio:>8.2f}" if self.limit else " " * 18
        ceiling = f"{self.ceiling:>6.1f}" if self.ceiling else " " * 6
        held = [f"{amount:,.0f} {what} (at most {most:,.0f})" for what, amount, most in self.held]
        held += [f"at most {self.most * 1000:,.0f} ms"] if self.most else []
        verdict = "BROKEN" if self.broken else "holds"
        return f"{self.what:<56}{self.seconds * 1000:>10,.1f}{limit}{ceiling}  {verdict:<7} {'; '.join(held)}".rstrip()


HEAD = f"{'milliseconds':<56}{'ours':>10}{'limit':>10}{'ratio':>8}{'most':>6}"


def in_turns(ours: Callable[[], float], limit: Callable[[], float]) -> tuple[float, float]:
    """The best seconds of each of two, run by turns after a warm-up; each says itself how long it took."""
    ours(), limit()
    times = [(ours(), limit()) for _ in range(ROUNDS)]
    return min(our for our, _ in times), min(other for _, other in times)


def until_lull(ours: Callable[[], float], limit: Callable[[], float]) -> tuple[float, float]:
    """The same for what is short, until neither gets better: what else the machine does hardly shows in the best."""
    ours(), limit()
    best, since = (math.inf, math.inf), 0
    for _ in range(LONGEST):
        times = ours(), limit()
        since = 0 if times[0] < best[0] or times[1] < best[1] else since + 1
        best = min(best[0], times[0]), min(best[1], times[1])
        if since == LULL:
            break
    return best


def best(run: Callable[[], float], rounds: int = ROUNDS) -> float:
    run()
    return min(run() for _ in range(rounds))


class Watch:
    """Seconds within a `with`."""

    seconds = 0.0

    def __enter__(self) -> Watch:
        self.began = time.perf_counter()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds = time.perf_counter() - self.began
