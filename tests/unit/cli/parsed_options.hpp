#pragma once
// What the tests of flags do alike: a command line parsed into its options.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::cli {

inline void parseArguments(CLI::App& app, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  app.parse(std::move(arguments));
}

template <class Options>
struct Parsed {
  Options options;
  base::Result<> finished;
};

template <class Options, class AddFlags, class Finish>
Parsed<Options> parseOptions(AddFlags add_flags, Finish finish,
                             std::vector<std::string> arguments) {
  Parsed<Options> parsed;
  CLI::App app;
  add_flags(app, parsed.options);
  parseArguments(app, std::move(arguments));
  parsed.finished = finish(parsed.options);
  return parsed;
}

}  // namespace hrp::cli
