#!/usr/bin/env python3
"""client.py HOST PORT TOKEN-FILE VERB [ARGUMENT ...]: exits with 0 after OK, 1 NO, 2 BAD, 3 LATER, 4 UNSURE, 5 BYE or no answer."""
import re, socket, sys

def ask(stream, line):
    stream.write(line.encode() + b"\n")
    stream.flush()
    columns, rows = [], []
    for answer in stream:
        kind, rest = answer[:2], answer[2:-1].decode()
        fields = [None if field == r"\N" else re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r"}.get(m[1], m[1]), field)
                  for field in rest.split("\t")]
        if kind == b"# ": columns = fields
        elif kind == b"| ": rows.append(dict(zip(columns, fields)))
        elif kind != b"> ": return answer.decode().rstrip("\n"), rows
    return "BYE", []

host, port, token_file, *command = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection, connection.makefile("rwb") as stream:
    stream.readline()
    final, rows = ask(stream, "AUTH TOKEN " + open(token_file).read().strip())
    if final.startswith("OK"): final, rows = ask(stream, " ".join(command))
for row in rows: print(row)
print(final)
sys.exit(["OK", "NO", "BAD", "LATER", "UNSURE", "BYE"].index(final.split()[0]))
