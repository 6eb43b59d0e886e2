"""Read untrusted YAML with limits, as plain data or as written."""

from typing import Any, Final

import yaml

from kb.conversion.context import BadItem

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_BYTES: Final = 2_000_000
_MAX_DEPTH: Final = 60
_MAX_VALUES: Final = 200_000
"""Maximum number of values with expanded aliases, of which a few lines can mean billions."""

_OPENING: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def read_yaml(text: str, *, first_line: int = 1) -> Any:
    """Read YAML as plain data only. Raises `BadItem` with the line number."""
    return _guarded(text, first_line, lambda: yaml.load(text, Loader=_LOADER))  # noqa: S506 - safe


def read_yaml_as_written(text: str, *, first_line: int = 1) -> Any:
    """Read YAML with all values as text, including `1.10`, `no` and `0777`.

    Raises `BadItem` as above, and for duplicate keys.
    """
    node = _guarded(text, first_line, lambda: yaml.compose(text, Loader=_LOADER))
    return _as_written(node, first_line)


def _guarded(text: str, first_line: int, read: Any) -> Any:
    try:
        _check_budgets(text, first_line)
        return read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else first_line
        raise BadItem(f"broken YAML ({error.problem or 'unreadable'})", line=line) from error
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadItem(f"broken YAML ({error})", line=first_line) from error


def _check_budgets(text: str, first_line: int) -> None:
    """Refuse YAML that is nested too deeply or too large with expanded aliases.

    Parser events are checked one by one, before any data is built.
    """
    if len(text) > _MAX_BYTES:
        raise BadItem(f"its YAML is larger than {_MAX_BYTES // 1_000_000} MB", line=first_line)
    sizes: dict[str, int] = {}
    total = 0
    open_parts: list[tuple[str | None, int]] = []
    for event in yaml.parse(text, Loader=_LOADER):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, _OPENING):
            open_parts.append((event.anchor, total))
            if len(open_parts) > _MAX_DEPTH:
                raise BadItem(f"its YAML is nested deeper than {_MAX_DEPTH} levels", line=line)
        elif isinstance(event, _CLOSING):
            anchor, before = open_parts.pop()
            if anchor:
                sizes[anchor] = total - before
        elif isinstance(event, yaml.AliasEvent):
            total += sizes.get(event.anchor or "", _MAX_VALUES)
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            sizes[event.anchor] = 1 + len(event.value) // 100
        total += 1
        if total > _MAX_VALUES:
            raise BadItem("its YAML means too many values", line=line)


def _as_written(node: yaml.Node | None, first_line: int) -> Any:
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key.value)
            if name in found:
                line = first_line + key.start_mark.line
                raise BadItem(f"the front matter says {name[:50]} twice", line=line)
            found[name] = _as_written(value, first_line)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_as_written(value, first_line) for value in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return None
    return None if node.tag == "tag:yaml.org,2002:null" and not node.style else node.value
