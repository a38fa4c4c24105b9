#include "cli/build_command.hpp"

#include <filesystem>
#include <system_error>

#include "cli/error_report.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/plugin/go_build.hpp"

namespace hrp::cli {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::ExitCode;

ExitCode codeOfBuild(const base::Error& error) {
  if (error.code == ErrorCode::kInvalidArgument) return ExitCode::kBadPlugin;
  const bool is_file = error.code == ErrorCode::kNotFound || error.code == ErrorCode::kIo ||
                       error.code == ErrorCode::kBadExtension;
  return is_file ? exitCodeOf(error) : ExitCode::kBuildFailed;
}

fs::path outputOf(const BuildOptions& options) {
  constexpr const char* kName = "debugtalk.bin";
  if (options.output.empty()) return fs::absolute(kName);
  std::error_code ignored;
  const fs::path output = fs::absolute(options.output);
  return fs::is_directory(output, ignored) ? output / kName : output;
}

ExitCode failBuild(const base::Error& error) {
  printError(error);
  return codeOfBuild(error);
}

}  // namespace

CLI::App* addBuildCommand(CLI::App& app, BuildOptions& options) {
  CLI::App& build = *app.add_subcommand("build", "Make debugtalk.bin of custom functions in Go");
  build.add_option("file", options.file, "debugtalk.go")->required()->type_name("FILE");
  build
      .add_option("-o,--output", options.output,
                  "What to write, a file or a folder; without it debugtalk.bin in this folder")
      ->type_name("FILE");
  return &build;
}

ExitCode runBuild(const BuildOptions& options, std::ostream& out) {
  const fs::path file = fs::absolute(options.file).lexically_normal();
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    return failBuild({ErrorCode::kNotFound, options.file + ": there is no such file", {}});
  }
  if (file.extension() == ".py") {
    out << options.file << ": nothing to build, hrp runs functions in Python as they are"
        << std::endl;
    return ExitCode::kOk;
  }
  if (file.extension() != ".go") {
    return failBuild({ErrorCode::kBadExtension, options.file + ": expected a .go file", {}});
  }
  plugin::GoBuildOptions build;
  build.file = file.string();
  build.output = outputOf(options).lexically_normal().string();
  build.go = options.go;
  const auto functions = plugin::buildGoFunctions(build, base::SystemClock());
  if (!functions) return failBuild(functions.error());
  out << build.output << ':';
  for (const std::string& name : *functions) out << ' ' << name;
  out << std::endl;
  return ExitCode::kOk;
}

}  // namespace hrp::cli
