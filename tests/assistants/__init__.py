"""The tools for assistants, used through the protocol's own client as an assistant uses them."""
