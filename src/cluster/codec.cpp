#include "hrp/cluster/codec.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "cluster/fleet_codec.hpp"
#include "cluster/stage_codec.hpp"

namespace hrp::cluster {
namespace {

using base::ErrorCode;
using base::fail;
using nlohmann::json;

constexpr std::size_t kMaxDepth = 8;
constexpr std::size_t kMaxValues = 100'000;

// What a reader throws inside this file; decode() turns it into an Error.
struct Malformed {
  std::string field;
};

// A first pass without building anything: nlohmann's parser recurses once for each level, so a
// frame of nothing but opening brackets would exhaust the stack.
class Bouncer final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return more(); }
  bool boolean(bool) override { return more(); }
  bool number_integer(number_integer_t) override { return more(); }
  bool number_unsigned(number_unsigned_t) override { return more(); }
  bool number_float(number_float_t, const string_t&) override { return more(); }
  bool string(string_t&) override { return more(); }
  bool binary(binary_t&) override { return more(); }
  bool key(string_t&) override { return more(); }
  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool more() { return ++values_ <= kMaxValues; }
  bool enter() { return ++depth_ <= kMaxDepth && more(); }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
};

// Typed access to the fields of one map; every miss names the field.
class Fields {
 public:
  explicit Fields(const json& data) : data_(data) {
    if (!data.is_object()) throw Malformed{"data"};
  }

  template <class T>
  T integer(const char* key, std::uint64_t maximum = std::numeric_limits<T>::max()) const {
    const json& value = at(key);
    if (value.is_number_unsigned()) {
      const auto number = value.get<std::uint64_t>();
      if (number <= maximum) return static_cast<T>(number);
    }
    throw Malformed{key};
  }
  double number(const char* key) const {
    const json& value = at(key);
    if (!value.is_number()) throw Malformed{key};
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < 0) throw Malformed{key};
    return number;
  }
  bool flag(const char* key) const {
    const json& value = at(key);
    if (!value.is_boolean()) throw Malformed{key};
    return value.get<bool>();
  }
  std::string text(const char* key, std::size_t maximum = kMaxIdBytes) const {
    const json& value = at(key);
    if (!value.is_string()) throw Malformed{key};
    const auto& known = value.get_ref<const std::string&>();
    if (known.size() > maximum) throw Malformed{key};
    return known;
  }
  std::string_view bytes(const char* key) const {
    const json& value = at(key);
    if (!value.is_binary()) throw Malformed{key};
    const auto& binary = value.get_binary();
    return {reinterpret_cast<const char*>(binary.data()), binary.size()};
  }
  base::Stages stages(const char* key) const {
    auto stages = decodeStages(bytes(key));
    if (!stages) throw Malformed{key};
    return std::move(*stages);
  }
  base::Duration duration(const char* key) const {
    return std::chrono::microseconds(integer<std::int64_t>(key, std::uint64_t{1} << 50));
  }
  template <class E>
  E choice(const char* key, E first, E last) const {
    const auto value = integer<std::uint8_t>(key);
    if (value < static_cast<std::uint8_t>(first) || value > static_cast<std::uint8_t>(last)) {
      throw Malformed{key};
    }
    return static_cast<E>(value);
  }
  const json& list(const char* key, std::size_t maximum) const {
    const json& value = at(key);
    if (!value.is_array() || value.size() > maximum) throw Malformed{key};
    return value;
  }
  const json& at(const char* key) const {
    const auto found = data_.find(key);
    if (found == data_.end()) throw Malformed{key};
    return *found;
  }

 private:
  const json& data_;
};

