"""sqlite-vec's exact search, in SQLite: the extension of the npm package, whose file `extension` is."""

import sqlite3

import numpy as np
from peer import read_task, serve


def main():
    task = read_task()
    vectors = np.fromfile(task["vectors"], np.float32).reshape(-1, task["dimension"])
    database = sqlite3.connect(":memory:")
    database.enable_load_extension(True)
    database.load_extension(task["extension"])
    database.execute(f"CREATE VIRTUAL TABLE faces USING vec0(embedding float[{task['dimension']}])")
    database.executemany("INSERT INTO faces(rowid, embedding) VALUES (?, ?)", ((i, row.tobytes()) for i, row in enumerate(vectors)))
    database.commit()
    nearest = "SELECT rowid FROM faces WHERE embedding MATCH ? AND k = ? ORDER BY distance"

    def work():
        return sum(row for q in task["queries"] for (row,) in database.execute(nearest, (vectors[q].tobytes(), task["top"])))

    serve(work)


main()
