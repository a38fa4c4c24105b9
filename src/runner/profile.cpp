#include "hrp/runner/profile.hpp"

#include <charconv>
#include <cmath>
#include <functional>
#include <string_view>

#include "hrp/base/duration_text.hpp"
#include "hrp/runner/stage_text.hpp"

namespace hrp::runner {
namespace {

using base::Duration;
using base::ErrorCode;
using base::fail;
using base::Result;
using expression::Value;

constexpr std::int64_t kMaxLoops = 1'000'000'000'000;
constexpr double kMaxSpawnRate = 1e9;
constexpr Duration kMaxDuration = std::chrono::hours(24 * 365);
constexpr std::size_t kMaxText = 4'096;
constexpr std::size_t kMaxPaths = 1'000;
constexpr std::size_t kMaxTexts = 1'000;

tl::unexpected<base::Error> wrong(const std::string& key, const std::string& what) {
  return fail(ErrorCode::kInvalidArgument, "'" + key + "' " + what);
}

std::string shown(const Value& value) {
  if (value.is_string()) return "text \"" + value.get<std::string>().substr(0, 100) + "\"";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return "number " + value.dump();
  if (value.is_array()) return "a list";
  if (value.is_object()) return "a map";
  return "nothing";
}

Result<std::int64_t> integerOf(const std::string& key, const Value& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return wrong(key, "is too large");
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::abs(number) < 9e15 && number == std::floor(number)) {
      return static_cast<std::int64_t>(number);
    }
  }
  return wrong(key, "expected an integer, got " + shown(value));
}

Result<std::int64_t> boundedCount(const std::string& key, const Value& value,
                                  std::int64_t maximum) {
  auto number = integerOf(key, value);
  if (!number) return number;
  if (*number < 0) return wrong(key, "must not be negative");
  if (*number > maximum) return wrong(key, "must be at most " + std::to_string(maximum));
  return number;
}

// -1 is the Go version's "not limited"; here that is 0.
Result<std::int64_t> limitOf(const std::string& key, const Value& value, std::int64_t maximum) {
  const auto number = integerOf(key, value);
  if (number && *number == -1) return 0;
  return boundedCount(key, value, maximum);
}

Result<double> rateOf(const std::string& key, const Value& value) {
  if (!value.is_number()) return wrong(key, "expected a number, got " + shown(value));
  const double rate = value.get<double>();
  if (!(rate > 0)) return wrong(key, "must be greater than 0");
  if (rate > kMaxSpawnRate) return wrong(key, "must be at most 1000000000");
  return rate;
}

Result<bool> flagOf(const std::string& key, const Value& value) {
  if (!value.is_boolean()) return wrong(key, "expected true or false, got " + shown(value));
  return value.get<bool>();
}

Result<std::string> textOf(const std::string& key, const Value& value) {
  if (!value.is_string()) return wrong(key, "expected a text, got " + shown(value));
  auto text = value.get<std::string>();
  if (text.size() > kMaxText) return wrong(key, "is too long");
  return text;
}

Result<Duration> durationOf(const std::string& key, const Value& value) {
  Duration duration{};
  if (value.is_number()) {
    const double seconds = value.get<double>();
    if (seconds < 0) return wrong(key, "must not be negative");
    if (!(seconds <= std::chrono::duration<double>(kMaxDuration).count())) {
      return wrong(key, "is too long");
    }
    duration = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
  } else if (value.is_string()) {
    const auto parsed = base::parseDuration(value.get<std::string>());
    if (!parsed) return fail(parsed.error().within("'" + key + "'"));
    duration = *parsed;
  } else {
    return wrong(key, "expected a duration, got " + shown(value));
  }
  if (duration > kMaxDuration) return wrong(key, "is too long");
  return duration;
}

