#include "engine/users/user_host.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(RowTable, KnowsActionAndOperations) {
  auto workload = std::make_shared<testcase::Workload>();
  auto program = std::make_shared<testcase::Program>();
  program->operations.resize(2);
  workload->programs.push_back(program);
  RunPlan plan(workload);
  plan.programs.emplace_back();
  plan.programs.back().program = program.get();
  stats::Recorder recorder;
  RowTable rows(recorder, plan);
  EXPECT_EQ(rows.action(), recorder.internRow("transaction", "Action", false));
  EXPECT_EQ(rows.of({0, 1}), RowTable::kUnknown);
  rows.of({0, 1}) = 5;
  EXPECT_EQ(rows.of({0, 1}), 5U);
}

}  // namespace
}  // namespace hrp::engine
