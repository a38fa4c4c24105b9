#pragma once
// The content of a block of figures: what was counted of one second, as two columns of bytes: the
// numbers, and the buckets of the histograms with mostly one byte for each that is in use. Apart,
// each compresses to near its entropy. docs/run-file.md has the layout.

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/record/recorded_row.hpp"
#include "hrp/stats/slice.hpp"
#include "record/file/name_table.hpp"

namespace hrp::record {

struct FigureColumns {
  std::string numbers;
  std::string buckets;
};

[[nodiscard]] FigureColumns encodeFigures(const stats::Slice& slice, NameTable& names);

struct FigureVisitor {
  // All but the rows.
  std::function<void(const stats::Slice& rest)> rest;
  // Each row, which is good until the function returns.
  std::function<void(const RecordedRow& row)> row;
};

// Reads a block after the other with the same scratch memory.
class FigureDecoder {
 public:
  // Takes any bytes. An error is told after what came before it was visited.
  [[nodiscard]] base::Result<> decode(const FigureColumns& columns, const Names& names,
                                      const FigureVisitor& visitor);

 private:
  RecordedRow row_;
};

}  // namespace hrp::record
