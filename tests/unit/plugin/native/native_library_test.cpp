#include "plugin/native/native_library.hpp"

#include <gtest/gtest.h>

#include "support/plugins/native_sample_file.hpp"

namespace hrp::plugin {
namespace {

using expression::CustomSource;
using expression::Value;
using hrp::testing::nativeSample;
using hrp::testing::strangeLibrary;

class NativeLibraryTest : public ::testing::Test {
 protected:
  ~NativeLibraryTest() override {
    if (library_) library_->close();
  }
  base::Result<> open(const CustomSource& source) {
    auto opened = NativeLibrary::open(source);
    if (!opened) return base::fail(opened.error());
    library_.emplace(std::move(*opened));
    return {};
  }
  base::Result<Value> call(const std::string& name, const Value& arguments = Value::array()) {
    const auto& known = library_->signatures();
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (known[i].name == name) return library_->call(i, arguments);
    }
    return base::fail(base::ErrorCode::kNotFound, name);
  }
  std::string failure(const std::string& name, const Value& arguments) {
    const auto result = call(name, arguments);
    return result ? "no failure" : result.error().message;
  }
  std::optional<NativeLibrary> library_;
};

std::string refusal(const CustomSource& source) {
  const auto opened = NativeLibrary::open(source);
  if (opened) return "opened";
  EXPECT_EQ(opened.error().code, base::ErrorCode::kFunction);
  return opened.error().message;
}

TEST_F(NativeLibraryTest, FunctionsAreListedWithTheirArguments) {
  ASSERT_TRUE(open(nativeSample()));
  for (const auto& signature : library_->signatures()) {
    if (signature.name == "add") {
      EXPECT_EQ(signature.min_arguments, 1U);
      EXPECT_EQ(signature.max_arguments, std::numeric_limits<std::size_t>::max());
    } else if (signature.name == "tagged") {
      EXPECT_EQ(signature.min_arguments, 0U);
      EXPECT_EQ(signature.max_arguments, 2U);
    }
  }
  EXPECT_EQ(library_->signatures().size(), 11U);
  EXPECT_EQ(*call("tagged"), "the data");
}

TEST_F(NativeLibraryTest, ValuesPassBothWaysWithTheirKinds) {
  ASSERT_TRUE(open(nativeSample()));
  Value values = Value::parse(
      R"([null, true, 1, -5, 9223372036854775807, 18446744073709551615, 1.5, 2.0, "",
          "äöü \u0000 𝄞", [], [1, [2.5]], {"a": null, "b": {"c": [1, null, true, "s"]}}])");
  values.push_back(Value::binary({0, 0xFF}));
  for (const Value& value : values) {
    const auto same = call("same", Value::array({value}));
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_EQ(*same, value);
    EXPECT_EQ(same->type(), value.type()) << value;
  }
  EXPECT_EQ(*call("kind_of", Value::array({2.0})), HRP_FLOAT);
  EXPECT_EQ(*call("add", Value::array({1, 2, 3})), 6);
}

TEST_F(NativeLibraryTest, FailuresHaveTheirMessage) {
  ASSERT_TRUE(open(nativeSample()));
  EXPECT_EQ(failure("fail", {"no\nluck"}), "function fail: no luck");
  EXPECT_EQ(failure("fail", {1}), "function fail: it failed without a message");
  EXPECT_EQ(failure("fail", {"\xFFx"}), "function fail: ?x");
  EXPECT_EQ(failure("fail", {std::string(1999, 'a') + "ä"}),
            "function fail: " + std::string(1999, 'a'));
  EXPECT_EQ(failure("raise", {"x"}), "function raise: thrown in C++");
  EXPECT_EQ(failure("raise", {1}), "function raise: it threw an exception that has no message");
  EXPECT_EQ(failure("add", Value::array()), "function add: it does not take 0 argument(s)");
  EXPECT_EQ(failure("wrong", {"text"}),
            "function wrong: its result cannot be used: it has a text that is not UTF-8");
  EXPECT_EQ(failure("wrong", {"float"}),
            "function wrong: its result cannot be used: it has a float that is no number");
  EXPECT_EQ(failure("wrong", {"deep"}),
            "function wrong: its result cannot be used: it is nested too deep");
}

TEST_F(NativeLibraryTest, TheEnvironmentIsGivenAndMayBeRefused) {
  CustomSource source = nativeSample();
  source.environment = {{"B", "2"}, {"A", "1"}};
  ASSERT_TRUE(open(source));
  EXPECT_EQ(*call("environment"), "A;B;");
  source.environment = {{"REFUSE", "not today"}};
  EXPECT_EQ(refusal(source), "/nowhere/debugtalk.so: it does not open: not today");
}

TEST(NativeLibraryOpen, ALibraryOfItsOwnForEachThatIsOpened) {
  CustomSource source = nativeSample();
  source.environment = {{"A", "1"}};
  auto first = NativeLibrary::open(source);
  auto second = NativeLibrary::open(source);
  ASSERT_TRUE(first && second);
  constexpr std::size_t kEnvironment = 5;
  EXPECT_EQ(*second->call(kEnvironment, Value::array()), "A;") << "not A;A;";
  first->close();
  EXPECT_EQ(*second->call(kEnvironment, Value::array()), "A;");
  second->close();
}

TEST(NativeLibraryOpen, StrangeLibrariesAreRefusedByName) {
  EXPECT_EQ(refusal(strangeLibrary(1)),
            "/nowhere/debugtalk.so: it was compiled for version 7; this hrp has version 1 of the "
            "interface of native functions");
  EXPECT_EQ(refusal(strangeLibrary(2)),
            "/nowhere/debugtalk.so: function 2 of its list: f is there already");
  EXPECT_EQ(refusal(strangeLibrary(3)),
            "/nowhere/debugtalk.so: function 1 of its list: its name is none: f-g");
  EXPECT_EQ(refusal(strangeLibrary(4)),
            "/nowhere/debugtalk.so: it has no symbol hrp_functions, which version 1 of the "
            "interface of native functions needs");
}

TEST(NativeLibraryOpen, WhatIsNoLibraryForThisMachineIsRefused) {
  CustomSource source = nativeSample();
  source.text[18] = '\x08';
  EXPECT_TRUE(refusal(source).starts_with(
      "/nowhere/debugtalk.so: it is made for Linux on MIPS; this machine is Linux on "));
  source.text = nativeSample().text.substr(0, 64);
  const std::string cut = refusal(source);
  EXPECT_TRUE(cut.starts_with("/nowhere/debugtalk.so: ")) << cut;
  EXPECT_EQ(cut.find("hrp-functions-"), std::string::npos) << cut;
}

}  // namespace
}  // namespace hrp::plugin
