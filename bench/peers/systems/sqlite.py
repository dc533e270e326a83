"""SQLite in this process, asked over a pipe: one JSON request a line, one answer a line with the milliseconds the work itself took.

What is sent and received is no part of any time: rows of an append are built before its clock starts."""
import json
import os
import sqlite3
import sys
import time

SCHEMA = """
CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, agent TEXT NOT NULL, time_us INTEGER NOT NULL,
  cause TEXT, doc TEXT NOT NULL);
CREATE INDEX event_time ON event (time_us, type, agent);
CREATE TABLE link (entity TEXT NOT NULL, time_us INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (entity, time_us, seq)) WITHOUT ROWID;
"""
EVENT = "INSERT OR IGNORE INTO event (seq, id, type, agent, time_us, cause, doc) VALUES (?, ?, ?, ?, ?, ?, ?)"
LINK = "INSERT OR IGNORE INTO link (entity, time_us, seq) VALUES (?, ?, ?)"
LATEST = "SELECT doc FROM link JOIN event USING (seq) WHERE entity = ? ORDER BY link.time_us DESC, seq DESC LIMIT ?"
COUNT = "SELECT type, agent, count(*) FROM event WHERE time_us >= ? AND time_us < ? GROUP BY type, agent"
CHAIN = """WITH RECURSIVE back (id, cause, depth) AS (SELECT id, cause, 0 FROM event WHERE id = ?
  UNION ALL SELECT event.id, event.cause, depth + 1 FROM back JOIN event ON event.id = back.cause WHERE depth < ?) SELECT id FROM back ORDER BY depth"""


class Store:
    def __init__(self, folder):
        path = os.path.join(folder, "events.db")
        fresh = not os.path.exists(path)
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA cache_size=-65536")
        if fresh:
            self.db.executescript(SCHEMA)
        self.seq = self.db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]

    def append(self, documents):
        rows, links = [], []
        for document in documents:
            e = json.loads(document)
            self.seq += 1
            cause = e["causes"][0] if e["causes"] else None
            rows.append((self.seq, e["id"], e["type"], e["body"]["agent_id"], e["timeUs"], cause, document))
            links.extend((entity, e["timeUs"], self.seq) for entity in e["entities"])
        start = time.perf_counter()
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany(EVENT, rows)
        self.db.executemany(LINK, links)
        self.db.execute("COMMIT")
        return start, None

    def settle(self):
        start = time.perf_counter()
        self.db.execute("ANALYZE")
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return start, None

    def latest(self, entity, limit):
        start = time.perf_counter()
        return start, [json.loads(doc) for (doc,) in self.db.execute(LATEST, (entity, limit))]

    def count(self, from_us, to_us):
        start = time.perf_counter()
        return start, self.db.execute(COUNT, (from_us, to_us)).fetchall()

    def chain(self, id, depth):
        start = time.perf_counter()
        return start, [row[0] for row in self.db.execute(CHAIN, (id, depth))]

    def fold(self):
        start = time.perf_counter()
        count, numbers, cpu, types = 0, 0, 0, {}
        for (doc,) in self.db.execute("SELECT doc FROM event ORDER BY seq"):
            e = json.loads(doc)
            count += 1
            numbers += e["emitterSeq"]
            types[e["type"]] = types.get(e["type"], 0) + 1
            share = e["body"].get("cpu_pct")
            if share is not None:
                cpu += int(share * 10 + 0.5)
        return start, [count, numbers, cpu, sorted([kind, n] for kind, n in types.items())]

    def total(self):
        start = time.perf_counter()
        return start, self.db.execute("SELECT count(*) FROM event").fetchone()[0]


def main():
    store = Store(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        try:
            start, value = getattr(store, request["op"])(*request["args"])
            answer = {"ms": (time.perf_counter() - start) * 1000, "value": value}
        except Exception as reason:  # said to whoever asked, who ends the measurement
            answer = {"error": repr(reason)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    store.db.close()


main()
