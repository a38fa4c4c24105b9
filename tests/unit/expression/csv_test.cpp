#include "hrp/expression/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using ::testing::ElementsAre;

struct CsvCase {
  std::string text;
  std::vector<std::string> columns;
  Rows rows;
};

Rows rowsOf(const CsvTable& table) {
  Rows rows(table.rowCount());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CsvRow cells = table.row(row);
    while (const auto cell = cells.next()) rows[row].emplace_back(*cell);
  }
  return rows;
}

TEST(Csv, ReadsTables) {
  const std::vector<CsvCase> cases = {
      {"a,b\n1,2\n", {"a", "b"}, {{"1", "2"}}},
      {"a,b\n1,2", {"a", "b"}, {{"1", "2"}}},
      {"a,b\r\n1,2\r\n3,4\r\n", {"a", "b"}, {{"1", "2"}, {"3", "4"}}},
      {"\xEF\xBB\xBF"
       "a\n1\n",
       {"a"},
       {{"1"}}},
      {"\n\na\n\n1\r\n\r\n2\n\n", {"a"}, {{"1"}, {"2"}}},
      {"a,b\n", {"a", "b"}, {}},
      {"a,b\n,\n", {"a", "b"}, {{"", ""}}},
      {"a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", {"a", "b"}, {{"x,y", "say \"hi\""}}},
      {"a,b\n\"two\nlines\",\"\"\n", {"a", "b"}, {{"two\nlines", ""}}},
      {"a\n\"two\r\nlines\"\n", {"a"}, {{"two\nlines"}}},
      {"a\n 1 \n", {"a"}, {{" 1 "}}},
      {"a\n\"\"\n", {"a"}, {{""}}},
      {"a\nx\ry\n", {"a"}, {{"x\ry"}}},
      {"a,b\n1,", {"a", "b"}, {{"1", ""}}},
      {"名前\n山田\n", {"名前"}, {{"山田"}}},
  };
  for (const CsvCase& c : cases) {
    const auto table = parseCsv(c.text);
    ASSERT_TRUE(table.has_value()) << c.text << ": " << table.error().message;
    EXPECT_EQ(table->columns(), c.columns) << c.text;
    EXPECT_EQ(rowsOf(*table), c.rows) << c.text;
  }
}

// Rows are found from the nearest one that is known: whatever lies between is passed as it was
// read.
TEST(Csv, AnyRowCanBeReadInAnyOrder) {
  const std::vector<std::string> shapes = {"{},plain\n",
                                           "{},plain\r\n",
                                           "\"{}\",\"a,b\"\n",
                                           "{},\"two\nlines\"\r\n",
                                           "\n{},\n",
                                           "\r\n\n{},x\n",
                                           "\"{}\",\"say \"\"hi\"\"\"\n",
                                           "{},\"a\r\nb\"\n"};
  const std::vector<std::string> second = {"plain", "plain", "a,b",        "two\nlines",
                                           "",      "x",     "say \"hi\"", "a\nb"};
  constexpr std::size_t kRows = 100;
  std::string text = "number,text\n";
  for (std::size_t row = 0; row < kRows; ++row) {
    std::string line = shapes[row * row % 37 % shapes.size()];
    if (row > 50 && row % 7 == 0) line.insert(0, 15'000, '\n');  // so that some are far away
    text += line.replace(line.find("{}"), 2, std::to_string(row));
  }
  const auto table = parseCsv(text);
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->rowCount(), kRows);
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::size_t row = i * 61 % kRows;
    CsvRow cells = table->row(row);
    EXPECT_EQ(cells.next(), std::to_string(row));
    EXPECT_EQ(cells.next(), second[row * row % 37 % shapes.size()]) << row;
    EXPECT_EQ(cells.next(), std::nullopt);
  }
}

TEST(Csv, ATableLivesLongerThanWhoMadeItAndMoves) {
  auto owner = std::make_shared<const std::string>("a\nx\n");
  const std::weak_ptr<const std::string> watch = owner;
  std::optional<CsvTable> table = parseCsv(CsvText{*owner, std::move(owner)}).value();
  EXPECT_FALSE(watch.expired());
  const CsvTable moved = *std::move(table);
  table.reset();
  EXPECT_EQ(rowsOf(moved), Rows{{"x"}});
}

TEST(Csv, ErrorsNameTheLine) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the CSV is empty: its first row has to name the columns"},
      {"\xEF\xBB\xBF\n\r\n", "the CSV is empty: its first row has to name the columns"},
      {"a,b\n1\n", "line 2: 1 field(s), but the first row has 2"},
      {"a\n\n\n1,2\n", "line 4: 2 field(s), but the first row has 1"},
      {"a,b\n\"x\ny\",1\n1\n", "line 4: 1 field(s), but the first row has 2"},
      {"a\n1\"2\n", "line 2: a quote inside a field that is not quoted"},
      {"a\n\"1\"2\n", "line 2: text after a closing quote"},
      {"a\n\n\"1\n2\n", "line 3: a quote is not closed"},
  };
  for (const auto& [text, message] : cases) {
    const auto table = parseCsv(text);
    ASSERT_FALSE(table.has_value()) << text;
    EXPECT_EQ(table.error().message, message) << text;
    EXPECT_EQ(table.error().code, base::ErrorCode::kMalformedCsv);
  }
}

}  // namespace
}  // namespace hrp::expression
