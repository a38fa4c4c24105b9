#include "hrp/testcase/parameters.hpp"

#include <algorithm>
#include <limits>

#include "hrp/base/assert.hpp"
#include "testcase/files/project.hpp"

namespace hrp::testcase {
namespace {

// Into the memory of a text that is there.
void setText(expression::Value& slot, std::string_view text) {
  if (slot.is_string()) {
    slot.get_ref<std::string&>() = text;
  } else {
    slot = text;
  }
}

void applyCsvRow(const ParameterSet::Table& table, std::uint64_t row,
                 std::vector<expression::Value>& slots) {
  expression::CsvRow cells = table.csv->row(row);
  std::size_t left = table.slots.size();
  for (std::size_t column = 0; left > 0; ++column) {
    const auto cell = cells.next();
    HRP_ASSERT(cell.has_value());
    for (std::size_t name = 0; name < table.slots.size(); ++name) {
      if (table.csv_columns[name] != column) continue;
      setText(slots[table.slots[name]], trimmed(*cell));
      --left;
    }
  }
}

}  // namespace

std::uint64_t ParameterSet::rowCount() const {
  std::uint64_t rows = 1;
  for (const Table& table : tables) {
    if (table.order == PickOrder::kRandom) continue;
    const std::uint64_t size = table.size();
    if (size != 0 && rows > std::numeric_limits<std::uint64_t>::max() / size) {
      return std::numeric_limits<std::uint64_t>::max();
    }
    rows *= size;
  }
  return rows;
}

bool ParameterSet::endsWhenTaken() const {
  return std::any_of(tables.begin(), tables.end(),
                     [](const Table& table) { return table.order == PickOrder::kUnique; });
}

std::uint64_t ParameterSet::runCount() const {
  return limit > 0 ? static_cast<std::uint64_t>(limit) : rowCount();
}

base::Result<> ParameterSet::apply(std::uint64_t index, base::Random& random,
                                   std::vector<expression::Value>& slots,
                                   expression::FunctionContext& context) const {
  // The last table turns fastest, so the first one of the file is outermost.
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    const std::uint64_t size = table->size();
    if (size == 0) continue;
    std::uint64_t row = 0;
    if (table->order == PickOrder::kRandom) {
      row = random.below(size);
    } else {
      row = index % size;
      index /= size;
    }
    if (table->csv) {
      applyCsvRow(*table, row, slots);
      continue;
    }
    for (std::size_t column = 0; column < table->slots.size(); ++column) {
      auto value = table->literal_rows[row][column].evaluate({slots, &context});
      if (!value) return base::fail(value.error().within("parameters"));
      slots[table->slots[column]] = std::move(*value);
    }
  }
  return {};
}

}  // namespace hrp::testcase
