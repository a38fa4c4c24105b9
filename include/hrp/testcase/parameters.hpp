#pragma once
// ParameterSet: the `parameters` of a testcase: which rows there are and in which order users take
// them. Immutable. Which user takes which row is the fleet's affair (engine/fleet_words.hpp).
//
// Rows of the product of several sequential parameters are numbered in file order (the first
// parameter outermost); a row is assembled when it is taken: one of a CSV is read from its text
// then.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/random.hpp"
#include "hrp/expression/csv.hpp"
#include "hrp/expression/template.hpp"

namespace hrp::testcase {

class ParameterSet {
 public:
  enum class PickOrder : std::uint8_t { kSequential, kRandom, kUnique };

  struct Table {
    std::vector<expression::Slot> slots;                               // one per name
    std::vector<std::vector<expression::ValueTemplate>> literal_rows;  // of a list in the file
    std::shared_ptr<const expression::CsvTable> csv;                   // or of a CSV
    std::vector<std::size_t> csv_columns;                              // one per name
    PickOrder order = PickOrder::kSequential;
    [[nodiscard]] std::size_t size() const { return csv ? csv->rowCount() : literal_rows.size(); }
  };

  std::vector<Table> tables;
  std::int64_t limit = 0;  // 0: none

  // Rows of the product of the tables that are not random; 1 when all are random.
  [[nodiscard]] std::uint64_t rowCount() const;
  [[nodiscard]] bool endsWhenTaken() const;  // some table is unique
  // How often `run` runs the testcase: the limit when there is one (rows wrap around), else
  // rowCount.
  [[nodiscard]] std::uint64_t runCount() const;
  // Puts row `index` (modulo rowCount) into the slots; random tables give a random row.
  [[nodiscard]] base::Result<> apply(std::uint64_t index, base::Random& random,
                                     std::vector<expression::Value>& slots,
                                     expression::FunctionContext& context) const;
};

}  // namespace hrp::testcase
