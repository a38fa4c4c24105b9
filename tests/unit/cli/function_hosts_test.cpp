#include "cli/function_hosts.hpp"

#include <gtest/gtest.h>

namespace hrp::cli {
namespace {

const expression::CustomSource kSource{
    "/nowhere/debugtalk.py", "def one():\n    return 1\n", {}, {}};

TEST(FunctionHosts, OpensPythonFiles) {
  const base::SystemClock clock{};
  const auto functions = openFunctions({.venv = {}, .interpreters = 0}, clock)(kSource);
  ASSERT_TRUE(functions) << functions.error().message;
  EXPECT_EQ(*expression::callAndWait(**functions, "one", {}), 1);
}

TEST(FunctionHosts, OpensCompiledFiles) {
  const base::SystemClock clock{};
  for (const std::string file : {"/nowhere/debugtalk.so", "/nowhere/debugtalk.bin"}) {
    const auto functions = openFunctions({}, clock)({file, "text", {}, {}});
    ASSERT_FALSE(functions);
    EXPECT_TRUE(functions.error().message.starts_with(file + ": not a compiled file"))
        << functions.error().message;
  }
}

TEST(FunctionHosts, TheNamedEnvironmentIsUsed) {
  const base::SystemClock clock{};
  const auto functions = openFunctions({.venv = "/no/such/venv"}, clock)(kSource);
  ASSERT_FALSE(functions);
  EXPECT_EQ(functions.error().message,
            "/nowhere/debugtalk.py: cannot start "
            "/no/such/venv/bin/python3: No such file or directory");
}

TEST(FunctionHosts, AreRefusedWhenTheUserSaysSo) {
  const base::SystemClock clock{};
  const auto functions = openFunctions({.refuse = true}, clock)(kSource);
  ASSERT_FALSE(functions);
  EXPECT_EQ(functions.error().message,
            "/nowhere/debugtalk.py: custom code is refused here (--no-custom-code)");
}

TEST(FunctionHosts, TakeTheirLimitFromTheFlags) {
  const base::SystemClock clock{};
  expression::CustomSource source = kSource;
  source.text = "import threading\ndef wait():\n    threading.Event().wait()\n";
  const auto functions =
      openFunctions({.call_limit = std::chrono::milliseconds(50)}, clock)(source);
  ASSERT_TRUE(functions) << functions.error().message;
  const auto late = expression::callAndWait(**functions, "wait", {});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "function wait: no result within 50 ms");
}

}  // namespace
}  // namespace hrp::cli
