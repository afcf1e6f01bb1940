"""What a JSON file may look like: one small notation, so that a slip in a description is told by its place.

A form is a Python type (`str`, `bool`, `int`, `dict`), `[form]` for a list of it, `{key: form}` for an object (other
keys are not looked at; the key `*` stands for all of them), or a tuple of alternatives.
"""

from kg_builder.errors import SchemaError

Form = type | list["Form"] | dict[str, "Form"] | tuple["Form", ...]

WORDS: dict[type, str] = {str: "a text", bool: "true or false", int: "a whole number", dict: "an object"}


def check_form(value: object, form: Form, file: str, where: str) -> None:
    """Refuse a JSON value that has not the form.

    Args:
        value: as parsed from JSON.
        form: what it should be.
        file: for the message.
        where: JSON pointer of the value.

    Raises:
        SchemaError: says where, what was found and what was expected.
    """
    if not _is_like(value, form):
        raise SchemaError(file, where, f"found {_shortened(value)}, expected {described(form)}")
    if isinstance(value, list):
        chosen = next(each for each in _alternatives(form) if isinstance(each, list))
        for n, item in enumerate(value):
            check_form(item, chosen[0], file, f"{where}/{n}")
    elif isinstance(value, dict):
        known = next((each for each in _alternatives(form) if isinstance(each, dict)), {})
        for key, item in value.items():
            inner = known.get(key, known.get("*"))
            if inner is not None:
                check_form(item, inner, file, f"{where}/{key}")


def described(form: Form) -> str:
    """A form in words."""
    words = []
    for each in _alternatives(form):
        if isinstance(each, list):
            words.append(f"a list of {described(each[0]).removeprefix('a ').removeprefix('an ')}s")
        else:
            words.append(WORDS[each] if isinstance(each, type) else WORDS[dict])
    return " or ".join(words)


def _alternatives(form: Form) -> tuple[Form, ...]:
    return form if isinstance(form, tuple) else (form,)


def _is_like(value: object, form: Form) -> bool:
    """Whether the value itself, not what is inside it, has the form."""
    for each in _alternatives(form):
        kind = each if isinstance(each, type) else type(each)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return True
    return False


def _shortened(value: object) -> str:
    """A JSON value for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
