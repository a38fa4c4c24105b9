#include "cluster/codec/order_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cluster/message_samples.hpp"

namespace hrp::cluster {
namespace {

using nlohmann::json;

// The field that is refused; empty when the order is taken.
std::string refusedOrder(const json& value) {
  ShareId id;
  runner::EngineOrder order;
  try {
    readOrder(Fields(value), id, order);
  } catch (const Malformed& broken) {
    return broken.field;
  }
  return {};
}

TEST(OrderCodec, KeepsTheValues) {
  const json value = orderJson({"run-1", 3}, sampleOrder());
  ShareId id;
  runner::EngineOrder order;
  readOrder(Fields(value), id, order);
  EXPECT_EQ(id, (ShareId{"run-1", 3}));
  EXPECT_EQ(order.epoch, 4U);
  ASSERT_EQ(order.groups.size(), 2U);
  EXPECT_EQ(order.groups[0].iterations, 12);
  EXPECT_EQ(order.groups[0].rate_per_s, 0.5);
  EXPECT_EQ(order.groups[1].first, 7);
  EXPECT_EQ(order.remove_users, 2);
  EXPECT_EQ(order.age, std::chrono::milliseconds(1500));
  EXPECT_EQ(order.pace.max_rps, 10.5);
  EXPECT_EQ(order.pace.step_rps, 1.5);
  EXPECT_EQ(order.pace.step_interval, std::chrono::seconds(2));
  EXPECT_EQ(order.pace.phase, 0.25);
  EXPECT_TRUE(order.pace.of_iterations);
  EXPECT_EQ(order.pace.stages, (base::Stages{{std::chrono::seconds(5), 1.0 / 3}}));
  ASSERT_TRUE(order.line);
  EXPECT_EQ(order.line->stages[0].target, 7);
  EXPECT_EQ(order.line->turn, (runner::Turn{1, 3}));
  EXPECT_EQ(order.line->first_user_id, 40);
}

TEST(OrderCodec, AnOrderWithoutALineHasNone) {
  runner::EngineOrder plain = sampleOrder();
  plain.line.reset();
  const json value = orderJson({"run-1", 3}, plain);
  ShareId id;
  runner::EngineOrder order;
  readOrder(Fields(value), id, order);
  EXPECT_FALSE(order.line);
}

TEST(OrderCodec, NamesWhatIsOutOfRange) {
  const json good = orderJson({"run-1", 3}, sampleOrder());
  EXPECT_EQ(refusedOrder(good), "");
  const auto changed = [&](const char* key, const json& value) {
    json bad = good;
    bad[key] = value;
    return refusedOrder(bad);
  };
  EXPECT_EQ(changed("remove_users", 1'000'000'001U), "remove_users");
  EXPECT_EQ(changed("max_rps", -1.0), "max_rps");
  EXPECT_EQ(changed("line_index", 3U), "line_index");
  EXPECT_EQ(changed("groups", json(std::vector<json>(kMaxGroups + 1))), "groups");
  EXPECT_EQ(changed("groups", json::array({json::object()})), "count");
  EXPECT_EQ(changed("pace_stages", "text"), "pace_stages");
}

}  // namespace
}  // namespace hrp::cluster
