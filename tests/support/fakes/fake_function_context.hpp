#pragma once
// FakeFunctionContext: what functions may reach, set by the test.

#include <map>

#include "hrp/expression/function.hpp"
#include "support/fakes/fake_clock.hpp"

namespace hrp::testing {

class FakeFunctionContext final : public expression::FunctionContext {
 public:
  const base::Clock& clock() override { return fake_clock; }
  base::Random& random() override { return seeded; }
  std::optional<std::string> environment(const std::string& name) override {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }
  base::Result<std::string> readFile(const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return base::fail(base::ErrorCode::kNotFound, path + ": not found");
    return found->second;
  }
  std::int64_t userId() override { return user_id; }
  std::int64_t iteration() override { return iteration_number; }
  std::int64_t workerIndex() override { return worker_index; }
  void pause(base::Duration duration) override { paused += duration; }

  FakeClock fake_clock;
  base::Random seeded{42};
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> files;
  std::int64_t user_id = 7;
  std::int64_t iteration_number = 3;
  std::int64_t worker_index = 0;
  base::Duration paused{};
};

}  // namespace hrp::testing
