#include "record/file/name_table.hpp"

#include <gtest/gtest.h>

namespace hrp::record {
namespace {

TEST(NameTable, TellsEachNameOnce) {
  NameTable table;
  EXPECT_FALSE(table.hasNew());
  EXPECT_EQ(table.rowId({"request-GET", "/"}), 0U);
  EXPECT_EQ(table.rowId({"request-GET", "/b"}), 1U);
  EXPECT_EQ(table.rowId({"request-GET", "/"}), 0U);
  EXPECT_EQ(table.textId("refused"), 0U);
  Names names;
  ASSERT_TRUE(names.add(table.takeNew()));
  EXPECT_FALSE(table.hasNew());
  EXPECT_EQ(table.textId("reset"), 1U);
  ASSERT_TRUE(names.add(table.takeNew()));
  EXPECT_EQ(names.rows.at(1).name, "/b");
  EXPECT_EQ(names.texts, (std::vector<std::string>{"refused", "reset"}));
}

TEST(NameTable, WritesATextBeyondTheBoundWhereItIsUsed) {
  NameTable table;
  for (std::size_t i = 0; i < kMaxFileTexts; ++i) {
    ASSERT_TRUE(table.textId(std::to_string(i)));
  }
  EXPECT_FALSE(table.textId("one too many"));
  base::LebWriter out;
  writeText(out, table, "one too many");
  writeText(out, table, "7");
  Names names;
  ASSERT_TRUE(names.add(table.takeNew()));
  const std::string bytes = out.take();
  base::LebReader in(bytes);
  EXPECT_EQ(readText(in, names, "text"), "one too many");
  EXPECT_EQ(readText(in, names, "text"), "7");
  EXPECT_TRUE(in.good() && in.atEnd());
}

TEST(NameTable, RefusesNumbersThatStandForNothing) {
  base::LebReader in("\x01");
  EXPECT_EQ(readText(in, Names(), "text"), "");
  EXPECT_STREQ(in.problem(), "text");
  Names names;
  EXPECT_FALSE(names.add("\x05"));
  EXPECT_FALSE(names.add("\xff\xff\xff\xff\x0f"));
}

}  // namespace
}  // namespace hrp::record