Result<std::vector<std::string>> pathsOf(const std::string& key, const Value& value) {
  std::vector<std::string> paths;
  const auto take = [&paths](std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return;
    paths.emplace_back(text.substr(first, text.find_last_not_of(" \t") - first + 1));
  };
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    for (std::size_t from = 0; from <= text.size();) {
      const auto comma = std::min(text.find(',', from), text.size());
      take(std::string_view(text).substr(from, comma - from));
      from = comma + 1;
    }
  } else if (value.is_array()) {
    for (const auto& item : value) {
      const auto text = textOf(key, item);
      if (!text) return fail(text.error());
      take(*text);
    }
  } else {
    return wrong(key, "expected a text or a list, got " + shown(value));
  }
  if (paths.size() > kMaxPaths) return wrong(key, "holds more than 1000 paths");
  for (const auto& path : paths) {
    if (path.size() > kMaxText) return wrong(key, "is too long");
  }
  return paths;
}

// A text, or a list of them.
Result<std::vector<std::string>> textsOf(const std::string& key, const Value& value) {
  std::vector<std::string> texts;
  if (value.is_array()) {
    if (value.size() > kMaxTexts) return wrong(key, "holds more than 1000 entries");
    for (const auto& item : value) {
      auto text = textOf(key, item);
      if (!text) return fail(text.error());
      texts.push_back(std::move(*text));
    }
    return texts;
  }
  auto text = textOf(key, value);
  if (!text) return fail(text.error());
  if (!text->empty()) texts.push_back(std::move(*text));
  return texts;
}

template <class T>
Result<> store(Result<T> value, T& target) {
  if (!value) return fail(std::move(value).error());
  target = std::move(*value);
  return {};
}

using Setter = std::function<Result<>(const std::string&, const Value&, RunProfile&)>;

Result<> setSpawnCount(const std::string& key, const Value& value, RunProfile& profile) {
  auto count = boundedCount(key, value, kMaxUsers);
  if (count && *count == 0) return wrong(key, "must be at least 1");
  return store(std::move(count), profile.spawn_count);
}

Result<> setArrivalRate(const std::string& key, const Value& value, RunProfile& profile) {
  if (value == Value(-1)) return store(Result<double>(0), profile.arrival_rate);
  return store(rateOf(key, value), profile.arrival_rate);
}

Result<> setIncreaseRate(const std::string& key, const Value& value, RunProfile& profile) {
  const auto text =
      value.is_number_integer() ? Result<std::string>(value.dump()) : textOf(key, value);
  if (!text) return fail(text.error());
  auto rate = parseIncreaseRate(*text);
  if (!rate) return fail(rate.error().within("'" + key + "'"));
  profile.request_increase_rate = *rate;
  return {};
}

Result<> setThresholds(const std::string& key, const Value& value, RunProfile& profile) {
  auto texts = textsOf(key, value);
  if (!texts) return fail(texts.error());
  // A variable that is not set must not mean that nothing is judged; an empty list says so.
  if (value.is_string()) texts->assign({value.get<std::string>()});
  return store(judge::parseThresholds(*texts, key), profile.thresholds);
}

Setter stages(base::Stages RunProfile::*field, std::int64_t most) {
  return
      [field, most](const std::string& key, const Value& value, RunProfile& profile) -> Result<> {
        const auto text = textOf(key, value);
        if (!text) return fail(text.error());
        if (text->empty()) {
          (profile.*field).clear();
          return {};
        }
        auto parsed = parseStages(*text, most);
        if (!parsed) return fail(parsed.error().within("'" + key + "'"));
        profile.*field = std::move(*parsed);
        return {};
      };
}

