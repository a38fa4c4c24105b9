// hrp: a distributed load tester that runs HttpRunner v4 testcases. Everything is wired in
// cli/application.cpp; this file only turns what is thrown into an exit code.

#include <cstdio>
#include <exception>

#include "cli/start/application.hpp"
#include "hrp/base/exit_code.hpp"
#include "hrp/base/files/open_files.hpp"

int main(int argc, char** argv) {
  hrp::base::holdStandardFiles();
  try {
    return static_cast<int>(hrp::cli::runApplication(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hrp: internal error: %s\n", error.what());
  }
  return static_cast<int>(hrp::base::ExitCode::kFailure);
}
