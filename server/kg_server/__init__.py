"""The Flask front end: SPARQL, dumps and pages over a release of the graph."""