Setter text(std::string RunProfile::*field) {
  return [field](const std::string& key, const Value& value, RunProfile& profile) {
    return store(textOf(key, value), profile.*field);
  };
}
Setter flag(bool RunProfile::*field) {
  return [field](const std::string& key, const Value& value, RunProfile& profile) {
    return store(flagOf(key, value), profile.*field);
  };
}
Setter duration(Duration RunProfile::*field) {
  return [field](const std::string& key, const Value& value, RunProfile& profile) {
    return store(durationOf(key, value), profile.*field);
  };
}
Setter limit(std::int64_t RunProfile::*field, std::int64_t maximum) {
  return [field, maximum](const std::string& key, const Value& value, RunProfile& profile) {
    return store(limitOf(key, value, maximum), profile.*field);
  };
}

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> kTable = {
      {"spawn-count", setSpawnCount},
      {"spawn-rate",
       [](const std::string& key, const Value& value, RunProfile& profile) {
         return store(rateOf(key, value), profile.spawn_rate);
       }},
      {"max-rps", limit(&RunProfile::max_rps, kMaxRate)},
      {"arrival-rate", setArrivalRate},
      {"loop-count", limit(&RunProfile::loop_count, kMaxLoops)},
      {"request-increase-rate", setIncreaseRate},
      {"run-time", duration(&RunProfile::run_time)},
      {"drain", duration(&RunProfile::drain)},
      {"stages", stages(&RunProfile::stages, kMaxUsers)},
      {"stages-rps", stages(&RunProfile::stages_rps, kMaxRate)},
      {"memory-profile", text(&RunProfile::memory_profile)},
      {"memory-profile-duration", duration(&RunProfile::memory_profile_duration)},
      {"cpu-profile", text(&RunProfile::cpu_profile)},
      {"cpu-profile-duration", duration(&RunProfile::cpu_profile_duration)},
      {"prometheus-gateway", text(&RunProfile::prometheus_gateway)},
      {"prometheus-linger", text(&RunProfile::prometheus_linger)},
      {"prometheus-buckets", text(&RunProfile::prometheus_buckets)},
      {"proxy-url", text(&RunProfile::proxy_url)},
      {"ca-file", text(&RunProfile::ca_file)},
      {"dns-server", text(&RunProfile::dns_server)},
      {"resolve", [](const std::string& key, const Value& value,
                     RunProfile& profile) { return store(textsOf(key, value), profile.resolve); }},
      {"disable-tls-resumption", flag(&RunProfile::disable_tls_resumption)},
      {"strict-http", flag(&RunProfile::strict_http)},
      {"disable-console-output", flag(&RunProfile::disable_console_output)},
      {"allow-lost-workers", flag(&RunProfile::allow_lost_workers)},
      {"disable-compression", flag(&RunProfile::disable_compression)},
      {"disable-keepalive", flag(&RunProfile::disable_keepalive)},
      {"thresholds", setThresholds},
      {"testcase-path",
       [](const std::string& key, const Value& value, RunProfile& profile) {
         return store(pathsOf(key, value), profile.testcase_paths);
       }},
  };
  return kTable;
}

// Unknown keys are named all together, so that one request shows every typing error.
Result<> refuseUnknown(const Value& document,
                       const std::function<bool(const std::string&)>& known) {
  if (!document.is_object()) {
    return fail(ErrorCode::kInvalidArgument,
                "expected a map of parameters, got " + shown(document));
  }
  std::string unknown;
  for (const auto& [key, value] : document.items()) {
    if (known(key)) continue;
    unknown += (unknown.empty() ? "" : " ") + key.substr(0, 100);
    if (unknown.size() > 1'000) break;
  }
  if (unknown.empty()) return {};
  return fail(ErrorCode::kInvalidArgument, "failed to recognize params: [" + unknown + "]");
}

// Keys of which one takes the place of the other.
Result<> refuseTogether(const Value& document) {
  const auto given = [&document](const char* key) {
    const auto found = document.find(key);
    return found != document.end() && *found != Value("");
  };
  for (const char* key : {"spawn-count", "spawn-rate"}) {
    if (given("stages") && document.contains(key)) {
      return fail(ErrorCode::kInvalidArgument,
                  std::string("'stages' and '") + key + "' exclude each other",
                  "the targets of the stages are the users");
    }
  }
  if (given("arrival-rate") && document.contains("spawn-rate")) {
    return fail(ErrorCode::kInvalidArgument, "'arrival-rate' and 'spawn-rate' exclude each other",
                "all users of spawn-count are there from the beginning");
  }
  return {};
}

}  // namespace

