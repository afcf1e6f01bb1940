"""What is counted and charged: query seconds by address, and the counters that all processes share."""
