#include "outputs/text_table.hpp"

#include <gtest/gtest.h>

#include "outputs/display_text.hpp"
#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

TextTable sample() {
  TextTable table({{"NAME", TextTable::Align::kLeft, true}, {"# FAILS"}});
  table.addRow({"get hello", "7"});
  table.addRow({"登录", "12345678"});
  return table;
}

TEST(TextTableTest, AlignsCellsAndCentresTitles) {
  EXPECT_EQ(joinLines(sample().lines()),
            "+-----------+----------+\n"
            "|   NAME    | # FAILS  |\n"
            "+-----------+----------+\n"
            "| get hello |        7 |\n"
            "| 登录      | 12345678 |\n"
            "+-----------+----------+\n");
}

TEST(TextTableTest, SeparatorAndMissingCells) {
  TextTable table({{"A"}, {"B"}});
  table.addRow({"1"});
  table.addSeparator();
  table.addRow({"1", "2"});
  EXPECT_EQ(joinLines(table.lines()),
            "+---+---+\n"
            "| A | B |\n"
            "+---+---+\n"
            "| 1 |   |\n"
            "+---+---+\n"
            "| 1 | 2 |\n"
            "+---+---+\n");
}

TEST(TextTableTest, WithoutRowsItIsItsHead) {
  EXPECT_EQ(joinLines(TextTable({{"A"}}).lines()), "+---+\n| A |\n+---+\n");
}

TEST(TextTableTest, LongNamesAreCutOnlyUnderALimit) {
  TextTable table({{"NAME", TextTable::Align::kLeft, true}, {"N"}});
  const std::string name(50, 'x');
  table.addRow({name, "1"});
  EXPECT_EQ(table.lines()[3], "| " + name + " | 1 |");
  const auto lines = table.lines(20);
  EXPECT_EQ(lines[3], "| " + std::string(11, 'x') + "… | 1 |");
  for (const std::string& line : lines) EXPECT_EQ(displayWidth(line), 20U);
}

TEST(TextTableTest, NoLineIsWiderThanTheLimit) {
  for (std::size_t limit = 1; limit < 30; ++limit) {
    for (const std::string& line : sample().lines(limit)) EXPECT_LE(displayWidth(line), limit);
  }
}

TEST(TextTableTest, CellsAreMadePrintable) {
  TextTable table({{"A"}});
  table.addRow({"x\x1b[2Jy\n"});
  EXPECT_EQ(table.lines()[3], "| x\\x1b[2Jy  |");
}

}  // namespace
}  // namespace hrp::outputs
