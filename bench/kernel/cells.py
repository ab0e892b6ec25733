"""The same cells in both languages."""

CELLS = {
    "typescript": {
        "trivial": "1 + {n}",
        "declare": 'class Point { size = 2; normalize(): number { return 1 / this.size; } }\nconst point = new Point();\nconst word = "abc";',
        # what is completed, and what must be among the answers
        "complete": [("word.toUpp", "toUpperCase"), ("point.nor", "normalize")],
        "inspect": "point.normalize",
        "check": "for (const n of [1, 2, 3]) {",
        "print": "for (let i = 0; i < {n}; i++) console.log(`line ${i}`);",
        "busy": "{ const end = Date.now() + {n}; while (Date.now() < end); }",
        "endless": "while (true);",
        "count": "let ticks = 0;",
        "waiting": "while (true) { ticks++; await new Promise((done) => setTimeout(done, 10)); }",
        "counted": "console.log(`ticks=${ticks}`);",
    },
    "python": {
        "trivial": "1 + {n}",
        "declare": 'class Point:\n    size = 2\n    def normalize(self):\n        return 1 / self.size\npoint = Point()\nword = "abc"',
        "complete": [("word.upp", "upper"), ("point.nor", "normalize")],
        "inspect": "point.normalize",
        "check": "for n in [1, 2, 3]:",
        "print": "for i in range({n}):\n    print(f'line {i}')",
        "busy": "import time\nend = time.time() + {n} / 1000\nwhile time.time() < end: pass",
        "endless": "while True: pass",
        "count": "import asyncio\nticks = 0",
        "waiting": "while True:\n    ticks += 1\n    await asyncio.sleep(0.01)",
        "counted": "print(f'ticks={ticks}')",
    },
}


def cell(language, name, n=0):
    return CELLS[language][name].replace("{n}", str(n))
