// What reading a JSON body costs before anything is asked of it: PlainJson against simdjson, for
// texts of several lengths.
//
// usage: hrp-json-bench
//
// Prints a table of nanoseconds of processor time, the least of ten rounds. The two take turns.

#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "engine/responses/plain_json.hpp"

namespace {

constexpr int kRounds = 10;
constexpr int kTexts = 20'000;  // of a round

double cpuNanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <class Read>
double costOf(const Read& read) {
  const double before = cpuNanoseconds();
  int understood = 0;
  for (int i = 0; i < kTexts; ++i) understood += read() ? 1 : 0;
  const double spent = cpuNanoseconds() - before;
  return understood == kTexts ? spent / kTexts : 0;
}

std::string mapOf(int members) {
  std::string text = R"({"ok":true)";
  for (int i = 0; i < members; ++i) {
    text += ",\"field" + std::to_string(i) + R"(":"some text)" + std::to_string(i) + '"';
  }
  return text + "}";
}

}  // namespace

int main() {
  std::printf("%8s %10s %10s\n", "bytes", "PlainJson", "simdjson");
  hrp::engine::PlainJson plain;
  simdjson::dom::parser parser;
  for (const int members : {0, 1, 4, 8, 12, 16, 20}) {
    const std::string text = mapOf(members);
    std::vector<char> padded(text.size() + simdjson::SIMDJSON_PADDING);
    double least_plain = 1e9;
    double least_simdjson = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      least_plain = std::min(least_plain, costOf([&] { return plain.parse(text); }));
      least_simdjson = std::min(least_simdjson, costOf([&] {
                                  std::copy(text.begin(), text.end(), padded.begin());
                                  return parser.parse(padded.data(), text.size(), false).error() ==
                                         simdjson::SUCCESS;
                                }));
    }
    std::printf("%8zu %10.1f %10.1f\n", text.size(), least_plain, least_simdjson);
  }
  return 0;
}
