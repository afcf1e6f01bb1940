"""The SPARQL 1.1 Protocol: from a request to a question for the engine, and back."""
