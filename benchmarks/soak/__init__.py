"""A server under good and hostile load for some minutes: nothing lost, memory flat."""
