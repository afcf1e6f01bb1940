"""Charts and maps of answers: one Vega-Lite spec for each, drawn as SVG or PNG in a process of its own."""
