#include "hrp/engine/fleet_words.hpp"

#include <gtest/gtest.h>

#include "hrp/testcase/program.hpp"

namespace hrp::engine {
namespace {

using testcase::ParameterSet;

std::shared_ptr<testcase::Program> withRows(std::size_t rows, ParameterSet::PickOrder order,
                                            std::int64_t limit = 0) {
  auto parameters = std::make_shared<ParameterSet>();
  parameters->tables.emplace_back();
  parameters->tables.back().literal_rows.resize(rows);
  parameters->tables.back().order = order;
  parameters->limit = limit;
  auto program = std::make_shared<testcase::Program>();
  program->parameters = parameters;
  return program;
}

TEST(FleetWords, PlansTheRowsThatNeedALease) {
  using Order = ParameterSet::PickOrder;
  testcase::Workload workload;
  workload.programs = {withRows(5, Order::kSequential),     withRows(5, Order::kRandom),
                       withRows(5, Order::kUnique),         withRows(5, Order::kUnique, 3),
                       withRows(5, Order::kSequential, 12), withRows(5, Order::kRandom, 12)};
  const FleetPlan plan = fleetPlanOf(workload);
  ASSERT_EQ(plan.rows.size(), 5U);
  EXPECT_EQ(plan.rows[0].rows, 5U);
  EXPECT_EQ(plan.rows[0].end, 0U);
  EXPECT_EQ(plan.rows[1].program, 2U);
  EXPECT_TRUE(plan.rows[1].unique);
  EXPECT_EQ(plan.rows[1].end, 5U);
  EXPECT_EQ(plan.rows[2].end, 3U);
  EXPECT_EQ(plan.rows[3].end, 12U);
  EXPECT_EQ(plan.rows[4].rows, 1U);
  EXPECT_EQ(plan.rows[4].end, 12U);
}

TEST(FleetWords, FindsTheMeetings) {
  auto program = std::make_shared<testcase::Program>();
  program->operations.resize(3);
  testcase::RendezvousStep step;
  step.number = 4;
  step.timeout = std::chrono::seconds(2);
  program->operations[1].action = step;
  testcase::Workload workload;
  workload.programs = {program, program};
  const FleetPlan plan = fleetPlanOf(workload);
  ASSERT_EQ(plan.points.size(), 2U);
  EXPECT_EQ(plan.points[1].program, 1U);
  EXPECT_EQ(plan.points[1].operation, 1U);
  EXPECT_EQ(plan.points[1].number, 4);
  EXPECT_EQ(plan.points[1].timeout, std::chrono::seconds(2));
}

}  // namespace
}  // namespace hrp::engine
