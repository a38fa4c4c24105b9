#pragma once
// NameTable: gives rows and texts of a run small numbers, which stand for them in the blocks that
// follow. What is new is taken out for a block of its own before the block that uses it.
// Bounded: a text beyond the bound has no number and is written where it is used.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/leb128.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::record {

inline constexpr std::size_t kMaxFileRows = stats::kMaxRows + 1'000;  // "other" of each type too
inline constexpr std::size_t kMaxFileTexts = 65'536;

class NameTable {
 public:
  [[nodiscard]] std::uint32_t rowId(const stats::RowKey& key);
  [[nodiscard]] std::optional<std::uint32_t> textId(const std::string& text);
  [[nodiscard]] bool hasNew() const { return !new_rows_.empty() || !new_texts_.empty(); }
  // The content of a block of names.
  [[nodiscard]] std::string takeNew();

 private:
  std::map<stats::RowKey, std::uint32_t> rows_;
  std::map<std::string, std::uint32_t> texts_;
  std::vector<stats::RowKey> new_rows_;
  std::vector<std::string> new_texts_;
};

// What the blocks of names of a file said so far.
struct Names {
  std::vector<stats::RowKey> rows;
  std::vector<std::string> texts;
  // False: it is no block of names, or says too much.
  [[nodiscard]] bool add(std::string_view block);
};

// A text by its number, or itself.
void writeText(base::LebWriter& out, NameTable& names, const std::string& text);
[[nodiscard]] std::string readText(base::LebReader& in, const Names& names, const char* what);

}  // namespace hrp::record
