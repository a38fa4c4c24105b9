#include "cluster/codec/message_fields.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/codec/stage_codec.hpp"

namespace hrp::cluster {
namespace {

using nlohmann::json;

// The field that `read` finds missing or wrong in `value`.
template <class Read>
std::string refusedField(const json& value, Read read) {
  try {
    read(Fields(value));
  } catch (const Malformed& broken) {
    return broken.field;
  }
  return {};
}

TEST(MessageFields, AreReadByTheirTypes) {
  const base::Stages stages{{std::chrono::seconds(5), 3}};
  const json value{{"n", 7U},
                   {"x", 0.5},
                   {"yes", true},
                   {"text", "abc"},
                   {"bytes", binaryOf("a\xff")},
                   {"stages", binaryOf(encodeStages(stages))},
                   {"time", 1'500U},
                   {"list", {1, 2}},
                   {"run", "r"},
                   {"share", 2U}};
  const Fields fields(value);
  EXPECT_EQ(fields.integer<std::uint8_t>("n"), 7);
  EXPECT_EQ(fields.number("x"), 0.5);
  EXPECT_EQ(fields.number("n"), 7);
  EXPECT_TRUE(fields.flag("yes"));
  EXPECT_EQ(fields.text("text"), "abc");
  EXPECT_EQ(fields.bytes("bytes"), "a\xff");
  EXPECT_EQ(fields.stages("stages"), stages);
  EXPECT_EQ(fields.duration("time"), std::chrono::microseconds(1'500));
  EXPECT_EQ(fields.list("list", 2).size(), 2U);
  EXPECT_EQ(fields.share(), (ShareId{"r", 2}));
  EXPECT_EQ(fields.choice("n", base::ErrorCode{2}, base::ErrorCode{7}), base::ErrorCode{7});
}

TEST(MessageFields, NamesThoseThatAreMissingOrOfAnotherType) {
  const json wrong{{"f", json::array()}};
  for (const json& value : {json::object(), wrong}) {
    const auto refused = [&](auto read) { return refusedField(value, read); };
    EXPECT_EQ(refused([](const Fields& f) { return f.integer<std::uint64_t>("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.number("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.flag("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.text("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.bytes("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.stages("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.duration("f"); }), "f");
    EXPECT_EQ(refused([](const Fields& f) { return f.share(); }), "run");
  }
  EXPECT_EQ(refusedField(json::array(), [](const Fields&) {}), "data");
  EXPECT_EQ(refusedField(json{{"f", 5}}, [](const Fields& f) { return f.list("f", 9); }), "f");
}

TEST(MessageFields, NamesThoseThatAreOutOfRange) {
  const auto refused = [](const json& value, auto read) {
    return refusedField(json{{"f", value}}, read);
  };
  EXPECT_EQ(refused(256U, [](const Fields& f) { return f.integer<std::uint8_t>("f"); }), "f");
  EXPECT_EQ(refused(9U, [](const Fields& f) { return f.integer<std::uint8_t>("f", 8); }), "f");
  EXPECT_EQ(refused(-1, [](const Fields& f) { return f.integer<std::int64_t>("f"); }), "f");
  EXPECT_EQ(refused(-0.5, [](const Fields& f) { return f.number("f"); }), "f");
  EXPECT_EQ(refused(HUGE_VAL, [](const Fields& f) { return f.number("f"); }), "f");
  EXPECT_EQ(refused(std::string(kMaxIdBytes + 1, 'x'), [](const Fields& f) { return f.text("f"); }),
            "f");
  EXPECT_EQ(refused(binaryOf("x"), [](const Fields& f) { return f.stages("f"); }), "f");
  EXPECT_EQ(refused(json::array({1, 2}), [](const Fields& f) { return f.list("f", 1); }), "f");
  EXPECT_EQ(refused(8U,
                    [](const Fields& f) {
                      return f.choice("f", base::ErrorCode{2}, base::ErrorCode{7});
                    }),
            "f");
}

TEST(MessageFields, ValuesForTheEncoderAreSafe) {
  EXPECT_EQ(countOf(-5), 0U);
  EXPECT_EQ(countOf(5), 5U);
  EXPECT_EQ(microsOf(std::chrono::milliseconds(2)), 2'000U);
  EXPECT_EQ(microsOf(std::chrono::seconds(-2)), 0U);
  EXPECT_EQ(printableOf("abcdef", 3), "abc");
  EXPECT_EQ(printableOf("a\xff", 9), "a\xEF\xBF\xBD");
}

}  // namespace
}  // namespace hrp::cluster