Result<IncreaseRate> parseIncreaseRate(const std::string& text) {
  const auto malformed = [&text] {
    return fail(ErrorCode::kInvalidArgument,
                "\"" + text.substr(0, 100) + "\" is not an increase rate",
                "write 10, 10/1s, 100/1m, or -1 for none");
  };
  if (text == "-1") return IncreaseRate{};
  IncreaseRate rate;
  const auto slash = text.find('/');
  const char* end = text.data() + std::min(slash, text.size());
  const auto [rest, error] = std::from_chars(text.data(), end, rate.requests);
  if (error != std::errc{} || rest != end || rate.requests < 0 || rate.requests > kMaxRate) {
    return malformed();
  }
  if (slash != std::string::npos) {
    const auto interval = base::parseDuration(std::string_view(text).substr(slash + 1));
    if (!interval || *interval <= Duration::zero() || *interval > kMaxDuration) return malformed();
    rate.interval = *interval;
  }
  return rate;
}

Result<> applyProfile(const Value& document, RunProfile& profile) {
  const auto& table = setters();
  auto known =
      refuseUnknown(document, [&table](const std::string& key) { return table.contains(key); });
  if (!known) return known;
  if (auto fine = refuseTogether(document); !fine) return fine;
  RunProfile changed = profile;
  if (document.contains("spawn-count") || document.contains("spawn-rate")) changed.stages.clear();
  for (const auto& [key, value] : document.items()) {
    if (auto set = table.at(key)(key, value, changed); !set) return set;
  }
  if (auto fine = checkProfile(changed); !fine) return fine;
  profile = std::move(changed);
  return {};
}

Result<> checkProfile(const RunProfile& profile) {
  if (!profile.stages.empty() && profile.loop_count > 0) {
    return fail(ErrorCode::kInvalidArgument, "'stages' and 'loop-count' exclude each other",
                "a run with stages ends with its last one");
  }
  const bool other_rate = profile.max_rps > 0 || profile.request_increase_rate.requests > 0;
  const bool otherwise = other_rate || !profile.stages.empty() || !profile.stages_rps.empty();
  if (profile.arrival_rate > 0 && (otherwise || profile.loop_count > 0)) {
    return fail(ErrorCode::kInvalidArgument,
                "'arrival-rate' excludes 'stages', 'stages-rps', 'max-rps', "
                "'request-increase-rate' and 'loop-count'",
                "it says by itself when iterations start");
  }
  if (!profile.stages_rps.empty() && other_rate) {
    return fail(ErrorCode::kInvalidArgument,
                "'stages-rps' excludes 'max-rps' and 'request-increase-rate'",
                "its targets are the rate");
  }
  return {};
}

double spawnRateOf(const RunProfile& profile) {
  return profile.arrival_rate > 0 ? 0 : profile.spawn_rate;
}

Duration runTimeOf(const RunProfile& profile) {
  if (profile.run_time > Duration::zero()) return profile.run_time;
  return std::max(base::lengthOf(profile.stages), base::lengthOf(profile.stages_rps));
}

std::int64_t mostUsersOf(const RunProfile& profile) {
  if (profile.stages.empty()) return profile.spawn_count;
  return static_cast<std::int64_t>(base::highestOf(profile.stages));
}

Result<RebalanceRequest> parseRebalance(const Value& document) {
  const auto known = refuseUnknown(
      document, [](const std::string& key) { return key == "spawn-count" || key == "spawn-rate"; });
  if (!known) return fail(known.error());
  RebalanceRequest request;
  if (!document.contains("spawn-count")) return wrong("spawn-count", "is missing");
  const auto count = boundedCount("spawn-count", document["spawn-count"], kMaxUsers);
  if (!count) return fail(count.error());
  request.spawn_count = *count;
  if (document.contains("spawn-rate")) {
    const auto rate = rateOf("spawn-rate", document["spawn-rate"]);
    if (!rate) return fail(rate.error());
    request.spawn_rate = *rate;
  }
  return request;
}

Result<StopRequest> parseStop(const Value& document) {
  const auto known = refuseUnknown(document, [](const std::string& key) { return key == "drain"; });
  if (!known) return fail(known.error());
  StopRequest request;
  if (!document.contains("drain")) return request;
  const auto drain = durationOf("drain", document["drain"]);
  if (!drain) return fail(drain.error());
  request.drain = *drain;
  return request;
}

}  // namespace hrp::runner
