#include "cli/boom/recorded_settings.hpp"

#include <cstdio>

#include "hrp/base/duration_text.hpp"

namespace hrp::cli {
namespace {

constexpr std::string_view kHidden = "***";

// "scheme://user:password@host" without the password, wherever it stands in the text.
std::string withoutPasswords(std::string text) {
  for (std::size_t at = 0; (at = text.find("://", at)) != std::string::npos;) {
    at += 3;
    const std::size_t end = text.find_first_of("/?# \"'", at);
    const std::size_t sign = text.substr(0, end).rfind('@');
    const std::size_t colon = text.find(':', at);
    if (sign == std::string::npos || sign < at || colon > sign) continue;
    text.replace(colon + 1, sign - colon - 1, kHidden);
  }
  return text;
}

std::string numberText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string stagesText(const base::Stages& stages) {
  std::string text;
  for (const base::Stage& stage : stages) {
    if (!text.empty()) text += ',';
    text += base::formatDuration(stage.length) + ":" + numberText(stage.target);
  }
  return text;
}

std::string listText(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

class Settings {
 public:
  void add(const char* name, const std::string& value) {
    if (!value.empty()) texts_.emplace_back(name, withoutPasswords(value));
  }
  void add(const char* name, std::int64_t value) {
    if (value != 0) add(name, std::to_string(value));
  }
  void add(const char* name, double value) {
    if (value != 0) add(name, numberText(value));
  }
  void add(const char* name, base::Duration value) {
    if (value != base::Duration::zero()) add(name, base::formatDuration(value));
  }
  void add(const char* name, bool value) {
    if (value) add(name, std::string("yes"));
  }
  [[nodiscard]] record::NamedTexts take() { return std::move(texts_); }

 private:
  record::NamedTexts texts_;
};

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,/:@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char character : word) {
    if (character == '\'') {
      text += "'\\''";
    } else {
      text += character;
    }
  }
  return text + "'";
}

}  // namespace

record::NamedTexts recordedSettings(const runner::RunProfile& profile) {
  Settings settings;
  settings.add("testcases", listText(profile.testcase_paths));
  if (!profile.stages.empty()) {
    settings.add("stages", stagesText(profile.stages));
  } else {
    settings.add("spawn-count", profile.spawn_count);
    settings.add("spawn-rate", profile.spawn_rate);
  }
  settings.add("arrival-rate", profile.arrival_rate);
  settings.add("max-rps", profile.max_rps);
  settings.add("stages-rps", stagesText(profile.stages_rps));
  if (profile.request_increase_rate.requests != 0) {
    settings.add("request-increase-rate",
                 std::to_string(profile.request_increase_rate.requests) + "/" +
                     base::formatDuration(profile.request_increase_rate.interval));
  }
  settings.add("loop-count", profile.loop_count);
  settings.add("run-time", profile.run_time);
  settings.add("drain", profile.drain);
  settings.add("proxy-url", profile.proxy_url);
  settings.add("resolve", listText(profile.resolve));
  settings.add("dns-server", profile.dns_server);
  settings.add("disable-keepalive", profile.disable_keepalive);
  settings.add("disable-compression", profile.disable_compression);
  settings.add("disable-tls-resumption", profile.disable_tls_resumption);
  settings.add("strict-http", profile.strict_http);
  return settings.take();
}

std::string commandText(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + quoted(withoutPasswords(word));
  }
  return text;
}

}  // namespace hrp::cli
