#include "plugin/python/requirements.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "hrp/base/files/file.hpp"
#include "plugin/host/child_process.hpp"
#include "plugin/host/tool_run.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

constexpr std::uint64_t kMostMark = 1U << 20U;

// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv). Only a name: the mark inside decides.
std::string nameOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string name;
  for (int shift = 60; shift >= 0; shift -= 4) name += kDigits[hash >> shift & 15U];
  return name;
}

// Holds the lock as long as it lives. The file stays: removing it would race with the next one.
Result<Descriptor> lockFile(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  int locked = -1;
  do {
    locked = file.get() < 0 ? -1 : ::flock(file.get(), LOCK_EX);
  } while (locked != 0 && errno == EINTR);
  if (locked == 0) return file;
  return base::fail(ErrorCode::kUnavailable, path + ": " + std::generic_category().message(errno));
}

class Installation {
 public:
  Installation(const PythonOptions& options, const expression::CustomSource& source,
               const base::Clock& clock)
      : options_(options),
        clock_(clock),
        file_((fs::path(source.file).parent_path() / "requirements.txt").string()),
        text_(source.requirements),
        folder_(options.venv.empty() ? options.venvs + "/" + nameOf(options.python + "\n" + text_)
                                     : fs::absolute(options.venv).string()) {}

  Result<std::string> run() {
    std::error_code ignored;
    fs::create_directories(fs::path(folder_).parent_path(), ignored);
    auto lock = lockFile(folder_ + ".lock");
    if (!lock) return base::fail(lock.error().within(file_));
    const auto mark = base::readFile(markFile(), kMostMark);
    if (mark && *mark == text_ && fs::exists(python(), ignored)) return python();
    spdlog::info("{}: installing it into {}", file_, folder_);
    if (!fs::exists(python(), ignored)) {
      auto made = tool({options_.python, "-m", "venv", folder_});
      if (!made) return base::fail(std::move(made.error()));
    }
    if (auto installed = install(); !installed) return base::fail(std::move(installed.error()));
    if (auto marked = base::writeFileAtomically(markFile(), text_); !marked) {
      return base::fail(std::move(marked.error()));
    }
    return python();
  }

 private:
  [[nodiscard]] std::string python() const { return folder_ + "/bin/python3"; }
  [[nodiscard]] std::string markFile() const { return folder_ + "/hrp-requirements.txt"; }

  // From the author's folder when it is here: paths in the file are relative to it. A worker has
  // the text only.
  Result<> install() {
    std::error_code ignored;
    std::string from = file_;
    std::string folder = fs::path(file_).parent_path().string();
    if (!fs::exists(file_, ignored)) {
      folder = folder_;
      from = folder_ + "/wanted-requirements.txt";
      if (auto written = base::writeFileAtomically(from, text_); !written) return written;
    }
    return tool({"env", "-C", folder, python(), "-m", "pip", "install", "--no-input",
                 "--disable-pip-version-check", "-r", from});
  }

  Result<> tool(const std::vector<std::string>& command) {
    auto end = runTool(command, options_.install_limit, clock_);
    if (!end) {
      return base::fail(ErrorCode::kUnavailable,
                        file_ + ": it cannot be installed: " + end.error().message);
    }
    if (end->succeeded()) return {};
    const bool pip = command.back() != folder_;
    return base::fail(ErrorCode::kUnavailable,
                      file_ + ": it cannot be installed: " + (pip ? "pip" : "python3 -m venv") +
                          " ended with " + end->text(),
                      pip ? "" : "Debian has venv in the package python3-venv");
  }

  const PythonOptions& options_;
  const base::Clock& clock_;
  const std::string file_;
  const std::string& text_;
  const std::string folder_;
};

}  // namespace

Result<std::string> pythonWithRequirements(const PythonOptions& options,
                                           const expression::CustomSource& source,
                                           const base::Clock& clock) {
  if (source.requirements.empty()) {
    return options.venv.empty() ? options.python : options.venv + "/bin/python3";
  }
  if (options.venv.empty() && options.venvs.empty()) {
    return base::fail(ErrorCode::kUnavailable,
                      source.file + ": there is no HOME to install its requirements.txt below",
                      "name a folder with --venv DIR");
  }
  return Installation(options, source, clock).run();
}

}  // namespace hrp::plugin
