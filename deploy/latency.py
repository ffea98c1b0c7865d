#!/usr/bin/env python3
"""Latency of one command over the line protocol: sent at fixed times from a few connections, so that an answer that is late
delays no question. Prints the number of answers and the 50th, 99th and greatest latency in milliseconds, tab-separated.

    latency.py HOST:PORT TOKEN-FILE SECONDS COMMAND...      several commands take turns
"""
import selectors
import socket
import sys
import time

CONNECTIONS = 4
# A second, in all: a small part of what the machine answers, so that waiting is the daemon's doing and not the queue's.
RATE = 160


class Line:
    """One logged-in connection with at most a few questions under way; answers come in the order of the questions."""

    def __init__(self, host, port, token):
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.asked = []
        self.finals()
        self.socket.sendall(b"AUTH TOKEN " + token + b"\n")
        if not self.finals()[0].startswith(b"OK"):
            sys.exit("latency.py: the token is not taken")

    def ask(self, due, command):
        self.asked.append(due)
        self.socket.sendall(command)

    def finals(self):
        """The final lines that have come: those that begin with a letter."""
        piece = self.socket.recv(1 << 16)
        if not piece:
            sys.exit("latency.py: the connection was closed")
        *lines, self.rest = (self.rest + piece).split(b"\n")
        return [line for line in lines if line[:1].isalpha()]


def percentile(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(part * len(sorted_values)))]


def measure(lines, seconds, commands):
    waiting = selectors.DefaultSelector()
    for line in lines:
        waiting.register(line.socket, selectors.EVENT_READ, line)
    start = time.perf_counter() + 0.1
    total = int(seconds * RATE)
    sent, latencies, refused = 0, [], 0
    give_up = start + seconds + 10
    while len(latencies) < total:
        now = time.perf_counter()
        if now > give_up:
            sys.exit(f"latency.py: {total - len(latencies)} answers never came")
        while sent < total and start + sent / RATE <= now:
            lines[sent % len(lines)].ask(start + sent / RATE, commands[sent % len(commands)])
            sent += 1
        wait = start + sent / RATE - time.perf_counter() if sent < total else 0.5
        for key, _ in waiting.select(max(0, wait)):
            finals = key.data.finals()
            came = time.perf_counter()
            for final in finals:
                latencies.append((came - key.data.asked.pop(0)) * 1000)
                refused += not final.startswith(b"OK")
    return sorted(latencies), refused


def main():
    address, token_file, seconds, *texts = sys.argv[1:]
    host, port = address.rsplit(":", 1)
    with open(token_file, "rb") as file:
        token = file.read().strip()
    lines = [Line(host, port, token) for _ in range(CONNECTIONS)]
    latencies, refused = measure(lines, float(seconds), [text.encode() + b"\n" for text in texts])
    if refused:
        sys.exit(f"latency.py: {refused} of {len(latencies)} answers were not OK")
    print(f"{len(latencies)}\t{percentile(latencies, 0.5):.2f}\t{percentile(latencies, 0.99):.2f}\t{latencies[-1]:.2f}")


main()
