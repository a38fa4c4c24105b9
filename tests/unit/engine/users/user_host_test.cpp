#include "engine/users/user_host.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(FlightPool, ReusesFlightsAndForgetsWhatTheyDid) {
  FlightPool pool;
  auto flight = pool.take();
  Flight* const address = flight.get();
  flight->sent = true;
  flight->redirects = 3;
  flight->bytes_sent = 10;
  flight->rendered.own_head = "GET";
  pool.giveBack(std::move(flight));
  flight = pool.take();
  EXPECT_EQ(flight.get(), address);
  EXPECT_FALSE(flight->sent);
  EXPECT_EQ(flight->redirects, 0);
  EXPECT_EQ(flight->bytes_sent, 0U);
}

TEST(FlightPool, KeepsNoLargeBuffers) {
  FlightPool pool;
  auto flight = pool.take();
  flight->rendered.own_body.assign(FlightPool::kMaxKeptBytes + 1, 'x');
  pool.giveBack(std::move(flight));
  EXPECT_EQ(pool.take()->rendered.own_body.capacity(), std::string().capacity());
}

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
