#include "testcase/read/field_reader.hpp"

#include <gmock/gmock.h>

namespace hrp::testcase {
namespace {

using expression::Value;
using ::testing::ElementsAre;
using ::testing::Pair;

struct Read {
  explicit Read(Value document, bool strict = false, bool any_case = false)
      : map(std::move(document)),
        state{"f.yaml", "step 2 (login)", any_case, strict ? &unknown : nullptr, {}} {}
  FieldReader fields() { return FieldReader(map, "request", state); }
  [[nodiscard]] std::string error() const { return state.error ? state.error->message : ""; }

  Value map;
  std::vector<std::string> unknown;
  ReadState state;
};

TEST(FieldReader, ReadsTypes) {
  Read read({{"t", "x"},
             {"n", 2.5},
             {"i", 7},
             {"b", true},
             {"z", nullptr},
             {"m", {{"k", "v"}, {"n", 1}}},
             {"l", {"a", "b"}}});
  FieldReader fields = read.fields();
  EXPECT_EQ(fields.text("t"), "x");
  EXPECT_EQ(fields.text("i"), "7");
  EXPECT_EQ(fields.text("z", "default"), "default");
  EXPECT_EQ(fields.number("n"), 2.5);
  EXPECT_EQ(fields.integer("i"), 7);
  EXPECT_EQ(fields.boolean("b"), true);
  EXPECT_EQ(fields.boolean("none"), std::nullopt);
  EXPECT_THAT(fields.textMap("m"), ElementsAre(Pair("k", "v"), Pair("n", "1")));
  EXPECT_THAT(fields.textList("l"), ElementsAre("a", "b"));
  EXPECT_EQ(fields.map("none"), nullptr);
  EXPECT_EQ(read.error(), "");
}

TEST(FieldReader, NamesTheFieldOfTheFirstError) {
  const Value map = {{"t", {1}}, {"s", "x"}, {"n", 1.5}, {"m", {{"k", {1}}}}, {"l", {"a", 5}}};
  const std::vector<std::pair<std::function<void(FieldReader&)>, std::string>> cases = {
      {[](FieldReader& f) { (void)f.text("t"); }, "request.t: expected text, got a list"},
      {[](FieldReader& f) { (void)f.map("s"); }, "request.s: expected a map, got text"},
      {[](FieldReader& f) { (void)f.list("s"); }, "request.s: expected a list, got text"},
      {[](FieldReader& f) { (void)f.number("s"); }, "request.s: expected a number, got text"},
      {[](FieldReader& f) { (void)f.integer("n"); },
       "request.n: expected a whole number, got a number"},
      {[](FieldReader& f) { (void)f.boolean("s"); }, "request.s: expected true or false, got text"},
      {[](FieldReader& f) { (void)f.textMap("m"); }, "request.m.k: expected text, got a list"},
      {[](FieldReader& f) { (void)f.textList("l"); }, "request.l[1]: expected text, got a number"},
  };
  for (const auto& [act, message] : cases) {
    Read read(map);
    FieldReader fields = read.fields();
    act(fields);
    (void)fields.boolean("t");  // a later error does not replace the first
    EXPECT_EQ(read.error(), "f.yaml: step 2 (login): " + message);
  }
  Read not_a_map(Value("text"));
  (void)not_a_map.fields();
  EXPECT_EQ(not_a_map.error(), "f.yaml: step 2 (login): request: expected a map, got text");
}

TEST(FieldReader, UnknownFieldsAreNamedOnlyWhenStrict) {
  for (const bool strict : {false, true}) {
    Read read({{"known", "x"}, {"ignored", 1}, {"ignord", 1}, {"other", 2}}, strict);
    FieldReader fields = read.fields();
    (void)fields.text("known");
    fields.finish({"ignored"});
    fields.finish({"ignored"});  // a file that is read twice is told once
    EXPECT_EQ(read.error(), "");
    if (!strict) {
      EXPECT_THAT(read.unknown, ElementsAre());
      continue;
    }
    EXPECT_THAT(
        read.unknown,
        ElementsAre("f.yaml: step 2 (login): request.ignord: unknown field, did you mean ignored?",
                    "f.yaml: step 2 (login): request.other: unknown field"));
  }
}

TEST(FieldReader, JsonKeysMatchInAnyCase) {
  Read read({{"Method", "PUT"}, {"Websocket", 1}}, true, true);
  FieldReader fields = read.fields();
  EXPECT_EQ(fields.text("method"), "PUT");
  fields.finish({"websocket"});
  EXPECT_THAT(read.unknown, ElementsAre());
  Read yaml(Value{{"Method", "PUT"}});
  EXPECT_EQ(yaml.fields().text("method"), "");
}

}  // namespace
}  // namespace hrp::testcase