std::uint64_t count(std::int64_t value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, value));
}
std::uint64_t micros(base::Duration duration) {
  return count(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}
json binary(std::string_view bytes) {
  return json::binary({bytes.begin(), bytes.end()});
}
// MessagePack texts are UTF-8; what is not would make the encoder throw.
json printable(const std::string& text, std::size_t maximum) {
  const json value(text.substr(0, maximum));
  return json::parse(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

json toJson(const WorkerStatus& status) {
  return {{"sequence", status.sequence},
          {"run", status.id.run},
          {"share", status.id.share},
          {"state", static_cast<std::uint8_t>(status.state)},
          {"applied", status.applied},
          {"spawned", status.spawned},
          {"ending", static_cast<std::uint8_t>(status.ending)},
          {"failure", printable(status.failure, kMaxErrorBytes)},
          {"users", count(status.users)},
          {"users_peak", count(status.users_peak)},
          {"target_users", count(status.target_users)}};
}
ShareId shareFrom(const Fields& data) {
  return {data.text("run"), data.integer<std::uint32_t>("share")};
}
WorkerStatus statusFrom(const json& value) {
  const Fields data(value);
  WorkerStatus status;
  status.sequence = data.integer<std::uint64_t>("sequence");
  status.id = shareFrom(data);
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
  return {{"status", toJson(body.status)}, {"error", printable(body.error, kMaxErrorBytes)}};
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
    parts.push_back({{"second", part.second}, {"slice", binary(encodeSlice(part.slice))}});
  }
  return {{"run", body.run}, {"number", body.number}, {"parts", std::move(parts)}};
}
json toJson(const Exception& body) {
  return {{"run", body.run}, {"text", printable(body.text, kMaxErrorBytes)}};
}
json toJson(const Quit&) {
  return json::object();
}
json toJson(const Ack& body) {
  return {{"known", body.known}, {"refused", body.refused}};
}
json toJson(const MasterHeartbeat& body) {
  return {{"state", static_cast<std::uint8_t>(body.state)}};
}
json toJson(const runner::RunProfile& profile) {
  return {{"spawn_count", count(profile.spawn_count)},
          {"spawn_rate", profile.spawn_rate},
          {"max_rps", count(profile.max_rps)},
          {"arrival_rate", profile.arrival_rate},
          {"loop_count", count(profile.loop_count)},
          {"run_time", micros(profile.run_time)},
          {"stages", binary(encodeStages(profile.stages))},
          {"stages_rps", binary(encodeStages(profile.stages_rps))},
          {"memory_profile", profile.memory_profile},
          {"memory_profile_duration", micros(profile.memory_profile_duration)},
          {"cpu_profile", profile.cpu_profile},
          {"cpu_profile_duration", micros(profile.cpu_profile_duration)},
          {"prometheus_gateway", profile.prometheus_gateway},
          {"proxy_url", profile.proxy_url},
          {"ca_certificates", binary(profile.ca_certificates)},
          {"resolve", profile.resolve},
          {"dns_server", profile.dns_server},
          {"disable_tls_resumption", profile.disable_tls_resumption},
          {"disable_console_output", profile.disable_console_output},
          {"disable_compression", profile.disable_compression},
          {"disable_keepalive", profile.disable_keepalive}};
}
json toJson(const Prepare& body) {
  return {{"run", body.id.run},
          {"share", body.id.share},
          {"hash", body.hash},
          {"size", body.size},
          {"worker_index", body.worker_index},
          {"worker_count", body.worker_count},
          {"profile", toJson(body.profile)}};
}
json toJson(const BundleChunk& body) {
  return {{"hash", body.hash}, {"offset", body.offset}, {"data", binary(body.data)}};
}
json orderJson(const ShareId& id, const runner::EngineOrder& order) {
  json groups = json::array();
  for (const auto& group : order.groups) {
    groups.push_back({{"count", count(group.count)},
                      {"first", count(group.first)},
                      {"stride", count(group.stride)},
                      {"rate", group.rate_per_s},
                      {"first_user_id", count(group.first_user_id)},
                      {"iterations", count(group.iterations)}});
  }
  const runner::UserLine line = order.line.value_or(runner::UserLine());
  return {{"run", id.run},
          {"share", id.share},
          {"epoch", order.epoch},
          {"groups", std::move(groups)},
          {"remove_users", count(order.remove_users)},
          {"max_rps", order.pace.max_rps},
          {"step_rps", order.pace.step_rps},
          {"step_interval", micros(order.pace.step_interval)},
          {"phase", order.pace.phase},
          {"of_iterations", order.pace.of_iterations},
          {"pace_stages", binary(encodeStages(order.pace.stages))},
          {"line", binary(encodeStages(line.stages))},
          {"line_index", line.turn.index},
          {"line_count", line.turn.count},
          {"line_user_id", count(line.first_user_id)},
          {"age", micros(order.age)}};
}
json toJson(const Spawn& body) {
  return orderJson(body.id, body.order);
}
json toJson(const Rebalance& body) {
  return orderJson(body.id, body.order);
}
json toJson(const StatsAck& body) {
  return {{"run", body.run}, {"number", body.number}};
}
json toJson(const Stop& body) {
  return {{"run", body.run}};
}

json toJson(const Needs& body) {
  return {
      {"run", body.id.run}, {"share", body.id.share}, {"claim", binary(encodeClaim(body.claim))}};
}
json toJson(const Grants& body) {
  return {
      {"run", body.id.run}, {"share", body.id.share}, {"grant", binary(encodeGrant(body.grant))}};
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
void read(const Fields&, Quit&) {}
void read(const Fields& data, Ack& body) {
  body.known = data.flag("known");
  body.refused = data.text("refused", kMaxErrorBytes);
}
void read(const Fields& data, MasterHeartbeat& body) {
  body.state = data.choice("state", base::RunState::kReady, base::RunState::kMissing);
}
void read(const Fields& data, runner::RunProfile& profile) {
  profile.spawn_count = data.integer<std::int64_t>("spawn_count");
  profile.spawn_rate = data.number("spawn_rate");
  profile.max_rps = data.integer<std::int64_t>("max_rps");
  profile.arrival_rate = data.number("arrival_rate");
  profile.loop_count = data.integer<std::int64_t>("loop_count");
  profile.run_time = data.duration("run_time");
  profile.stages = data.stages("stages");
  profile.stages_rps = data.stages("stages_rps");
  profile.memory_profile = data.text("memory_profile", 4'096);
  profile.memory_profile_duration = data.duration("memory_profile_duration");
  profile.cpu_profile = data.text("cpu_profile", 4'096);
  profile.cpu_profile_duration = data.duration("cpu_profile_duration");
  profile.prometheus_gateway = data.text("prometheus_gateway", 4'096);
  profile.proxy_url = data.text("proxy_url", 4'096);
  const std::string_view certificates = data.bytes("ca_certificates");
  if (certificates.size() > runner::RunProfile::kMaxCaBytes) throw Malformed{"ca_certificates"};
  profile.ca_certificates = certificates;
  for (const json& pin : data.list("resolve", 1'000)) {
    const auto* text = pin.get_ptr<const std::string*>();
    if (text == nullptr || text->size() > 4'096) throw Malformed{"resolve"};
    profile.resolve.push_back(*text);
  }
  profile.dns_server = data.text("dns_server", 4'096);
  profile.disable_tls_resumption = data.flag("disable_tls_resumption");
  profile.disable_console_output = data.flag("disable_console_output");
  profile.disable_compression = data.flag("disable_compression");
  profile.disable_keepalive = data.flag("disable_keepalive");
}
void read(const Fields& data, Prepare& body) {
  body.id = shareFrom(data);
  body.hash = data.text("hash");
  body.size = data.integer<std::uint64_t>("size", kMaxBundleBytes);
  body.worker_index = data.integer<std::uint32_t>("worker_index");
  body.worker_count = data.integer<std::uint32_t>("worker_count");
  if (body.worker_index >= body.worker_count) throw Malformed{"worker_index"};
  read(Fields(data.at("profile")), body.profile);
}
void read(const Fields& data, BundleChunk& body) {
  body.hash = data.text("hash");
  body.offset = data.integer<std::uint64_t>("offset", kMaxBundleBytes);
  const auto bytes = data.bytes("data");
  if (bytes.size() > kChunkBytes) throw Malformed{"data"};
  body.data = std::string(bytes);
}
void readOrder(const Fields& data, ShareId& id, runner::EngineOrder& order) {
  constexpr std::uint64_t kMaxCount = 1'000'000'000;
  constexpr std::uint64_t kMaxIterations = std::uint64_t{1} << 62;
  id = shareFrom(data);
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
void read(const Fields& data, Spawn& body) {
  readOrder(data, body.id, body.order);
}
void read(const Fields& data, Rebalance& body) {
  readOrder(data, body.id, body.order);
}
void read(const Fields& data, StatsAck& body) {
  body.run = data.text("run");
  body.number = data.integer<std::uint64_t>("number");
}
void read(const Fields& data, Stop& body) {
  body.run = data.text("run");
}

void read(const Fields& data, Needs& body) {
  body.id = shareFrom(data);
  auto claim = decodeClaim(data.bytes("claim"));
  if (!claim) throw Malformed{claim.error().message};
  body.claim = std::move(*claim);
}
void read(const Fields& data, Grants& body) {
  body.id = shareFrom(data);
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
  try {
    Bouncer bouncer;
    if (!json::sax_parse(frame, &bouncer, json::input_format_t::msgpack)) {
      return malformed("not a MessagePack array of bounded depth and size");
    }
    const json value = json::from_msgpack(frame);
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
  } catch (const json::exception&) {
    return malformed("not MessagePack");
  }
}

}  // namespace hrp::cluster
