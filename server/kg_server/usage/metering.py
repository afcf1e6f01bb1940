"""The engine with its uses counted and charged."""

from kg_server.engine.interface import (
    NOBODY,
    Answer,
    Asker,
    Busy,
    Died,
    Engine,
    EngineError,
    LimitReached,
    Question,
    Spent,
    State,
)
from kg_server.usage.budgets import Budgets
from kg_server.usage.tally import Tally

_COUNTED: dict[type[EngineError], str] = {
    LimitReached: "queries_timed_out",
    Died: "queries_died",
    Busy: "queries_refused",
    Spent: "queries_limited",
}


class Accounts:
    """Who has used how much of the engine: its ledger."""

    def __init__(self, tally: Tally, budgets: Budgets | None) -> None:
        """Count in a tally, and hold addresses to their budgets, if there are any."""
        self._tally, self._budgets = tally, budgets

    def check(self, asker: Asker) -> None:
        """Let an asker ask.

        Raises:
            Spent: it has used up its budget.
        """
        if self._budgets is None or not asker.address:
            return
        wait = self._budgets.wait(asker.address)
        if wait:
            raise Spent(wait, self._budgets.limit)

    def charge(self, asker: Asker, seconds: float) -> None:
        """Note that an evaluator worked so long for an asker."""
        self._tally.add("query_seconds", seconds)
        if self._budgets is not None and asker.address:
            self._budgets.charge(asker.address, seconds)


class Metered:
    """An engine whose queries are counted by how they end."""

    def __init__(self, engine: Engine, tally: Tally) -> None:
        """Stand before an engine."""
        self._engine, self._tally = engine, tally

    def state(self) -> State:
        """What is served now."""
        return self._engine.state()

    def query(self, question: Question, asker: Asker = NOBODY) -> Answer:
        """Evaluate one query; see the interface."""
        self._tally.add("queries")
        try:
            return self._engine.query(question, asker)
        except EngineError as error:
            if type(error) in _COUNTED:
                self._tally.add(_COUNTED[type(error)])
            raise
