#include "hrp/cluster/codec.hpp"

#include <nlohmann/json.hpp>

#include "cluster/codec/fleet_codec.hpp"
#include "cluster/codec/message_fields.hpp"
#include "cluster/codec/order_codec.hpp"
#include "cluster/codec/profile_codec.hpp"
#include "hrp/base/bounded_msgpack.hpp"

namespace hrp::cluster {
namespace {

using base::ErrorCode;
using base::fail;
using nlohmann::json;

json toJson(const WorkerStatus& status) {
  return {{"sequence", status.sequence},
          {"run", status.id.run},
          {"share", status.id.share},
          {"state", static_cast<std::uint8_t>(status.state)},
          {"applied", status.applied},
          {"spawned", status.spawned},
          {"ending", static_cast<std::uint8_t>(status.ending)},
          {"failure", printableOf(status.failure, kMaxErrorBytes)},
          {"users", countOf(status.users)},
          {"users_peak", countOf(status.users_peak)},
          {"target_users", countOf(status.target_users)}};
}
WorkerStatus statusFrom(const json& value) {
  const Fields data(value);
  WorkerStatus status;
  status.sequence = data.integer<std::uint64_t>("sequence");
  status.id = data.share();
  status.state = data.choice("state", base::RunState::kReady, base::RunState::kMissing);
  status.applied = data.integer<std::uint32_t>("applied");
  status.spawned = data.integer<std::uint32_t>("spawned");
  status.ending =
      data.choice("ending", runner::WorkerEnding::kNone, runner::WorkerEnding::kFailedForAll);
  status.failure = data.text("failure", kMaxErrorBytes * 3);
  status.users = data.integer<std::int64_t>("users");
  status.users_peak = data.integer<std::int64_t>("users_peak");
  status.target_users = data.integer<std::int64_t>("target_users");
  return status;
}

json toJson(const ClientReady& body) {
  return {{"version", body.version},
          {"os", body.os},
          {"arch", body.arch},
          {"status", toJson(body.status)}};
}
json toJson(const WorkerHeartbeat& body) {
  return {{"process_cpu", body.usage.process_cpu_percent},
          {"machine_cpu", body.usage.machine_cpu_percent},
          {"process_memory", body.usage.process_memory_percent},
          {"machine_memory", body.usage.machine_memory_percent},
          {"status", toJson(body.status)}};
}
json toJson(const BundleRequest& body) {
  return {{"hash", body.hash}, {"offset", body.offset}};
}
json toJson(const Prepared& body) {
  return {{"status", toJson(body.status)}, {"error", printableOf(body.error, kMaxErrorBytes)}};
}
json toJson(const Spawning& body) {
  return {{"status", toJson(body.status)}};
}
json toJson(const SpawningComplete& body) {
  return {{"status", toJson(body.status)}};
}
json toJson(const ClientStopped& body) {
  return {{"status", toJson(body.status)}};
}
json toJson(const Stats& body) {
  json parts = json::array();
  for (const auto& part : body.parts) {
    parts.push_back({{"second", part.second}, {"slice", binaryOf(encodeSlice(part.slice))}});
  }
  return {{"run", body.run}, {"number", body.number}, {"parts", std::move(parts)}};
}
json toJson(const Exception& body) {
  return {{"run", body.run}, {"text", printableOf(body.text, kMaxErrorBytes)}};
}
json toJson(const Quit& body) {
  return {{"whole", body.whole}};
}
json toJson(const Ack& body) {
  return {{"known", body.known},   {"refused", body.refused},   {"sequence", body.sequence},
          {"run", body.share.run}, {"share", body.share.share}, {"ordered", body.ordered}};
}
json toJson(const MasterHeartbeat& body) {
  return {{"state", static_cast<std::uint8_t>(body.state)}};
}
json toJson(const Prepare& body) {
  return {{"run", body.id.run},
          {"share", body.id.share},
          {"hash", body.hash},
          {"size", body.size},
          {"worker_index", body.worker_index},
          {"worker_count", body.worker_count},
          {"profile", profileJson(body.profile)}};
}
json toJson(const BundleChunk& body) {
  return {{"hash", body.hash}, {"offset", body.offset}, {"data", binaryOf(body.data)}};
}
json toJson(const Spawn& body) {
  return orderJson(body.id, body.order);
}
json toJson(const Rebalance& body) {
  return orderJson(body.id, body.order);
}
json toJson(const StatsAck& body) {
  return {{"run", body.run}, {"number", body.number}, {"interval", microsOf(body.interval)}};
}
json toJson(const Stop& body) {
  return {{"run", body.run}, {"drain", microsOf(body.drain)}};
}

json toJson(const Needs& body) {
  return {
      {"run", body.id.run}, {"share", body.id.share}, {"claim", binaryOf(encodeClaim(body.claim))}};
}
json toJson(const Grants& body) {
  return {
      {"run", body.id.run}, {"share", body.id.share}, {"grant", binaryOf(encodeGrant(body.grant))}};
}

void read(const Fields& data, ClientReady& body) {
  body.version = data.integer<std::uint32_t>("version");
  // Another version may have other fields; the master refuses it by its number alone.
  if (body.version != kProtocolVersion) return;
  body.os = data.text("os", 64);
  body.arch = data.text("arch", 64);
  body.status = statusFrom(data.at("status"));
}
void read(const Fields& data, WorkerHeartbeat& body) {
  body.usage.process_cpu_percent = data.number("process_cpu");
  body.usage.machine_cpu_percent = data.number("machine_cpu");
  body.usage.process_memory_percent = data.number("process_memory");
  body.usage.machine_memory_percent = data.number("machine_memory");
  body.status = statusFrom(data.at("status"));
}
void read(const Fields& data, BundleRequest& body) {
  body.hash = data.text("hash");
  body.offset = data.integer<std::uint64_t>("offset", kMaxBundleBytes);
}
void read(const Fields& data, Prepared& body) {
  body.status = statusFrom(data.at("status"));
  body.error = data.text("error", kMaxErrorBytes * 3);
}
void read(const Fields& data, Spawning& body) {
  body.status = statusFrom(data.at("status"));
}
void read(const Fields& data, SpawningComplete& body) {
  body.status = statusFrom(data.at("status"));
}
void read(const Fields& data, ClientStopped& body) {
  body.status = statusFrom(data.at("status"));
}
void read(const Fields& data, Stats& body) {
  body.run = data.text("run");
  body.number = data.integer<std::uint64_t>("number");
  for (const auto& value : data.list("parts", kMaxReportParts)) {
    const Fields part(value);
    auto slice = decodeSlice(part.bytes("slice"));
    if (!slice) throw Malformed{slice.error().message};
    body.parts.push_back({part.integer<std::uint32_t>("second"), std::move(*slice)});
  }
}
void read(const Fields& data, Exception& body) {
  body.run = data.text("run");
  body.text = data.text("text", kMaxErrorBytes * 3);
}
void read(const Fields& data, Quit& body) {
  body.whole = data.flag("whole");
}
void read(const Fields& data, Ack& body) {
  body.known = data.flag("known");
  body.refused = data.text("refused", kMaxErrorBytes);
  // Of a master that speaks another version only the refusal is read.
  if (!body.refused.empty()) return;
  body.sequence = data.integer<std::uint64_t>("sequence");
  body.share = data.share();
  body.ordered = data.integer<std::uint32_t>("ordered");
}
void read(const Fields& data, MasterHeartbeat& body) {
  body.state = data.choice("state", base::RunState::kReady, base::RunState::kMissing);
}
void read(const Fields& data, Prepare& body) {
  body.id = data.share();
  body.hash = data.text("hash");
  body.size = data.integer<std::uint64_t>("size", kMaxBundleBytes);
  body.worker_index = data.integer<std::uint32_t>("worker_index");
  body.worker_count = data.integer<std::uint32_t>("worker_count");
  if (body.worker_index >= body.worker_count) throw Malformed{"worker_index"};
  body.profile = profileFrom(Fields(data.at("profile")));
}
void read(const Fields& data, BundleChunk& body) {
  body.hash = data.text("hash");
  body.offset = data.integer<std::uint64_t>("offset", kMaxBundleBytes);
  const auto bytes = data.bytes("data");
  if (bytes.size() > kChunkBytes) throw Malformed{"data"};
  body.data = std::string(bytes);
}
void read(const Fields& data, Spawn& body) {
  readOrder(data, body.id, body.order);
}
void read(const Fields& data, Rebalance& body) {
  readOrder(data, body.id, body.order);
}
void read(const Fields& data, StatsAck& body) {
  body.run = data.text("run");
  body.number = data.integer<std::uint64_t>("number");
  body.interval = data.duration("interval");
}
void read(const Fields& data, Stop& body) {
  body.run = data.text("run");
  body.drain = data.duration("drain");
}

void read(const Fields& data, Needs& body) {
  body.id = data.share();
  auto claim = decodeClaim(data.bytes("claim"));
  if (!claim) throw Malformed{claim.error().message};
  body.claim = std::move(*claim);
}
void read(const Fields& data, Grants& body) {
  body.id = data.share();
  auto grant = decodeGrant(data.bytes("grant"));
  if (!grant) throw Malformed{grant.error().message};
  body.grant = std::move(*grant);
}

// In the order of Body's alternatives. Both sides send "heartbeat" and "quit", so a heartbeat of a
// master is told apart by its field.
constexpr std::string_view kNames[] = {"client_ready",
                                       "heartbeat",
                                       "bundle_request",
                                       "prepared",
                                       "spawning",
                                       "spawning_complete",
                                       "stats",
                                       "client_stopped",
                                       "exception",
                                       "quit",
                                       "ack",
                                       "heartbeat",
                                       "prepare",
                                       "bundle_chunk",
                                       "spawn",
                                       "rebalance",
                                       "stats_ack",
                                       "stop",
                                       "needs",
                                       "grants"};
static_assert(std::size(kNames) == std::variant_size_v<Body>);

template <std::size_t I = 0>
Body bodyFrom(std::string_view type, const Fields& data, bool has_status) {
  if constexpr (I == std::variant_size_v<Body>) {
    throw Malformed{"type"};
  } else {
    using T = std::variant_alternative_t<I, Body>;
    constexpr bool kFromWorker = std::is_same_v<T, WorkerHeartbeat>;
    constexpr bool kFromMaster = std::is_same_v<T, MasterHeartbeat>;
    const bool side = (!kFromWorker || has_status) && (!kFromMaster || !has_status);
    if (type != kNames[I] || !side) return bodyFrom<I + 1>(type, data, has_status);
    T body;
    read(data, body);
    return body;
  }
}

tl::unexpected<base::Error> malformed(const std::string& what) {
  return fail(ErrorCode::kParse, "malformed message: " + what);
}

}  // namespace

std::string_view typeName(const Body& body) {
  return kNames[body.index()];
}

std::string encode(const Message& message) {
  json data = std::visit([](const auto& body) { return toJson(body); }, message.body);
  std::string frame;
  json::to_msgpack(
      json::array({std::string(typeName(message.body)), std::move(data), message.node_id}), frame);
  return frame;
}

base::Result<Message> decode(std::string_view frame) {
  if (frame.size() > kMaxFrameBytes) {
    return fail(ErrorCode::kLimit, "a message is larger than " + std::to_string(kMaxFrameBytes));
  }
  const auto parsed = base::parseMsgpack(frame);
  if (!parsed) return malformed("not MessagePack of bounded depth and size");
  const json& value = *parsed;
  try {
    if (!value.is_array() || value.size() != 3 || !value[0].is_string() || !value[2].is_string()) {
      return malformed("expected [type, data, node_id]");
    }
    const auto& node = value[2].get_ref<const std::string&>();
    if (node.empty() || node.size() > kMaxIdBytes) return malformed("node_id");
    const Fields data(value[1]);
    const bool has_status = value[1].contains("status");
    const auto& type = value[0].get_ref<const std::string&>();
    return Message{bodyFrom(type, data, has_status), node};
  } catch (const Malformed& broken) {
    return malformed("field \"" + broken.field + "\"");
  }
}

}  // namespace hrp::cluster
