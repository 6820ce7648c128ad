#!/bin/sh
# Fills corpus/ from the project's own YAML: every file for `parse`, every catalog with each of its scenarios for `check`.
set -eu
cd "$(dirname "$0")/../.."
corpus=tests/fuzz/corpus
mkdir -p "$corpus/parse" "$corpus/check"

# Prints the files, each with the line before it that divides inputs of `check`.
joined() { for file in "$@"; do echo =====; cat "$file"; echo; done; }

find catalogs src tests -path tests/fuzz -prune -o -name '*.yaml' -print | sort | while read -r file; do
    cp "$file" "$corpus/parse/$(echo "$file" | tr / -)"
done

find catalogs src tests -path tests/fuzz -prune -o -name ratebook.yaml -print | sort | while read -r manifest; do
    root=$(dirname "$manifest")
    parts=$(find "$root" -name '*.yaml' ! -name '*.scenario.yaml' ! -name ratebook.yaml | sort)
    find "$root" -name '*.scenario.yaml' | sort | while read -r scenario; do
        { cat "$manifest"; joined $parts "$scenario"; } > "$corpus/check/$(echo "$scenario" | tr / -)"
    done
done

# The examples on the pages of the rules, block by block; `# file: NAME` begins a file, and a manifest may be left out.
find src -name '*.md' | sort | while read -r page; do
    awk -v out="$corpus/check/$(echo "$page" | tr / -)" '
        function file(name) { if (name == "ratebook.yaml") at = 0; else if (name ~ /scenario/) at = 99; else at = ++count }
        /^```yaml/ { split("", text); count = 0; at = 1; count = 1; inside = 1; next }
        inside && /^```/ {
            inside = 0
            if (!(0 in text)) text[0] = "ratebook: 1\ncatalog: example\ncurrencies: [USD]\n"
            whole = text[0]
            for (n = 1; n <= 99; n++) if (n in text) whole = whole "=====\n" text[n]
            if (!(99 in text)) whole = whole "=====\n"
            printf "%s", whole > (out "." ++blocks)
            next
        }
        inside && /^# file: / { file($3); next }
        inside { text[at] = text[at] $0 "\n" }
    ' "$page"
done
echo "$(ls "$corpus/parse" | wc -l) seeds for parse, $(ls "$corpus/check" | wc -l) for check"
