"""The table and the JSON file that all benchmarks end with."""

import json


def print_table(rows, first, ratio_title):
    """`rows`: {label: figures of engine_bench.summary(), with a "ratio" or None}."""
    width = max([len(first)] + [len(label) for label in rows]) + 2
    print(f"{first:{width}}{'req/CPU-s':>10}{ratio_title:>12}{'user us':>9}{'least':>7}"
          f"{'sys us':>9}{'+-%':>6}{'req/s':>9}")
    for label, row in rows.items():
        ratio = "" if row.get("ratio") is None else f"{row['ratio']:.2f}"
        print(f"{label:{width}}{row['requests_per_cpu_s']:10.0f}{ratio:>12}{row['user_us']:9.2f}"
              f"{row['least_user_us']:7.2f}{row['system_us']:9.2f}{row['half_range_percent']:6.1f}{row['requests_per_s']:9.0f}")


def write_json(path, result):
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=2)
