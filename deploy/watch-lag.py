#!/usr/bin/env python3
"""How late an event is: eight connections change an event each, one after the other, as fast as they are answered; one watches. Prints
the changes, and the 50th, 99th and greatest time in milliseconds from a writer's OK to the event at the watcher, tab-separated.

    watch-lag.py HOST:PORT ADMIN-TOKEN-FILE SECONDS
"""
import socket
import sys
import threading
import time

WRITERS = 8


class Line:
    """One logged-in connection, a line at a time."""

    def __init__(self, address, token):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("r", encoding="utf-8", newline="\n")
        self.lines.readline()
        self.ok(f"AUTH TOKEN {token}")

    def ok(self, command):
        self.socket.sendall(f"{command}\n".encode())
        while True:
            line = self.lines.readline().rstrip("\n")
            if line[:1].isalpha():
                break
            last = line
        if not line.startswith("OK"):
            sys.exit(f"watch-lag.py: {command}: {line}")
        fields = dict(word.split("=", 1) for word in line.split(" -- ")[0].split(" ")[1:])
        return fields if "rows" not in fields else {**fields, "last": last}


def main():
    address, token_file, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    admin = Line(address, open(token_file).read().strip())
    admin.ok("USER.SET watcher role=staff area=A-1")
    token = admin.ok("TOKEN add=watcher")["token"]
    answered, arrived = {}, {}
    watcher = Line(address, token)
    watcher.ok("WATCH events")

    def watch():
        try:
            for line in watcher.lines:
                now = time.perf_counter()
                fields = dict(word.split("=", 1) for word in line.split()[3:])
                if line.split()[2] == "gap":
                    sys.exit("watch-lag.py: a gap")
                arrived[fields["id"], fields["v"]] = now
        except OSError:
            pass

    end = time.perf_counter() + seconds

    def write(event):
        line = Line(address, token)
        number = 0
        while time.perf_counter() < end:
            number += 1
            fields = line.ok(f"EVENT.SET {event} title=t{number}")
            answered[event, fields["v"]] = time.perf_counter()

    threading.Thread(target=watch, daemon=True).start()
    writers = [threading.Thread(target=write, args=(f"E-{n + 1}",)) for n in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    give_up = time.perf_counter() + 10
    while len(arrived) < len(answered) and time.perf_counter() < give_up:
        time.sleep(0.05)
    if arrived.keys() != answered.keys():
        sys.exit(f"watch-lag.py: {len(answered)} changes, {len(arrived)} events")
    lags = sorted(1_000 * (arrived[key] - answered[key]) for key in answered)
    print("changes\tp50_ms\tp99_ms\tmost_ms")
    print(f"{len(lags)}\t{lags[len(lags) // 2]:.1f}\t{lags[int(0.99 * len(lags))]:.1f}\t{lags[-1]:.1f}")


main()
