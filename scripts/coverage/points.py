# SPDX-License-Identifier: Apache-2.0
"""Lines of sources with their counts, for all that is measured: what counts, what is covered, what is not."""


class Line:
    """A line of a source: hits (None: nothing to execute), branches or bits (name -> covered)."""

    def __init__(self):
        self.hits = None
        self.parts = {}
        self.excluded = None  # the reason


class Sources:
    """file -> line number -> Line."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        self._texts = {}

    def line(self, file, number):
        return self.files.setdefault(file, {}).setdefault(number, Line())

    def text(self, file, number):
        if file not in self._texts:
            self._texts[file] = (self.root / file).read_text(encoding="utf-8").splitlines()
        lines = self._texts[file]
        return lines[number - 1].strip() if number <= len(lines) else ""

    def each(self):
        for file in sorted(self.files):
            for number in sorted(self.files[file]):
                yield file, number, self.files[file][number]

    def exclude_lines(self, kind, exclusions):
        for file, number, line in self.each():
            if line.hits == 0:
                line.excluded = exclusions.reason(kind, file, self.text(file, number))

    def exclude_parts(self, kind, exclusions):
        for file, _, line in self.each():
            for name, covered in list(line.parts.items()):
                if not covered and exclusions.reason(kind, file, name):
                    del line.parts[name]

    def line_figure(self):
        lines = [line for _, _, line in self.each() if line.hits is not None and not line.excluded]
        return Figure(sum(line.hits > 0 for line in lines), len(lines))

    def part_figure(self):
        parts = [covered for _, _, line in self.each() if not line.excluded for covered in line.parts.values()]
        return Figure(sum(parts), len(parts))

    def line_holes(self):
        return [f"{file}:{number}: {self.text(file, number)}" for file, number, line in self.each()
                if line.hits == 0 and not line.excluded]

    def part_holes(self):
        return [f"{file}:{number}: {name}" for file, number, line in self.each()
                for name, covered in line.parts.items() if not covered and not line.excluded]

    def gcovr(self):
        """As a tracefile of gcovr 5.2, which makes pages of it."""
        files = []
        for file in sorted(self.files):
            lines = [{"line_number": number, "count": line.hits if line.hits is not None else 1,
                      "branches": [{"count": int(covered), "fallthrough": False, "throw": False}
                                   for covered in line.parts.values()],
                      "gcovr/noncode": False, "gcovr/excluded": False}
                     for number, line in sorted(self.files[file].items())
                     if not line.excluded and (line.hits is not None or line.parts)]
            files.append({"file": file, "lines": lines, "functions": []})
        return {"gcovr/format_version": "0.3", "files": files}


class Figure:
    def __init__(self, covered, total):
        self.covered = covered
        self.total = total

    def percent(self):
        return 100.0 * self.covered / self.total if self.total else 0.0

    def reaches(self, target):
        return self.total > 0 and 100 * self.covered >= target * self.total

    def __str__(self):
        # Rounded down: 99.996 % is not 100 %.
        return f"{int(self.percent() * 100) / 100:.2f} % ({self.covered} of {self.total})"
