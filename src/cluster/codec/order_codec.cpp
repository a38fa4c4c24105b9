#include "cluster/codec/order_codec.hpp"

#include <utility>

#include "cluster/codec/stage_codec.hpp"

namespace hrp::cluster {

using nlohmann::json;

json orderJson(const ShareId& id, const runner::EngineOrder& order) {
  json groups = json::array();
  for (const auto& group : order.groups) {
    groups.push_back({{"count", countOf(group.count)},
                      {"first", countOf(group.first)},
                      {"stride", countOf(group.stride)},
                      {"rate", group.rate_per_s},
                      {"first_user_id", countOf(group.first_user_id)},
                      {"iterations", countOf(group.iterations)}});
  }
  const runner::UserLine line = order.line.value_or(runner::UserLine());
  return {{"run", id.run},
          {"share", id.share},
          {"epoch", order.epoch},
          {"groups", std::move(groups)},
          {"remove_users", countOf(order.remove_users)},
          {"max_rps", order.pace.max_rps},
          {"step_rps", order.pace.step_rps},
          {"step_interval", microsOf(order.pace.step_interval)},
          {"phase", order.pace.phase},
          {"of_iterations", order.pace.of_iterations},
          {"pace_stages", binaryOf(encodeStages(order.pace.stages))},
          {"line", binaryOf(encodeStages(line.stages))},
          {"line_index", line.turn.index},
          {"line_count", line.turn.count},
          {"line_user_id", countOf(line.first_user_id)},
          {"age", microsOf(order.age)}};
}

void readOrder(const Fields& data, ShareId& id, runner::EngineOrder& order) {
  constexpr std::uint64_t kMaxCount = 1'000'000'000;
  constexpr std::uint64_t kMaxIterations = std::uint64_t{1} << 62;
  id = data.share();
  order.epoch = data.integer<std::uint32_t>("epoch");
  for (const auto& value : data.list("groups", kMaxGroups)) {
    const Fields fields(value);
    engine::SpawnGroup group;
    group.count = fields.integer<std::int64_t>("count", kMaxCount);
    group.first = fields.integer<std::int64_t>("first", kMaxCount);
    group.stride = fields.integer<std::int64_t>("stride", kMaxCount);
    group.rate_per_s = fields.number("rate");
    group.first_user_id = fields.integer<std::int64_t>("first_user_id", kMaxIterations);
    group.iterations = fields.integer<std::int64_t>("iterations", kMaxIterations);
    order.groups.push_back(group);
  }
  order.remove_users = data.integer<std::int64_t>("remove_users", kMaxCount);
  order.pace.max_rps = data.number("max_rps");
  order.pace.step_rps = data.number("step_rps");
  order.pace.step_interval = data.duration("step_interval");
  order.pace.phase = data.number("phase");
  order.pace.of_iterations = data.flag("of_iterations");
  order.pace.stages = data.stages("pace_stages");
  order.age = data.duration("age");
  runner::UserLine line;
  line.stages = data.stages("line");
  line.turn.index = data.integer<std::uint32_t>("line_index");
  line.turn.count = data.integer<std::uint32_t>("line_count");
  line.first_user_id = data.integer<std::int64_t>("line_user_id", kMaxIterations);
  if (line.turn.index >= line.turn.count) throw Malformed{"line_index"};
  if (!line.stages.empty()) order.line = std::move(line);
}

}  // namespace hrp::cluster
