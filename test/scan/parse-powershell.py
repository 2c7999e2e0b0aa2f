"""Reads {"name": text, ...} from standard input and prints, by name, the lines that the grammar of PowerShell does not take."""

import json
import sys

import tree_sitter_powershell
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_powershell.language()))


def faults(node):
    if node.is_error or node.is_missing:
        yield node.start_point[0]
    elif node.has_error:
        for child in node.children:
            yield from faults(child)


found = {}
for name, text in json.load(sys.stdin).items():
    lines = text.split("\n")
    wrong = [lines[at] for at in sorted(set(faults(parser.parse(text.encode()).root_node)))]
    if wrong:
        found[name] = wrong
print(json.dumps(found))
