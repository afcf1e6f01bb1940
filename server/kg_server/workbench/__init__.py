"""The page where queries are written and answered: editor, results page by page, evidence, code to copy."""
