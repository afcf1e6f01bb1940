"""Answers on their way over HTTP: negotiation, codings, validators, and answers from memory."""
