#include "hrp/testcase/yaml_scalar.hpp"

#include <gtest/gtest.h>

namespace hrp::testcase {
namespace {

TEST(YamlScalar, ResolvesAsYamlV3) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"yes", R"("yes")"},
      {"on", R"("on")"},
      {"true", "true"},
      {"True", "true"},
      {"FALSE", "false"},
      {"tRue", R"("tRue")"},
      {"~", "null"},
      {"null", "null"},
      {"", "null"},
      {"12", "12"},
      {"-12", "-12"},
      {"+7", "7"},
      {"0x1F", "31"},
      {"010", "8"},
      {"0o10", "8"},
      {"0b101", "5"},
      {"-0x10", "-16"},
      {"08", "8.0"},
      {"1_000", "1000"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"1e3", "1000.0"},
      {"1.50", "1.5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"1.", "1.0"},
      {"1e", R"("1e")"},
      {"1.2.3", R"("1.2.3")"},
      {"12:30:45", R"("12:30:45")"},
      {".", R"(".")"},
      {"-", R"("-")"},
      {"2021-01-02", R"("2021-01-02T00:00:00Z")"},
      {"2021-1-2", R"("2021-01-02T00:00:00Z")"},
      {"2021-13-02", R"("2021-13-02")"},
      {"2021-02-30", R"("2021-02-30")"},
      {"2021-01-02T03:04:05Z", R"("2021-01-02T03:04:05Z")"},
      {"2021-01-02t03:04:05.250+08:00", R"("2021-01-02T03:04:05.25+08:00")"},
      {"2021-01-02 03:04:05", R"("2021-01-02T03:04:05Z")"},
      {"2021-01-02T03:04:05", R"("2021-01-02T03:04:05")"},
      {"1234-56", R"("1234-56")"},
  };
  for (const auto& [text, expected] : cases) {
    const auto value = resolvePlainScalar(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(value->dump(), expected) << text;
  }
}

TEST(YamlScalar, RefusesWhatJsonCannotHold) {
  for (const char* text : {".inf", "-.Inf", "+.INF", ".nan", ".NaN"}) {
    EXPECT_FALSE(resolvePlainScalar(text)) << text;
  }
}

}  // namespace
}  // namespace hrp::testcase
