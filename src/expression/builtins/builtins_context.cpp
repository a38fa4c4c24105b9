// Builtins that look at the caller's context: time, random numbers, identity, environment, files.

#include <array>
#include <cmath>
#include <ctime>

#include "expression/builtins/builtins.hpp"
#include "hrp/expression/csv.hpp"
#include "hrp/expression/utf8.hpp"

namespace hrp::expression {
namespace {

using base::Result;

constexpr std::int64_t kMaxRandomText = 16 << 20;
constexpr double kMaxSleepSeconds = 365.0 * 24 * 3600;
constexpr std::size_t kMaxTimeText = 1024;

std::int64_t wallMilliseconds(const BuiltinCall& call) {
  return call.context.clock().wallNow().time_since_epoch().count();
}

Result<Value> getTimestamp(const BuiltinCall& call) {
  return Value(wallMilliseconds(call));
}

// The wall clock ticks in milliseconds; finer units only change the scale.
Result<Value> timestamp(const BuiltinCall& call) {
  const std::int64_t now = wallMilliseconds(call);
  const std::string unit = call.arguments.empty() ? "s" : call.text(0);
  if (unit == "s") return Value(now / 1000);
  if (unit == "ms") return Value(now);
  if (unit == "us") return Value(now * 1000);
  if (unit == "ns") return Value(now * 1'000'000);
  return call.badArgument(0, "expected s, ms, us or ns, got text \"" + unit + "\"");
}

Result<Value> now(const BuiltinCall& call) {
  const auto seconds = static_cast<std::time_t>(wallMilliseconds(call) / 1000);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return call.failed("the time is out of range");
  const std::string format = call.arguments.empty() ? "%Y-%m-%dT%H:%M:%S%z" : call.text(0);
  if (format.empty()) return Value(std::string());
  std::array<char, kMaxTimeText> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format.c_str(), &local);
  if (length == 0) return call.badArgument(0, "the time format gives no text, or too much");
  std::string out(text.data(), length);
  // RFC 3339 has a colon within the offset, which strftime cannot print.
  if (call.arguments.empty()) out.insert(out.size() - 2, ":");
  return Value(std::move(out));
}

Result<Value> sleepFor(const BuiltinCall& call) {
  const auto seconds = call.number(0);
  if (!seconds) return base::fail(seconds.error());
  if (!(*seconds >= 0 && *seconds <= kMaxSleepSeconds)) {
    return call.badArgument(0, "expected seconds from 0 to a year, got " + call.text(0));
  }
  call.context.pause(
      std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(*seconds)));
  return Value();
}

Result<Value> genRandomString(const BuiltinCall& call) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const auto length = call.integer(0);
  if (!length) return base::fail(length.error());
  if (*length < 0 || *length > kMaxRandomText) {
    return call.badArgument(0, "expected a length from 0 to " + std::to_string(kMaxRandomText) +
                                   ", got " + std::to_string(*length));
  }
  std::string text(static_cast<std::size_t>(*length), ' ');
  for (char& c : text) c = kLetters[call.context.random().below(kLetters.size())];
  return Value(std::move(text));
}

Result<Value> randomInt(const BuiltinCall& call) {
  const auto bound = call.integer(0);
  if (!bound) return base::fail(bound.error());
  if (*bound <= 0) {
    return call.badArgument(0, "expected a number above 0, got " + std::to_string(*bound));
  }
  const auto drawn = call.context.random().below(static_cast<std::uint64_t>(*bound));
  return Value(static_cast<std::int64_t>(drawn));
}

Result<Value> randomRange(const BuiltinCall& call) {
  const auto low = call.number(0);
  if (!low) return base::fail(low.error());
  const auto high = call.number(1);
  if (!high) return base::fail(high.error());
  if (!(*low <= *high)) return call.badArgument(1, "expected at least argument 1");
  if (!std::isfinite(*high - *low)) return call.badArgument(1, "the range is too wide");
  return Value(call.context.random().between(*low, *high));
}

Result<Value> randomChoice(const BuiltinCall& call) {
  auto& random = call.context.random();
  if (call.arguments.size() > 1 || !call.arguments[0].is_array()) {
    return call.arguments[random.below(call.arguments.size())];
  }
  const Value& list = call.arguments[0];
  if (list.empty()) return call.badArgument(0, "the list is empty");
  return list[random.below(list.size())];
}

// Version 4 of RFC 9562: random but for the version and the variant.
Result<Value> uuid(const BuiltinCall& call) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";
  auto& random = call.context.random();
  std::string text(kShape);
  std::uint64_t bits = 0;
  unsigned left = 0;
  for (char& c : text) {
    if (c != 'x' && c != 'v') continue;
    if (left == 0) {
      bits = random.next();
      left = 16;
    }
    const std::uint64_t digit = c == 'v' ? (bits & 3U) | 8U : bits & 15U;
    c = kHexDigits[digit];
    bits >>= 4U;
    --left;
  }
  return Value(std::move(text));
}

Result<Value> userId(const BuiltinCall& call) {
  return Value(call.context.userId());
}
Result<Value> iteration(const BuiltinCall& call) {
  return Value(call.context.iteration());
}
Result<Value> workerIndex(const BuiltinCall& call) {
  return Value(call.context.workerIndex());
}

Result<Value> environment(const BuiltinCall& call) {
  return Value(call.context.environment(call.text(0)).value_or(""));
}

Result<Value> loadWsMessage(const BuiltinCall& call) {
  auto content = call.context.readFile(call.text(0));
  if (!content) return call.failed(content.error().message);
  if (isValidUtf8(*content)) return Value(std::move(*content));
  return Value::binary(Value::binary_t::container_type(content->begin(), content->end()));
}

Result<Value> parameterize(const BuiltinCall& call) {
  const std::string path = call.text(0);
  auto content = call.context.readFile(path);
  if (!content) return call.failed(content.error().message);
  const auto table = parseCsv(std::move(*content));
  if (!table) return call.failed(path + ": " + table.error().message);
  Value rows = Value::array();
  for (std::size_t row = 0; row < table->rowCount(); ++row) {
    Value map = Value::object();
    CsvRow cells = table->row(row);
    for (const std::string& column : table->columns()) map[column] = *cells.next();
    rows.push_back(std::move(map));
  }
  return rows;
}

constexpr std::array kContextBuiltins = {
    BuiltinEntry{"ENV", 1, 1, environment},
    BuiltinEntry{"P", 1, 1, parameterize},
    BuiltinEntry{"environ", 1, 1, environment},
    BuiltinEntry{"gen_random_string", 1, 1, genRandomString},
    BuiltinEntry{"get_timestamp", 0, 0, getTimestamp},
    BuiltinEntry{"iteration", 0, 0, iteration},
    BuiltinEntry{"load_ws_message", 1, 1, loadWsMessage},
    BuiltinEntry{"now", 0, 1, now},
    BuiltinEntry{"parameterize", 1, 1, parameterize},
    BuiltinEntry{"random_choice", 1, kAnyCount, randomChoice},
    BuiltinEntry{"random_int", 1, 1, randomInt},
    BuiltinEntry{"random_range", 2, 2, randomRange},
    BuiltinEntry{"sleep", 1, 1, sleepFor},
    BuiltinEntry{"timestamp", 0, 1, timestamp},
    BuiltinEntry{"user_id", 0, 0, userId},
    BuiltinEntry{"uuid", 0, 0, uuid},
    BuiltinEntry{"worker_index", 0, 0, workerIndex},
};

}  // namespace

std::span<const BuiltinEntry> contextBuiltins() {
  return kContextBuiltins;
}

}  // namespace hrp::expression
