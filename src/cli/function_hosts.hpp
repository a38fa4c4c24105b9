#pragma once
// FunctionHosts: joins the room that runs custom functions with the one that loads testcases. Every
// command that loads testcases gives openFunctions() to the loader.

#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/expression/custom_function.hpp"

namespace hrp::cli {

struct FunctionHostOptions {
  std::string venv{};       // --venv; empty: ~/.hrp/venv when it is there, else python3 in PATH
  int interpreters = 0;     // 0: one per core
  bool log_output = false;  // --log-plugin: what functions print is logged
  base::Duration call_limit = std::chrono::seconds(30);
  std::vector<std::string> pass_environment{};
  bool refuse = false;  // --no-custom-code
  bool install_requirements = false;
  std::string timeout_text = "30s";  // what CLI11 fills in for call_limit
};

// The clock must outlive what the result opens.
[[nodiscard]] expression::OpenCustomFunctions openFunctions(const FunctionHostOptions& options,
                                                            const base::Clock& clock);

}  // namespace hrp::cli
