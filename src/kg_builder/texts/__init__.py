"""What the bytes of a source say, whatever kind of file it is: its text, its pages, its cells."""
