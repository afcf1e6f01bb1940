"""Why a query answers what it answers: patterns counted, slips found, costs told."""
