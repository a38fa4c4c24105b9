#include "hrp/plugin/go_build.hpp"

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "hrp/base/files/file.hpp"
#include "plugin/go/go_source.hpp"
#include "plugin/host/private_folder.hpp"
#include "plugin/host/tool_run.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

constexpr const char* kFunplugin = "github.com/httprunner/funplugin";
constexpr const char* kMainFile = "debugtalk_gen.go";

// The Go toolchain, called in the folder of a module.
class GoModule {
 public:
  GoModule(const GoBuildOptions& options, const base::Clock& clock, std::string folder)
      : options_(options), clock_(clock), folder_(std::move(folder)) {}

  [[nodiscard]] Result<> run(const std::vector<std::string>& arguments) const {
    // Old versions of Go have no flag for the folder. A workspace would refuse another go.mod.
    std::vector<std::string> command{
        "/bin/sh", "-c",    "cd \"$1\" && shift && GOWORK=off exec \"$@\"",
        "sh",      folder_, options_.go};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto ended = runTool(command, options_.limit, clock_);
    if (!ended) return base::fail(ended.error());
    if (ended->succeeded()) return {};
    return base::fail(ErrorCode::kUnsupported, "go " + arguments[0] + ": " + ended->text());
  }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  const GoBuildOptions& options_;
  const base::Clock& clock_;
  const std::string folder_;
};

// What `go version` prints: "go version go1.19.8 linux/amd64".
Result<std::string> goVersion(const GoBuildOptions& options, const base::Clock& clock) {
  const auto version = runTool({options.go, "version"}, options.limit, clock);
  if (version && version->succeeded()) {
    return version->last_lines.empty() ? "" : version->last_lines.back();
  }
  return base::fail(ErrorCode::kUnavailable,
                    "hrp build needs Go, and there is none: cannot run " + options.go + " version",
                    "install Go (Debian: golang-go) and have it in PATH");
}

// The numbers of "1.22.0", up to what is none.
std::vector<int> versionNumbers(std::string_view text) {
  std::vector<int> numbers;
  while (!text.empty()) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) break;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return numbers;
}

// Go before 1.21 cannot fetch the version that a go.mod asks for, and hardly says that it is old.
std::string tooOldText(const std::string& version, const std::string& go_mod) {
  std::istringstream words(version);
  std::string have;
  for (int i = 0; i < 3; ++i) words >> have;
  std::istringstream lines(go_mod);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("go ") || !have.starts_with("go")) continue;
    const std::string wanted = line.substr(3, line.find_last_not_of(" \r\t") - 2);
    if (versionNumbers(wanted) <= versionNumbers(have.substr(2))) continue;
    return "its go.mod asks for Go " + wanted + ", and this is Go " + have.substr(2);
  }
  return {};
}

// What is different from the folder of the author: kept in a folder of our own.
struct Scratch {
  PrivateFolder& folder;
  [[nodiscard]] Result<std::string> put(const std::string& name, std::string_view text) const {
    return folder.write(name, text, 0600);
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
};

// A module of its own, with a copy of the file.
Result<> buildAlone(const GoModule& module, const std::string& source, const std::string& main,
                    const Scratch& scratch) {
  for (const auto& [name, text] : {std::pair{"debugtalk.go", &source}, {kMainFile, &main}}) {
    if (auto put = scratch.put(name, *text); !put) return base::fail(put.error());
  }
  const std::string wanted = std::string(kFunplugin) + "@" + kFunpluginVersion;
  if (auto made = module.run({"mod", "init", "main"}); !made) return made;
  if (auto got = module.run({"get", wanted}); !got) return got;
  return module.run(
      {"build", "-mod=mod", "-o", scratch.path("debugtalk.bin"), "debugtalk.go", kMainFile});
}

// In the module of the author, whose go.mod is a copy and whose main file is an overlay.
Result<> buildInModule(const GoModule& module, const std::string& file, const std::string& main,
                       const Scratch& scratch) {
  auto go_mod = base::readFile(module.folder() + "/go.mod");
  if (!go_mod) return base::fail(std::move(go_mod.error()));
  const auto go_sum = base::readFile(module.folder() + "/go.sum");
  const auto main_path = scratch.put(kMainFile, main);
  if (!main_path) return base::fail(main_path.error());
  const nlohmann::json overlay = {{"Replace", {{module.folder() + "/" + kMainFile, *main_path}}}};
  for (const auto& [name, text] :
       {std::pair<const char*, std::string>{"go.mod", *go_mod},
        {"go.sum", go_sum.value_or("")},
        {"overlay.json", overlay.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)}}) {
    if (auto put = scratch.put(name, text); !put) return base::fail(put.error());
  }
  const std::string mod_file = "-modfile=" + scratch.path("go.mod");
  if (go_mod->find(kFunplugin) == std::string::npos) {
    const std::string wanted = std::string(kFunplugin) + "@" + kFunpluginVersion;
    if (auto got = module.run({"get", mod_file, wanted}); !got) return got;
  }
  return module.run({"build", "-mod=mod", mod_file, "-overlay=" + scratch.path("overlay.json"),
                     "-o", scratch.path("debugtalk.bin"), fs::path(file).filename().string(),
                     kMainFile});
}

Result<> putInPlace(const std::string& made, const std::string& output) {
  const auto program = base::readFile(made);
  if (!program) return base::fail(program.error());
  if (auto written = base::writeFileAtomically(output, *program); !written) return written;
  std::error_code error;
  constexpr auto kAll = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                        fs::perms::others_read | fs::perms::others_exec;
  fs::permissions(output, kAll, error);
  if (!error) return {};
  return base::fail(ErrorCode::kIo, output + ": " + error.message());
}

}  // namespace

Result<std::vector<std::string>> buildGoFunctions(const GoBuildOptions& options,
                                                  const base::Clock& clock) {
  const auto source = base::readFile(options.file);
  if (!source) return base::fail(source.error());
  auto functions = goFunctions(*source);
  if (!functions) return base::fail(functions.error().within(options.file));
  const auto version = goVersion(options, clock);
  if (!version) return base::fail(version.error());
  auto folder = PrivateFolder::make();
  if (!folder) return base::fail(folder.error());
  const Scratch scratch{*folder};
  const std::string author = fs::path(options.file).parent_path().string();
  const std::string main = goMain(*functions);
  const bool has_module = fs::exists(author + "/go.mod");
  const GoModule module(options, clock, has_module ? author : folder->path());
  auto built = has_module ? buildInModule(module, options.file, main, scratch)
                          : buildAlone(module, *source, main, scratch);
  if (built) built = putInPlace(scratch.path("debugtalk.bin"), options.output);
  if (built) return functions;
  base::Error error = built.error().within(options.file);
  error.hint = tooOldText(*version, base::readFile(author + "/go.mod").value_or(""));
  return base::fail(std::move(error));
}

}  // namespace hrp::plugin
