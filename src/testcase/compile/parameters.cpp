#include "hrp/testcase/parameters.hpp"

#include <algorithm>
#include <limits>

#include "testcase/load/project.hpp"

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
    for (std::size_t column = 0; column < table->slots.size(); ++column) {
      if (table->csv) {
        setText(slots[table->slots[column]],
                trimmed(table->csv->cell(row, table->csv_columns[column])));
        continue;
      }
      auto value = table->literal_rows[row][column].evaluate({slots, &context});
      if (!value) return base::fail(value.error().within("parameters"));
      slots[table->slots[column]] = std::move(*value);
    }
  }
  return {};
}

}  // namespace hrp::testcase
